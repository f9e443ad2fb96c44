"""What must come back unchanged from a browser within minutes, signed: the state of a sign-in that is under way."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping

from dreamwright.errors import NotAllowed

_PURPOSE = b"dreamwright sign-in under way\x00"


def seal(secret: bytes, values: Mapping[str, str], expires_at: float) -> str:
    """The values as text for a cookie: to be read by its holder, to be changed by nobody, good until `expires_at`."""
    body = base64.urlsafe_b64encode(json.dumps({"values": dict(values), "until": expires_at}).encode()).decode()
    return f"{body}.{_signature(secret, body)}"


def unseal(secret: bytes, text: str, now: float) -> dict[str, str]:
    """The values; NotAllowed where the text was changed, or its time is over."""
    body, _, signature = text.partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(secret, body).encode()):
        raise NotAllowed("This sign-in was not begun here: begin again.")
    held = json.loads(base64.urlsafe_b64decode(body))
    if held["until"] <= now:
        raise NotAllowed("This sign-in took too long: begin again.")
    return {str(name): str(value) for name, value in held["values"].items()}


def _signature(secret: bytes, body: str) -> str:
    return hmac.new(secret, _PURPOSE + body.encode("utf-8", "surrogateescape"), hashlib.sha256).hexdigest()
