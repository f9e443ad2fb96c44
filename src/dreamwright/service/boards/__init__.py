"""Boards that gather generations, links that share them, and named pictures kept for reuse."""
