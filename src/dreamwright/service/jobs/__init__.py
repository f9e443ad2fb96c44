"""The durable queue: what waits, who works on it, in which order, and what happened to it."""
