"""What users do to generations: bring one in, stop it, try it again, throw it away.

Every function works in the caller's transaction: the generation, its job and its credits move together or not at all.
All take their locks in one order (the queue's turn, the job, the credits), so none waits for another for ever.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Row, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from dreamwright.errors import BadOption, Conflict, NotFound
from dreamwright.service.db.columns import new_id
from dreamwright.service.db.tables.generations import SHOWN, generation, generation_total
from dreamwright.service.db.tables.jobs import job
from dreamwright.service.generations.end import close
from dreamwright.service.generations.purse import Purse
from dreamwright.service.generations.read import get
from dreamwright.service.generations.values import Again, Generation, Service, Wish
from dreamwright.service.jobs import queue
from dreamwright.service.jobs.locks import SUBMITTING, take_turn

LONGEST_KEY = 255


def create(connection: Connection, purse: Purse, wish: Wish, now: float) -> Generation:
    """The generation, queued and its credits held; where its idempotency key came before, the one made then.

    One that is refused has failed already, and its credits are back: no worker is asked, so it waits for none.
    Conflict where that key came with another request, TooMany where the queue is full, TooFewCredits.
    """
    take_turn(connection, SUBMITTING)
    known = _known(connection, wish)
    if known is not None:
        return known
    generation_id = new_id()
    connection.execute(insert(generation), {"id": generation_id, "created_at": now, **_columns(wish)})
    queue.submit(connection, _ticket(wish, generation_id), now)
    purse.hold(connection, wish.workspace_id, generation_id, wish.price, now)
    _count(connection, wish.workspace_id, 1)
    if wish.refused is not None:
        queue.refuse(connection, generation_id, wish.refused, now)
        close(connection, purse, generation_id, "failed", now)
    return get(connection, wish.workspace_id, generation_id)


def _known(connection: Connection, wish: Wish) -> Generation | None:
    """What this idempotency key made before; Conflict where it was asked for something else, or is deleted."""
    if wish.idempotency_key is None:
        return None
    if not 0 < len(wish.idempotency_key) <= LONGEST_KEY:
        raise BadOption(f"An idempotency key has 1 to {LONGEST_KEY} characters.")
    row = connection.execute(
        select(generation.c.id, generation.c.request_hash, generation.c.deleted_at).where(
            generation.c.workspace_id == wish.workspace_id, generation.c.idempotency_key == wish.idempotency_key
        )
    ).one_or_none()
    if row is None:
        return None
    if row.request_hash != wish.request_hash:
        raise Conflict("This idempotency key came with another request before.")
    if row.deleted_at is not None:
        raise Conflict("What this idempotency key made was deleted: use a new key.")
    return get(connection, wish.workspace_id, row.id)


def _columns(wish: Wish) -> dict[str, Any]:
    same = ("workspace_id", "person_id", "board_id", "retry_of", "kind", "model", "prompt", "price")
    return {
        **{name: getattr(wish, name) for name in same},
        "request": dict(wish.request),
        "request_hash": wish.request_hash,
        "idempotency_key": wish.idempotency_key,
    }


def _ticket(wish: Wish, generation_id: str) -> queue.Ticket:
    service = wish.service
    return queue.Ticket(
        workspace_id=wish.workspace_id,
        tier=service.tier,
        limit=service.running_limit,
        max_wait_s=service.max_wait_s,
        payload=wish.payload,
        ref=generation_id,
        max_attempts=service.max_attempts,
        queue_limit=service.queue_limit,
        whole_limit=service.whole_limit,
        creates_per_minute=service.creates_per_minute,
    )


def cancel(connection: Connection, purse: Purse, workspace_id: str, generation_id: str, now: float) -> Generation:
    """The generation after someone asked to stop it: cancelled if it waited; told to its worker if it runs.

    NotFound; Conflict where it has ended.
    """
    before = get(connection, workspace_id, generation_id)
    state = queue.cancel(connection, generation_id, now)
    if before.ended_at is not None or state in ("done", "failed"):
        raise Conflict("The generation has ended: there is nothing to cancel.")
    if state == "cancelled":
        close(connection, purse, generation_id, "cancelled", now)
    return get(connection, workspace_id, generation_id)


def retry(
    connection: Connection,
    purse: Purse,
    workspace_id: str,
    generation_id: str,
    now: float,
    again: Again | None = None,
) -> Generation:
    """A new generation of the same wish, in place of one that failed or was cancelled.

    `again`: what the plan grants and asks for it now; None = as it was. NotFound; Conflict for any other; what
    `create` raises.
    """
    old = get(connection, workspace_id, generation_id)
    if old.state not in ("failed", "cancelled"):
        raise Conflict("Only a generation that failed or was cancelled can be tried again.")
    before = connection.execute(select(job).where(job.c.ref == generation_id)).one()
    again = again or Again(_service(before), old.price, before.payload, before.payload.get("refused"))
    wish = Wish(
        workspace_id, old.person_id, old.kind, old.model, old.prompt, old.request, again.payload, again.price,
        again.service, old.board_id, retry_of=old.id, refused=again.refused,
    )  # fmt: skip
    return create(connection, purse, wish, now)


def _service(before: Row[Any]) -> Service:
    return Service(before.tier, before.max_wait_s, before.running_limit, max_attempts=before.max_attempts)


def move(connection: Connection, workspace_id: str, generation_id: str, board_id: str | None) -> Generation:
    """The generation, on another board or on none; NotFound."""
    get(connection, workspace_id, generation_id)
    connection.execute(update(generation).where(generation.c.id == generation_id).values(board_id=board_id))
    return get(connection, workspace_id, generation_id)


def leave_board(connection: Connection, workspace_id: str, board_id: str) -> None:
    """The board goes: what was made for it belongs to none."""
    made_for = (generation.c.workspace_id == workspace_id) & (generation.c.board_id == board_id)
    connection.execute(update(generation).where(made_for).values(board_id=None))


def hide(connection: Connection, purse: Purse, workspace_id: str, generation_id: str, now: float) -> None:
    """Nobody sees the generation any more; if it is under way it is taken from its worker and its credits are released.

    NotFound. Its files go with `purge`.
    """
    get(connection, workspace_id, generation_id)
    if queue.cancel(connection, generation_id, now, at_once=True) == "cancelled":
        close(connection, purse, generation_id, "cancelled", now)
    hidden = (
        update(generation)
        .where(SHOWN, generation.c.id == generation_id, generation.c.workspace_id == workspace_id)
        .values(deleted_at=now)
    )
    if connection.execute(hidden).rowcount == 0:
        raise NotFound("There is no such generation.")
    _count(connection, workspace_id, -1)


def _count(connection: Connection, workspace_id: str, step: int) -> None:
    """Keeps the number of generations shown."""
    values = {"workspace": workspace_id, "first": max(step, 0), "step": step}
    connection.execute(_counting(connection.dialect.name), values)


@cache
def _counting(dialect: str) -> Insert:
    """Made once: every submission counts, and making a statement takes as long as running it."""
    maker: Any = sqlite if dialect == "sqlite" else postgresql
    first = maker.insert(generation_total).values(workspace_id=bindparam("workspace"), total=bindparam("first"))
    larger = {"total": generation_total.c.total + bindparam("step")}
    counted: Insert = first.on_conflict_do_update(index_elements=["workspace_id"], set_=larger)
    return counted
