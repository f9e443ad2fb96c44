"""The plan: what a film will be, as one readable value."""
