"""Links to stored files that need no sign-in: a token that names the key and its end, signed by this server.

HMAC-SHA256 (RFC 2104) over the end and the key. Knows no store; the server that serves the bytes asks here first.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Final

from dreamwright.errors import BadOption, NotAllowed
from dreamwright.service.storage.base import checked_key

SHORTEST_SECRET: Final = 16
_FOR: Final = b"dreamwright stored file 1\0"  # so that what is signed for another use does not fit here
_MAC_BYTES: Final = 32
_LONGEST_TOKEN: Final = 1_000


def sign(secret: bytes, key: str, expires_at: float) -> str:
    """The token that shows `key` until `expires_at` (seconds since 1970); fit for a URL. BadOption: a weak secret."""
    if len(secret) < SHORTEST_SECRET:
        raise BadOption(f"The secret that signs links has at least {SHORTEST_SECRET} bytes.")
    said = f"{int(expires_at)}:{checked_key(key)}".encode()
    mac = hmac.digest(secret, _FOR + said, hashlib.sha256)
    return base64.urlsafe_b64encode(mac + said).rstrip(b"=").decode()


def verify(secret: bytes, token: str, now: float) -> str:
    """The key that the token shows; NotAllowed when it was not signed here, was changed, or has ended by `now`."""
    try:
        end, key = _said(token)
        true = sign(secret, key, end)
    except (ValueError, BadOption) as error:  # not even the form of a token
        raise _wrong() from error
    if not hmac.compare_digest(true, token):
        raise _wrong()
    if now >= end:
        raise NotAllowed("This link has ended: ask for a new one.")
    return key


def _said(token: str) -> tuple[int, str]:
    """End and key as the token says, proved by nothing yet; ValueError."""
    if len(token) > _LONGEST_TOKEN:
        raise ValueError("too long")
    data = base64.b64decode(token.encode("ascii") + b"=" * (-len(token) % 4), b"-_", validate=True)
    end, _, key = data[_MAC_BYTES:].decode("ascii").partition(":")
    return int(end), key


def _wrong() -> NotAllowed:
    return NotAllowed("This link is not valid.")
