"""Dreamwright's own wire, `/v1`: plans, generations, events, uploads, boards, accounts."""
