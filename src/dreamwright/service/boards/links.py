"""Links that show a board to whoever has them, to look at or to change. A token is shown once and kept as its hash."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from dreamwright.errors import BadOption, Conflict, NotFound
from dreamwright.service.boards.boards import get
from dreamwright.service.db.columns import new_id
from dreamwright.service.db.tables.boards import board, board_link
from dreamwright.service.db.tables.people import workspace

Access = Literal["view", "edit"]
MOST_LINKS: Final = 50
"""Of one board, those that work."""


@dataclass(frozen=True)
class Link:
    """A link as the board's owners see it; the token cannot be shown again."""

    id: str
    board_id: str
    access: Access
    created_at: float
    expires_at: float | None
    """Seconds since 1970; None = until it is revoked."""


@dataclass(frozen=True)
class Opened:
    """What a link opens, and in whose name."""

    board_id: str
    workspace_id: str
    access: Access


def share(
    connection: Connection,
    workspace_id: str,
    board_id: str,
    access: Access,
    now: float,
    expires_at: float | None = None,
) -> tuple[str, Link]:
    """The token, which is not kept, and the link.

    NotFound; BadOption for another access or an end that is past; Conflict when the board has too many links.
    """
    if access not in get_args(Access):
        raise BadOption("A link is to view or to edit.")
    if expires_at is not None and expires_at <= now:
        raise BadOption("A link ends in the future.")
    if len(links(connection, workspace_id, board_id, now)) >= MOST_LINKS:
        raise Conflict(f"A board has at most {MOST_LINKS} links: revoke some first.")
    token = secrets.token_urlsafe(32)
    made = Link(new_id(), board_id, access, now, expires_at)
    connection.execute(
        insert(board_link).values(
            id=made.id, board_id=board_id, token_hash=_hash(token), access=access, created_at=now, expires_at=expires_at
        )
    )
    return token, made


def links(connection: Connection, workspace_id: str, board_id: str, now: float) -> list[Link]:
    """The board's links that work, oldest first; NotFound."""
    get(connection, workspace_id, board_id)
    query = select(board_link).where(board_link.c.board_id == board_id, _works(now))
    return [_link(row) for row in connection.execute(query.order_by(board_link.c.created_at, board_link.c.id))]


def revoke(connection: Connection, workspace_id: str, link_id: str, now: float) -> None:
    """Ends the link at once; one that was revoked already stays so. NotFound."""
    ours = board_link.c.board_id.in_(select(board.c.id).where(board.c.workspace_id == workspace_id))
    ended = func.coalesce(board_link.c.revoked_at, now)
    done = connection.execute(update(board_link).where(board_link.c.id == link_id, ours).values(revoked_at=ended))
    if done.rowcount != 1:
        raise NotFound("There is no such link.")


def open_link(connection: Connection, token: str, now: float) -> Opened:
    """The board behind a token, and what it allows; NotFound when it is unknown, revoked or past its end."""
    query = (
        select(board_link.c.board_id, board.c.workspace_id, board_link.c.access)
        .join_from(board_link, board)
        .join(workspace)
        .where(board_link.c.token_hash == _hash(token), _works(now), workspace.c.deleted_at.is_(None))
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("This link does not work, or works no longer.")
    return Opened(row.board_id, row.workspace_id, row.access)


def sweep_links(connection: Connection, now: float, after_s: float = 30 * 86_400.0) -> int:
    """How many links were deleted that have not worked for `after_s` seconds."""
    ended = or_(board_link.c.revoked_at < now - after_s, board_link.c.expires_at < now - after_s)
    return connection.execute(delete(board_link).where(ended)).rowcount


def _works(now: float) -> Any:
    return board_link.c.revoked_at.is_(None) & or_(board_link.c.expires_at.is_(None), board_link.c.expires_at > now)


def _hash(token: str) -> str:
    """256 random bits need no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _link(row: Row[Any]) -> Link:
    return Link(row.id, row.board_id, row.access, row.created_at, row.expires_at)
