"""Dreamwright: words in, a cinematic shot out."""

__version__ = "0.1.0"
