"""Pictures of a request as inputs: data: URIs are taken at once, so that no row of a table carries them; references are
looked up, so that the work stands on what their names meant when it was asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from dreamwright.api.context import Context
from dreamwright.api.native.asks import FrameOf, Picture
from dreamwright.api.wording import REFERENCE
from dreamwright.errors import NotFound
from dreamwright.service.accounts.permissions import demand
from dreamwright.service.accounts.principal import Principal
from dreamwright.service.boards import references
from dreamwright.service.commission import Commission, Source
from dreamwright.service.generations import generations
from dreamwright.service.inputs import inputs
from dreamwright.service.inputs.fetch import take_url

LONGEST = 200


def taken(context: Context, who: Principal, commission: Commission) -> Commission:
    """The commission with inputs in place of its data: URIs and references.

    BadFile or BadOption for what is no picture, NotFound for a reference that the workspace does not have.
    """
    demand(who, "generation.create")
    found = tuple(one for source in commission.sources for one in _inputs(context, who, source))
    return commission.model_copy(update={"sources": found})


def _inputs(context: Context, who: Principal, source: Source) -> Iterator[Source]:
    """The source with an input in place of what is here; of a reference its first picture, as a style all of them."""
    place = source.url or ""
    if place[:5].lower() == "data:":
        hashes: tuple[str, ...] = (take_url(context.intake, who.workspace_id, place).hash,)
    elif is_reference(place):
        hashes = _referred(context, who, place)
        hashes = hashes if source.role == "style" else hashes[:1]
    else:
        yield source
        return
    yield from (source.model_copy(update={"url": None, "input": one}) for one in hashes)


def is_reference(place: str) -> bool:
    """Whether a picture is asked for by the name of a reference."""
    return place[: len(REFERENCE)].lower() == REFERENCE


def _referred(context: Context, who: Principal, place: str) -> tuple[str, ...]:
    """Hashes of the pictures of a reference; NotFound."""
    demand(who, "reference.read")
    with context.database.read() as connection:
        return references.by_name(connection, who.workspace_id, place[len(REFERENCE) :].strip()).hashes


def shape_of(context: Context, who: Principal, picture: Picture | None) -> float | None:
    """Width over height of what is here already or lies in the request; None of what is not known yet."""
    if picture is None:
        return None
    with suppress(NotFound):
        width, height = _size_of(context, who, picture)
        return width / height if width and height else None
    return None


def _size_of(context: Context, who: Principal, picture: Picture) -> tuple[int | None, int | None]:
    if isinstance(picture, FrameOf):
        with context.database.read() as connection:
            made = generations.get(connection, who.workspace_id, picture.generation)
        return next(((one.width, one.height) for one in made.assets if one.role == made.kind), (None, None))
    if picture[:5].lower() == "data:":
        demand(who, "generation.create")
        found = take_url(context.intake, who.workspace_id, picture)
        return found.width, found.height
    if is_reference(picture):
        picture = _referred(context, who, picture)[0]
    with context.database.read() as connection:
        found = inputs.find(connection, who.workspace_id, picture)
    return found.width, found.height


def brief(asked: Any) -> Any:
    """A request to be shown again, with the beginnings of its data: URIs and what tells them from others."""
    if isinstance(asked, dict):
        return {name: brief(value) for name, value in asked.items()}
    if isinstance(asked, list):
        return [brief(value) for value in asked]
    if isinstance(asked, str) and asked[:5].lower() == "data:" and len(asked) > LONGEST:
        digest = hashlib.sha256(asked.encode("utf-8", "replace")).hexdigest()
        return f"{asked[:40]}… ({len(asked)} characters, SHA-256 {digest})"
    return asked
