"""Files by signed links: no sign-in, an end, and parts of a file (Range) for players. Also the links themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from dreamwright.api.auth import Rooms
from dreamwright.api.context import Context
from dreamwright.api.threads import Threaded
from dreamwright.errors import NotFound
from dreamwright.service.commission import MEDIA_TYPES
from dreamwright.service.generations.generations import Asset
from dreamwright.service.storage.names import disposition
from dreamwright.service.storage.signing import sign, verify

CHUNK = 256 * 1024

WHOLE_OR_PART: dict[int | str, dict[str, Any]] = {
    200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}},
    206: {"description": "The part that Range asked for.", "content": {"*/*": {"schema": {"type": "string"}}}},
}

router = APIRouter(tags=["files"], route_class=Threaded)


def link(context: Context, asset: Asset, now: float) -> str:
    """Where anyone may get the file for the next while.

    The end is the same for all who ask within a quarter of that while, so that a client that polls sees one URL.
    """
    return link_of(context, asset.key, now)


def link_of(context: Context, key: str, now: float) -> str:
    """The same, of a key in the store."""
    lasts = context.config.link_seconds
    step = max(1.0, lasts / 4)
    expires_at = (now // step + 1) * step + lasts
    direct = context.store.link(key, expires_at - now)
    if direct is not None:
        return direct
    token = sign(context.config.secret, key, expires_at)
    return f"{context.config.public_url}/files/{token}/{key.rpartition('/')[2]}"


@router.head("/files/{token}/{name}", response_class=Response, include_in_schema=False)
@router.get("/files/{token}/{name}", response_class=Response, responses=WHOLE_OR_PART, summary="Get a file")
def file(token: str, name: str, request: Request, rooms: Rooms, download: bool = False) -> Response:
    """The file that the link shows, or the part of it that Range asks for. `download`: to be saved, not shown."""
    with rooms.database.read() as connection:
        now = rooms.database.now(connection)
    key = verify(rooms.config.secret, token, now)
    size = rooms.store.size(key)
    if size is None or key.rpartition("/")[2] != name:
        raise NotFound("There is no such file.")
    headers = {"accept-ranges": "bytes", "cache-control": "private, max-age=3600", "etag": f'"{token[:32]}"'}
    headers["access-control-allow-origin"] = "*"  # whoever has the link may see it, in whatever page
    headers["cross-origin-resource-policy"] = "cross-origin"
    if download:
        headers["content-disposition"] = disposition(name)
    return serve(request, rooms, key, size, headers)


def serve(request: Request, rooms: Context, key: str, size: int, headers: dict[str, str]) -> Response:
    """What is under the key (`size` bytes), or the part of it that the request's Range asks for."""
    media_type = MEDIA_TYPES.get(key.rpartition(".")[2], "application/octet-stream")
    part = _part(request.headers.get("range"), size)
    if part is None:
        start, end, status = 0, size, 200
    else:
        start, end = part
        status = 206
        headers["content-range"] = f"bytes {start}-{end - 1}/{size}"
        if start >= end:
            return Response(None, 416, {"content-range": f"bytes */{size}"})
    headers["content-length"] = str(end - start)
    if request.method == "HEAD":
        return Response(None, status, headers, media_type)
    return StreamingResponse(_chunks(rooms.store.open(key, start, end)), status, headers, media_type)


def _part(text: str | None, size: int) -> tuple[int, int] | None:
    """Start and end of a single asked range (RFC 9110, 14.1.2); None where the whole is asked for, or several parts.

    What cannot be satisfied ends before it starts.
    """
    found = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", (text or "").strip())
    if not found or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        return max(0, size - int(last)), size if int(last) else 0
    start = int(first)
    end = min(size, int(last) + 1) if last else size
    return (start, end) if start < size else (size, 0)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk
