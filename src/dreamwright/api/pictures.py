"""Pictures that lie in a request as data: URIs: taken as inputs at once, so that no row of a table carries them."""

from __future__ import annotations

import hashlib
from typing import Any

from dreamwright.api.context import Context
from dreamwright.service.accounts.permissions import demand
from dreamwright.service.accounts.principal import Principal
from dreamwright.service.commission import Commission, Source
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
