"""Named pictures that a workspace keeps for reuse: a character, a style, an image. They hold their inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from dreamwright.errors import BadOption, Conflict, NotFound
from dreamwright.service.boards.names import checked_name
from dreamwright.service.db.columns import new_id
from dreamwright.service.db.tables.boards import reference, reference_input
from dreamwright.service.inputs.inputs import touch

Kind = Literal["character", "style", "image"]
MOST_PICTURES: Final = 8
"""Of one reference."""
MOST_REFERENCES: Final = 1_000
"""In one workspace."""


@dataclass(frozen=True)
class Reference:
    """Pictures under a name that is the only one of its workspace."""

    id: str
    name: str
    kind: Kind
    hashes: tuple[str, ...]
    """`sha256:…` of inputs of the workspace, in the order given."""
    created_at: float


def create(
    connection: Connection, workspace_id: str, name: str, kind: Kind, hashes: Sequence[str], now: float
) -> Reference:
    """The new reference; its inputs cannot be deleted while it is there.

    BadOption for a name or kind that is none, or no, too many or doubled pictures; NotFound for an input that the
    workspace does not have; Conflict for a name that it has already.
    """
    if kind not in get_args(Kind):
        raise BadOption("A reference is a character, a style or an image.")
    if not 0 < len(hashes) <= MOST_PICTURES or len(set(hashes)) != len(hashes):
        raise BadOption(f"A reference has 1 to {MOST_PICTURES} different pictures.")
    name = checked_name(name)
    owned = select(func.count()).where(reference.c.workspace_id == workspace_id)
    if connection.execute(owned).scalar_one() >= MOST_REFERENCES:
        raise Conflict(f"A workspace has at most {MOST_REFERENCES} references.")
    touch(connection, workspace_id, hashes, now)
    made = Reference(new_id(), name, kind, tuple(hashes), now)
    with _named_once(connection, name):
        connection.execute(
            insert(reference).values(id=made.id, workspace_id=workspace_id, name=name, kind=kind, created_at=now)
        )
    rows = [
        {"reference_id": made.id, "place": k, "workspace_id": workspace_id, "hash": one} for k, one in enumerate(hashes)
    ]
    connection.execute(insert(reference_input), rows)
    return made


def get(connection: Connection, workspace_id: str, reference_id: str) -> Reference:
    """The reference; NotFound when the workspace has none of that id."""
    return _one(_references(connection, workspace_id, reference.c.id == reference_id))


def by_name(connection: Connection, workspace_id: str, name: str) -> Reference:
    """The reference of that name; NotFound."""
    return _one(_references(connection, workspace_id, reference.c.name == name))


def list_references(connection: Connection, workspace_id: str, kind: Kind | None = None) -> list[Reference]:
    """The workspace's references by name, of one kind or of all."""
    return _references(connection, workspace_id, *(() if kind is None else (reference.c.kind == kind,)))


def rename(connection: Connection, workspace_id: str, reference_id: str, name: str) -> Reference:
    """The reference under its new name; NotFound, BadOption, Conflict."""
    name = checked_name(name)
    this = (reference.c.id == reference_id) & (reference.c.workspace_id == workspace_id)
    with _named_once(connection, name):
        connection.execute(update(reference).where(this).values(name=name))
    return get(connection, workspace_id, reference_id)


def remove(connection: Connection, workspace_id: str, reference_id: str) -> None:
    """Deletes the reference; its inputs stay with the workspace. NotFound."""
    this = (reference.c.id == reference_id) & (reference.c.workspace_id == workspace_id)
    if connection.execute(delete(reference).where(this)).rowcount != 1:
        raise _not_found()


def _references(connection: Connection, workspace_id: str, *rules: Any) -> list[Reference]:
    query = select(reference).where(reference.c.workspace_id == workspace_id, *rules).order_by(reference.c.name)
    rows = connection.execute(query).all()
    pictures = select(reference_input.c.reference_id, reference_input.c.hash).where(
        reference_input.c.reference_id.in_([row.id for row in rows])
    )
    hashes: dict[str, list[str]] = {row.id: [] for row in rows}
    for picture in connection.execute(pictures.order_by(reference_input.c.place)):
        hashes[picture.reference_id].append(picture.hash)
    return [Reference(row.id, row.name, row.kind, tuple(hashes[row.id]), row.created_at) for row in rows]


@contextmanager
def _named_once(connection: Connection, name: str) -> Iterator[None]:
    """Turns the schema's rule on names into Conflict, and leaves the transaction usable."""
    try:
        with connection.begin_nested():
            yield
    except IntegrityError as error:
        if "name" not in str(error.orig):
            raise
        raise Conflict(f"There is a reference “{name}” already.") from error


def _one(found: list[Reference]) -> Reference:
    if not found:
        raise _not_found()
    return found[0]


def _not_found() -> NotFound:
    return NotFound("There is no such reference.")
