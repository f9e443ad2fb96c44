"""Engines: a Shot goes in, Frames come out."""
