"""English words."""
from __future__ import annotations
ENGLISH: frozenset[str] = frozenset()
