"""How pictures and films come in, and what lies here: `/v1/uploads` whole or in parts, `/v1/inputs`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect

from dreamwright.api.auth import Rooms, Who
from dreamwright.api.context import Context
from dreamwright.api.ids import ContentHash, Id
from dreamwright.api.native import answers, models
from dreamwright.api.native.asks import UploadAsk
from dreamwright.api.threads import Threaded
from dreamwright.errors import BadInput
from dreamwright.service.accounts.permissions import demand
from dreamwright.service.boards.names import cursor_of, read_cursor
from dreamwright.service.inputs import inputs, uploads
from dreamwright.service.inputs.inputs import Input
from dreamwright.service.inputs.take import receive

CHUNK = 1 << 20
BATCH = 8 << 20
"""So much of a part is gathered before a thread writes it down: no thread waits for a slow client."""
Offset = Annotated[int, Header(alias="Upload-Offset", ge=0, le=2**50, description="Where this part begins.")]
_FORM = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": {
    "type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}
}}}}}  # fmt: skip
_BYTES = {"requestBody": {"required": True, "content": {
    "application/offset+octet-stream": {"schema": {"type": "string", "format": "binary"}}
}}}  # fmt: skip

router = APIRouter(prefix="/v1", tags=["uploads"], route_class=Threaded)


async def _file(request: Request, _: Who) -> AsyncIterator[UploadFile]:
    """The form's file, read only for those who are signed in, and open until the answer is sent."""
    async with request.form(max_files=1, max_fields=20) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise BadInput("The form needs a file in its field “file”.")
        yield file


@router.post("/uploads", status_code=201, summary="Upload a file", openapi_extra=_FORM)
def whole(rooms: Rooms, who: Who, file: Annotated[UploadFile, Depends(_file)]) -> models.Input:
    """A picture or film as multipart form data; the same file again is the same input. Over 100 MB use parts."""
    demand(who, "input.create")
    return _brought(rooms, receive(rooms.intake, who.workspace_id, _chunks(file.file)))


@router.post("/uploads/parts", status_code=201, summary="Begin an upload in parts")
def start(asked: UploadAsk, rooms: Rooms, who: Who) -> models.Upload:
    """An upload that goes on where it broke off: PATCH its bytes, then finish it."""
    demand(who, "input.create")
    return answers.upload(uploads.start(rooms.intake, who.workspace_id, asked.size, asked.sha256))


@router.get("/uploads", summary="List uploads in parts")
def under_way(rooms: Rooms, who: Who) -> models.Uploads:
    """Those that are not finished, oldest first: only so many may be under way at a time."""
    demand(who, "input.create")
    found = uploads.under_way(rooms.intake, who.workspace_id)
    return models.Uploads(uploads=[answers.upload(one) for one in found])


@router.get("/uploads/{upload_id}", summary="Look at an upload")
def look(upload_id: Id, rooms: Rooms, who: Who, response: Response) -> models.Upload:
    """Where it stands: go on at `received`."""
    demand(who, "input.create")
    stands = uploads.look(rooms.intake, who.workspace_id, upload_id)
    response.headers["upload-offset"] = str(stands.received)
    return answers.upload(stands)


@router.head("/uploads/{upload_id}", summary="Ask for an upload's offset", response_class=Response)
def offset(upload_id: Id, rooms: Rooms, who: Who) -> Response:
    """Where it stands, in the header Upload-Offset."""
    demand(who, "input.create")
    stands = uploads.look(rooms.intake, who.workspace_id, upload_id)
    return Response(headers={"upload-offset": str(stands.received), "cache-control": "no-store"})


@router.patch("/uploads/{upload_id}", summary="Send a part", openapi_extra=_BYTES)
async def append(
    upload_id: Id, request: Request, rooms: Rooms, who: Who, response: Response, upload_offset: Offset
) -> models.Upload:
    """Adds the bytes of the body. What came before a broken connection is kept; 409 where the offset is not its own."""
    demand(who, "input.create")
    intake, place = rooms.intake, who.workspace_id
    stands = await run_in_threadpool(uploads.append, intake, place, upload_id, upload_offset, [])
    async for batch in _batches(request):
        stands = await run_in_threadpool(uploads.append, intake, place, upload_id, stands.received, [batch])
    response.headers["upload-offset"] = str(stands.received)
    return answers.upload(stands)


@router.post("/uploads/{upload_id}/finish", summary="Finish an upload")
def finish(upload_id: Id, rooms: Rooms, who: Who) -> models.Input:
    """The input that it became; asked again, the same. 409 while bytes are missing."""
    demand(who, "input.create")
    return _brought(rooms, uploads.finish(rooms.intake, who.workspace_id, upload_id))


@router.delete("/uploads/{upload_id}", status_code=204, response_class=Response, summary="Drop an upload")
def abort(upload_id: Id, rooms: Rooms, who: Who) -> None:
    """Drops it and what came of it; an input that it became already stays."""
    demand(who, "input.create")
    uploads.abort(rooms.intake, who.workspace_id, upload_id)


@router.get("/inputs", summary="List inputs", tags=["inputs"])
def listed(
    rooms: Rooms,
    who: Who,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> models.Inputs:
    """What the workspace brought, newest first."""
    demand(who, "input.read")
    after = None if cursor is None else _after(cursor)
    with rooms.database.read() as connection:
        found = inputs.list_inputs(connection, who.workspace_id, limit + 1, after)
        now = rooms.database.now(connection)
    more = cursor_of(found[limit - 1].since, found[limit - 1].hash) if len(found) > limit else None
    return models.Inputs(inputs=[answers.brought(rooms, one, now) for one in found[:limit]], cursor=more)


@router.get("/inputs/{content_hash}", summary="Look at an input", tags=["inputs"])
def get(content_hash: ContentHash, rooms: Rooms, who: Who) -> models.Input:
    """What it is, with a link to it."""
    demand(who, "input.read")
    with rooms.database.read() as connection:
        found = inputs.find(connection, who.workspace_id, content_hash)
        return answers.brought(rooms, found, rooms.database.now(connection))


@router.delete("/inputs/{content_hash}", status_code=204, response_class=Response, summary="Delete an input",
               tags=["inputs"])  # fmt: skip
def delete(content_hash: ContentHash, rooms: Rooms, who: Who) -> None:
    """Takes it from the workspace; the file goes when nobody else brought it too. 409 while a reference shows it."""
    demand(who, "input.delete")
    with rooms.database.write() as connection:
        inputs.forget(connection, who.workspace_id, content_hash)
    inputs.delete_unused(rooms.database, rooms.store, content_hash)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


async def _batches(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes, in large pieces; one that breaks off ends with what came."""
    gathered = bytearray()
    try:
        async for chunk in request.stream():
            gathered += chunk
            if len(gathered) >= BATCH:
                yield bytes(gathered)
                gathered.clear()
    except ClientDisconnect:
        pass  # what came is kept: the client asks where to go on
    if gathered:
        yield bytes(gathered)


def _after(cursor: str) -> Input:
    since, content_hash = read_cursor(cursor)
    return Input(content_hash, "", 0, since=since)


def _brought(rooms: Context, made: Input) -> models.Input:
    with rooms.database.read() as connection:
        return answers.brought(rooms, made, rooms.database.now(connection))
