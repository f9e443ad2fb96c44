"""Secrets that a machine makes up: 256 random bits, shown once and kept only as their hash.

A plain SHA-256 is enough for them (nothing can be guessed); passwords go through passwords.py.
"""

from __future__ import annotations

import hashlib
import secrets

KEY_PREFIX = "dw_"
SHOWN = 9  # letters of a key that a list shows: dw_ and six more


def new_secret(prefix: str = "") -> str:
    """A new secret: the prefix and 43 letters that hold 256 random bits."""
    return prefix + secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What is kept of a secret: its SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
