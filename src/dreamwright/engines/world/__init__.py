"""The world engine: builds and films a procedural world. No GPU, no download."""
