"""Callbacks: telling a client's own server when its generation's state changed."""
