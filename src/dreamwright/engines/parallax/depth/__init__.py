"""Depth from one picture: one interface, one file for each way to know it."""
