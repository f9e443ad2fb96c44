"""Pictures that lie in a request as data: URIs: taken as inputs at once, so that no row of a table carries them."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import Any

from dreamwright.api.context import Context
from dreamwright.api.native.asks import FrameOf, Picture
from dreamwright.errors import NotFound
from dreamwright.service.accounts.permissions import demand
from dreamwright.service.accounts.principal import Principal
from dreamwright.service.commission import Commission, Source
from dreamwright.service.generations import generations
from dreamwright.service.inputs import inputs
from dreamwright.service.inputs.fetch import take_url

LONGEST = 200


def taken(context: Context, who: Principal, commission: Commission) -> Commission:
    """The commission with inputs in place of its data: URIs; BadFile or BadOption for what is no picture."""
    demand(who, "generation.create")

    def one(source: Source) -> Source:
        if source.url is None or source.url[:5].lower() != "data:":
            return source
        found = take_url(context.intake, who.workspace_id, source.url)
        return source.model_copy(update={"url": None, "input": found.hash})

    return commission.model_copy(update={"sources": tuple(one(source) for source in commission.sources)})


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
