"""How a browser is told to save a file. Knows HTTP headers; knows no store."""

from __future__ import annotations

import re
from urllib.parse import quote


def disposition(filename: str) -> str:
    """The value of Content-Disposition that saves as `filename` (RFC 6266): no quote or line end gets through."""
    plain = re.sub(r"[^A-Za-z0-9 ._()-]", "_", filename) or "file"
    if plain == filename:
        return f'attachment; filename="{plain}"'
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
