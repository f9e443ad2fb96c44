"""Generations as they stand: one by its id, or a page of many. Changes nothing.

A page costs the same however many generations there are: each filter has an index that ends in the page's order.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, select, tuple_

from dreamwright.errors import BadOption, NotFound
from dreamwright.service.db.tables.generations import SHOWN, asset, generation, generation_total
from dreamwright.service.db.tables.jobs import job
from dreamwright.service.generations.values import Asset, Filters, Generation, Page, State
from dreamwright.service.jobs.values import Progress

MOST = 200
"""Generations of a page, at most."""
_AT_WORK = {"queued": "queued", "dreaming": "running"}
_ESCAPE = "\\"
_LONGEST_CURSOR = 300


def _whole() -> Select[Any]:
    states = job.c["cancel_requested", "attempts", "started_at", "stage", "share", "seconds_left", "preview_key"]
    columns = [column for column in generation.c if column.name not in ("request_hash", "deleted_at")]
    return select(*columns, job.c.state.label("job_state"), *states).outerjoin(job, job.c.ref == generation.c.id)


_ONE = _whole().where(
    SHOWN, generation.c.workspace_id == bindparam("workspace"), generation.c.id == bindparam("generation")
)
_ASSETS = select(asset).where(asset.c.generation_id.in_(bindparam("ids", expanding=True))).order_by(asset.c.role.desc())
"""Made once: clients poll, and making a statement takes as long as running it."""


def get(connection: Connection, workspace_id: str, generation_id: str) -> Generation:
    """The generation; NotFound where there is none of that id in the workspace."""
    row = connection.execute(_ONE, {"workspace": workspace_id, "generation": generation_id}).one_or_none()
    if row is None:
        raise NotFound("There is no such generation.")
    return _generations(connection, [row])[0]


def several(connection: Connection, workspace_id: str, ids: Iterable[str]) -> dict[str, Generation]:
    """Those of these generations that are there in the workspace, by id."""
    wanted = _whole().where(SHOWN, generation.c.workspace_id == workspace_id, generation.c.id.in_(list(ids)))
    return {found.id: found for found in _generations(connection, connection.execute(wanted).all())}


def payload(connection: Connection, workspace_id: str, generation_id: str) -> Mapping[str, Any]:
    """What its worker got, JSON; NotFound."""
    get(connection, workspace_id, generation_id)
    found: Mapping[str, Any] = connection.execute(select(job.c.payload).where(job.c.ref == generation_id)).scalar_one()
    return found


def page(
    connection: Connection,
    workspace_id: str,
    filters: Filters = Filters(),
    limit: int = 50,
    cursor: str | None = None,
    offset: int = 0,
    *,
    oldest_first: bool = False,
) -> Page:
    """Up to `limit` (0 … `MOST`) generations of the workspace, newest first, after `cursor` or `offset` others.

    BadOption for a cursor that no page gave or numbers out of range.
    """
    if not 0 <= limit <= MOST or offset < 0:
        raise BadOption(f"A page holds 0 to {MOST} generations, after 0 or more others.")
    wanted = page_query(workspace_id, filters, cursor, oldest_first=oldest_first).limit(limit + 1).offset(offset)
    rows = connection.execute(wanted).all()
    shown = _generations(connection, rows[:limit])
    more = shown[-1] if shown and len(rows) > limit else None
    return Page(
        shown, cursor_of(more) if more else None, _total(connection, workspace_id) if filters.is_empty else None
    )


def page_query(
    workspace_id: str, filters: Filters, cursor: str | None = None, *, oldest_first: bool = False
) -> Select[Any]:
    """The statement behind a page."""
    wanted = _whole().where(SHOWN, generation.c.workspace_id == workspace_id, *_conditions(filters))
    place, columns = tuple_(generation.c.created_at, generation.c.id), (generation.c.created_at, generation.c.id)
    if cursor is not None:
        here = tuple_(*_place(cursor))
        wanted = wanted.where(place > here if oldest_first else place < here)
    return wanted.order_by(*(column if oldest_first else column.desc() for column in columns))


def _conditions(filters: Filters) -> Iterable[ColumnElement[bool]]:
    if filters.state in _AT_WORK:
        yield and_(generation.c.state == "open", job.c.state == _AT_WORK[filters.state])
    elif filters.state is not None:
        yield generation.c.state == filters.state
    if filters.kind is not None:
        yield generation.c.kind == filters.kind
    if filters.board_id is not None:
        yield generation.c.board_id == filters.board_id
    if filters.text is not None:
        yield generation.c.prompt.ilike(f"%{_literal(filters.text)}%", escape=_ESCAPE)


def _literal(text: str) -> str:
    for mark in (_ESCAPE, "%", "_"):
        text = text.replace(mark, _ESCAPE + mark)
    return text


def _total(connection: Connection, workspace_id: str) -> int:
    counted = select(generation_total.c.total).where(generation_total.c.workspace_id == workspace_id)
    return connection.execute(counted).scalar_one_or_none() or 0


def cursor_of(last: Generation) -> str:
    """Asks for the page that follows this generation."""
    return base64.urlsafe_b64encode(json.dumps([last.created_at, last.id]).encode()).decode()


def _place(cursor: str) -> tuple[float, str]:
    try:
        if len(cursor) > _LONGEST_CURSOR:
            raise ValueError
        created_at, generation_id = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii")))
        if not isinstance(created_at, float) or not isinstance(generation_id, str) or "\0" in generation_id:
            raise TypeError
        return created_at, generation_id
    except (binascii.Error, ValueError, TypeError) as error:
        raise BadOption("That is no cursor of an earlier page.") from error


def _generations(connection: Connection, rows: Iterable[Row[Any]]) -> tuple[Generation, ...]:
    rows = list(rows)
    assets = _assets(connection, [row.id for row in rows if row.state == "completed"])
    return tuple(_generation(row, assets.get(row.id, ())) for row in rows)


def _assets(connection: Connection, ids: list[str]) -> dict[str, tuple[Asset, ...]]:
    if not ids:
        return {}
    found: dict[str, tuple[Asset, ...]] = {}
    for row in connection.execute(_ASSETS, {"ids": ids}):
        one = Asset(row.role, row.key, row.media_type, row.bytes, row.width, row.height, row.seconds)
        found[row.generation_id] = (*found.get(row.generation_id, ()), one)
    return found


def _generation(row: Row[Any], assets: tuple[Asset, ...]) -> Generation:
    is_open = row.state == "open"
    return Generation(
        id=row.id,
        workspace_id=row.workspace_id,
        person_id=row.person_id,
        board_id=row.board_id,
        retry_of=row.retry_of,
        kind=row.kind,
        model=row.model,
        prompt=row.prompt,
        request=row.request,
        price=row.price,
        state=_state(row),
        cancelling=is_open and bool(row.cancel_requested),
        reason=row.reason,
        attempt=row.attempts or 0,
        created_at=row.created_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        progress=Progress(row.stage, row.share, row.seconds_left, row.preview_key if is_open else None),
        assets=assets,
        result=row.result,
    )


def _state(row: Row[Any]) -> State:
    state: State = row.state if row.state != "open" else "dreaming" if row.job_state == "running" else "queued"
    return state
