"""A generation thrown away, whichever wire asks: its rows, its files, its places on boards."""

from __future__ import annotations

from dreamwright.api.context import Context
from dreamwright.service.accounts.permissions import demand
from dreamwright.service.accounts.principal import Principal
from dreamwright.service.boards import items
from dreamwright.service.generations import generations


def discard(context: Context, who: Principal, generation_id: str) -> None:
    """Really deletes it; NotAllowed, NotFound."""
    demand(who, "generation.delete")
    generations.remove(context.database, context.purse, context.store, who.workspace_id, generation_id)
    with context.database.write() as connection:
        items.forget(connection, generation_id)
