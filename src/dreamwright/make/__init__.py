"""Make: the room where a plan, an engine, the finish and a file meet."""
