"""Luma's own wire, `/dream-machine/v1`: existing clients work by changing a base URL."""
