"""A commission → a queued generation: what the plan of the workspace allows, what it costs, and one transaction.

Shared by all wires. Knows no wire's names.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from dreamwright.api.context import Context, NotedLedger
from dreamwright.api.ids import told
from dreamwright.engines import registry
from dreamwright.errors import BadInput, Conflict, NotAllowed, TooFewCredits
from dreamwright.media.formats import format_for
from dreamwright.service.accounts import workspaces
from dreamwright.service.accounts.permissions import demand
from dreamwright.service.accounts.principal import Principal
from dreamwright.service.boards import items
from dreamwright.service.callbacks import callbacks
from dreamwright.service.commission import Commission
from dreamwright.service.credits import ledger
from dreamwright.service.generations import generations
from dreamwright.service.generations.generations import Again, Generation, Service, Wish
from dreamwright.service.inputs import inputs
from dreamwright.service.plans.plans import Plan, Quote

_is_id = told("There is no such generation.")
KINDS = {"modify": "modify_{kind}", "reframe": "reframe_{kind}", "upscale": "upscale_video", "audio": "add_audio"}
"""What the price list calls an operation."""


@dataclass(frozen=True)
class Order:
    """A commission as someone brought it."""

    commission: Commission
    model: str
    """What the price list knows it by, and what is shown until an engine has made it."""
    request: Mapping[str, Any]
    """As it was asked, to be shown again."""
    board_id: str | None = None
    idempotency_key: str | None = None
    callback_url: str | None = None
    wire: str = "native"
    """In whose shape callbacks are told."""
    any_size: bool = False
    """Nobody asked for the size: it is no larger than the plan of the workspace grants."""


@dataclass(frozen=True)
class Size:
    """What a price depends on."""

    short_side: int
    seconds: float
    note: Mapping[str, Any] = field(default_factory=dict)


def submit(context: Context, who: Principal, order: Order) -> Generation:
    """The generation, queued, its credits held; failed at once and paid for by nobody where it is refused.

    What is not allowed, affordable or possible now raises and costs nothing: NotAllowed, TooFewCredits, TooMany,
    Conflict, NotFound.
    """
    demand(who, "generation.create")
    _check_text(order)
    _check_names(order.commission)
    with context.database.write() as connection:
        now = context.database.now(connection)
        plan = context.plans.plan(workspaces.get(connection, who.workspace_id).plan)
        commission = _judged(context, order.commission.model_copy(update={"watermark": plan.watermark}))
        commission = _granted(commission, plan) if order.any_size else commission
        for generation_id in origins(commission):
            _check_origin(generations.get(connection, who.workspace_id, _is_id(generation_id)), commission)
        for source in commission.sources:
            if source.input is not None:
                inputs.find(connection, who.workspace_id, source.input)
        size = size_of(connection, who, commission)
        _check(plan, commission, size)
        price = _price(context, order.model, commission, size, plan)
        quote = context.plans.quote(plan, _have(connection, who, price, now), price)
        purse = NotedLedger(who.person_id, {"model": order.model, "kind": commission.kind, **size.note})
        try:
            with connection.begin_nested() if plan.relaxed else contextlib.nullcontext():
                made = generations.create(connection, purse, _wish(context, who, order, commission, plan, quote), now)
        except TooFewCredits:  # another submission took the credits since they were counted
            if plan.relaxed is None:
                raise
            quote = context.plans.quote(plan, 0, price)
            made = generations.create(connection, purse, _wish(context, who, order, commission, plan, quote), now)
        if order.board_id is not None:
            items.add(connection, who.workspace_id, order.board_id, made.id, now)
        if order.callback_url is not None:
            callbacks.add(connection, made.id, order.callback_url, order.wire, now)
    return made


def _judged(context: Context, commission: Commission) -> Commission:
    """The commission, refused where its words may not be filmed: it is taken, fails at once, and costs nothing."""
    planned = str((commission.shot or {}).get("prompt") or "")
    words = commission.prompt if planned in commission.prompt else f"{commission.prompt}\n{planned}"
    reason = context.moderation.judge(words, commission.negative_prompt)
    return commission if reason is None else commission.model_copy(update={"refused": reason})


def _granted(commission: Commission, plan: Plan) -> Commission:
    """The commission in the same shape, its short side no longer than the plan grants; sides are even."""
    if commission.shot is None:
        return commission
    frame = commission.shot["frame"]
    share = min(1.0, plan.max_short_side / min(frame["width"], frame["height"]))
    sides = {name: 2 * round(frame[name] * share / 2) for name in ("width", "height")}
    return commission.model_copy(update={"shot": {**commission.shot, "frame": {**frame, **sides}}})


def retry(context: Context, who: Principal, generation_id: str) -> Generation:
    """The same once more, by what the plan grants and charges now; NotFound, Conflict, and what `submit` raises."""
    demand(who, "generation.create")
    with context.database.write() as connection:
        now = context.database.now(connection)
        plan = context.plans.plan(workspaces.get(connection, who.workspace_id).plan)
        old = generations.get(connection, who.workspace_id, generation_id)
        before = Commission.model_validate(generations.payload(connection, who.workspace_id, generation_id))
        commission = _judged(context, before.model_copy(update={"watermark": plan.watermark}))
        size = size_of(connection, who, commission)
        _check(plan, commission, size)
        price = _price(context, old.model, commission, size, plan)
        quote = context.plans.quote(plan, _have(connection, who, price, now), price)
        service = _service(context, plan, quote.tier, quote.max_wait_s)
        again = Again(service, quote.amount, commission.model_dump(mode="json"), commission.refused)
        purse = NotedLedger(who.person_id, {"model": old.model, "kind": old.kind, **size.note, "retry_of": old.id})
        return generations.retry(connection, purse, who.workspace_id, generation_id, now, again)


def _check_text(order: Order) -> None:
    """BadInput where a text cannot be kept on every database."""
    whole = [dict(order.request), order.commission.model_dump(mode="json"), order.callback_url]
    if "\\u0000" in json.dumps(whole):
        raise BadInput("The request holds a NUL character, which no text may have.")


def _check_names(commission: Commission) -> None:
    """UnknownName for an engine or codec that is not here, BadFile for a codec that the ending cannot hold."""
    if commission.engine is not None:
        registry.find(commission.engine)
    if commission.codec is not None:
        format_for(commission.output, commission.codec)


def origins(commission: Commission) -> tuple[str, ...]:
    """Ids of the generations that the work stands on."""
    named = [source.generation for source in commission.sources]
    named.append(commission.extension.generation if commission.extension else None)
    return tuple(dict.fromkeys(one for one in named if one))


def _check_origin(generation: Generation, commission: Commission) -> None:
    if generation.state != "completed":
        raise Conflict(
            f"The generation {generation.id} is {generation.state}: only a completed one can be gone on from."
        )
    if commission.extension is not None and generation.kind == "image":
        raise Conflict(f"The generation {generation.id} is a picture: only a film can be gone on from.")


def size_of(connection: Connection, who: Principal, commission: Commission) -> Size:
    """The size of what is to be made; of an extension, the size of its film and the seconds that are added."""
    if commission.shot is not None and commission.extension is None:
        frame = commission.shot["frame"]
        side, seconds = min(frame["width"], frame["height"]), float(frame["duration_s"])
    else:
        side, seconds = _size_of_origin(connection, who, commission)
    if commission.extension is not None:
        seconds = commission.extension.seconds
    seconds = 0.0 if commission.kind == "image" else seconds
    return Size(side, seconds, {"seconds": seconds, "short_side": side})


def _size_of_origin(connection: Connection, who: Principal, commission: Commission) -> tuple[int, float]:
    for generation_id in origins(commission):
        for asset in generations.get(connection, who.workspace_id, generation_id).assets:
            if asset.role in ("video", "image"):
                return min(asset.width, asset.height), asset.seconds or 0.0
    return 720, 5.0


def _check(plan: Plan, commission: Commission, size: Size) -> None:
    """NotAllowed beyond what the plan of the workspace grants."""
    if size.short_side > plan.max_short_side:
        raise NotAllowed(f"The plan {plan.title} makes pictures with a short side of up to {plan.max_short_side}.")
    if size.seconds > plan.max_duration_s:
        raise NotAllowed(f"The plan {plan.title} makes films of up to {plan.max_duration_s:g} seconds.")
    if plan.draft_only and commission.kind == "video" and commission.quality != "draft":
        raise NotAllowed(f"The plan {plan.title} makes films in draft quality only.")


def _price(context: Context, model: str, commission: Commission, size: Size, plan: Plan) -> int:
    """Millicredits."""
    kind = KINDS.get(commission.operation, "{kind}").format(kind=commission.kind)
    return context.plans.price(model, kind, size.short_side, size.seconds, plan=plan)


def _have(connection: Connection, who: Principal, price: int, now: float) -> int:
    """Millicredits that can be spent now; what costs nothing needs none, and they are not counted."""
    return ledger.balance(connection, who.workspace_id, now).available if price else 0


def _wish(
    context: Context, who: Principal, order: Order, commission: Commission, plan: Plan, quote: Quote
) -> Wish:  # fmt: skip
    service = _service(context, plan, quote.tier, quote.max_wait_s)
    return Wish(
        workspace_id=who.workspace_id, person_id=who.person_id, kind=commission.kind, model=order.model,
        prompt=commission.prompt, request={**order.request, **_asked(commission)},
        payload=commission.model_dump(mode="json"), price=quote.amount, service=service, board_id=order.board_id,
        idempotency_key=order.idempotency_key, refused=commission.refused,
    )  # fmt: skip


def _asked(commission: Commission) -> dict[str, Any]:
    """Frame and seed of the plan, which all wires tell before the film is made."""
    shot = commission.shot
    return {} if shot is None or commission.extension else {"frame": shot["frame"], "seed": shot["seed"]}


def _service(context: Context, plan: Plan, tier: str, max_wait_s: float) -> Service:
    return Service(
        tier=tier, max_wait_s=max_wait_s, running_limit=plan.concurrency, queue_limit=plan.queue_limit,
        creates_per_minute=plan.creates_per_minute, whole_limit=context.config.queue_limit,
    )  # fmt: skip
