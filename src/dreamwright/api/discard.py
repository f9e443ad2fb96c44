"""A generation thrown away, whichever wire asks: its rows, its files, its places on boards. The audit log tells."""

from __future__ import annotations

from dreamwright.api.context import Context
from dreamwright.service.accounts.audit import Deed, audit
from dreamwright.service.accounts.permissions import demand
from dreamwright.service.accounts.principal import Principal
from dreamwright.service.boards import items
from dreamwright.service.generations import generations


def discard(context: Context, who: Principal, generation_id: str) -> None:
    """Really deletes it; NotAllowed, NotFound."""
    demand(who, "generation.delete")
    with context.database.write() as connection:
        now = context.database.now(connection)
        generations.hide(connection, context.purse, who.workspace_id, generation_id, now)
        items.forget(connection, generation_id)
        audit(connection, who, Deed("generation.delete", generation_id), now)
    generations.clear(context.database, context.store, generation_id)
