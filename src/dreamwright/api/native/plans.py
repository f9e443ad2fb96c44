"""What is understood, what is possible, what it costs: `/v1/plan`, `/v1/engines`, `/v1/capabilities`. Makes nothing."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import get_args

from fastapi import APIRouter

from dreamwright.api.auth import Rooms, Who
from dreamwright.api.context import Context
from dreamwright.api.native import models
from dreamwright.api.native.asks import FrameOf, Inputs, Picture, PlanOnly
from dreamwright.api.native.translate import first_picture, planned
from dreamwright.api.pictures import is_reference, shape_of
from dreamwright.api.threads import Threaded
from dreamwright.engines import base, registry
from dreamwright.errors import DreamwrightError
from dreamwright.make.choose import choose
from dreamwright.media.formats import FORMATS
from dreamwright.prompt.concepts import CONCEPTS
from dreamwright.prompt.frame import SHORT_SIDES
from dreamwright.service.accounts import workspaces
from dreamwright.service.accounts.permissions import demand
from dreamwright.service.accounts.principal import Principal
from dreamwright.service.commission import Quality
from dreamwright.service.credits import ledger
from dreamwright.service.plans.plans import MILLI, Plan
from dreamwright.shot.codec import revised
from dreamwright.shot.explain import explain
from dreamwright.shot.plan import PlaceKind, Shot

ASPECTS = ["16:9", "9:16", "1:1", "4:3", "3:4", "21:9", "9:21", "2.39:1"]
VIDEO, IMAGE = ["mp4", "webm", "mov", "gif"], ["jpg", "png", "webp"]

router = APIRouter(prefix="/v1", tags=["plans"], route_class=Threaded)


@router.post("/plan", summary="Understand a prompt")
def plan(asked: PlanOnly, rooms: Rooms, who: Who) -> models.Planned:
    """The plan of a prompt in words and fields, which engine would film it, and the price. Nothing is made."""
    first = first_picture(asked.inputs)
    is_here = isinstance(first, FrameOf) or (first is not None and (_is_hash(first) or is_reference(first)))
    shot = planned(asked, shape_of(rooms, who, first) if is_here else None, pictured=first is not None)
    pictured = _standing_on(shot, asked.inputs)
    named = _standing_on(shot, asked.inputs, only_known=True)
    return models.Planned(
        plan=named.model_dump(mode="json"), explanation=explain(pictured),
        readings=[models.Reading(**one.model_dump()) for one in shot.readings],
        unread=[models.Unread(**one.model_dump()) for one in shot.unread],
        fit=_fit(pictured, asked), price=_quote(rooms, who, shot, asked),
    )  # fmt: skip


@router.get("/engines", summary="List the engines")
def engines(_: Who) -> models.Engines:
    """The installed engines and what they are for."""
    return models.Engines(engines=[_engine(name) for name in registry.names()])


@router.get("/capabilities", summary="Say what may be asked")
def capabilities(rooms: Rooms, who: Who) -> models.Capabilities:
    """Sizes, lengths, formats and concepts of this server, and the limits of the workspace's plan."""
    with rooms.database.read() as connection:
        plan = rooms.plans.plan(workspaces.get(connection, who.workspace_id).plan)
    return models.Capabilities(
        kinds=["video", "image"], resolutions=SHORT_SIDES, aspects=ASPECTS, duration_s=models.Range(least=0.1, most=60),
        fps=models.Range(least=1, most=120), qualities=list(get_args(Quality)),
        formats=models.Formats(video=VIDEO, image=IMAGE),
        codecs=[one.name for one in FORMATS.values() if one.kind == "film"],
        concepts=list(CONCEPTS), places=list(get_args(PlaceKind)), upload_bytes=rooms.intake.limits.most_bytes,
        limits=_limits(plan),
    )  # fmt: skip


def _standing_on(shot: Shot, given: Inputs, *, only_known: bool = False) -> Shot:
    """The plan with its pictures: by their hashes, and, unless `only_known`, with stand-ins for all others."""

    def named(picture: Picture | None) -> str | None:
        if picture is None or (only_known and not _is_hash(picture)):
            return None
        text = picture.model_dump_json() if isinstance(picture, FrameOf) else picture
        return text if _is_hash(text) else f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"

    keyframes = sorted((one.second, named(one.image)) for one in given.keyframes if named(one.image))
    styles = [(named(one.image), one.weight) for one in given.styles if named(one.image)]
    start, end = named(given.start_image), named(given.end_image)
    shown = bool(start or end or keyframes)
    masks = [(region, named(mask)) for region, mask in given.masks.items() if shown and named(mask)]
    inputs = {
        "start_image": start, "end_image": end, "keyframes": keyframes, "style_images": styles, "masks": masks,
        "depth": named(given.depth) if shown else None, "fit": given.fit,
    }  # fmt: skip
    return revised(shot, inputs=inputs)


def _is_hash(picture: Picture) -> bool:
    return isinstance(picture, str) and picture.startswith("sha256:")


def _fit(shot: Shot, asked: PlanOnly) -> models.EngineFit:
    choice = choose(shot, asked.engine, base.Inputs(quality=asked.quality))
    fit = choice.fit
    unmet = [models.Unmet(field=one.field, reason=one.reason) for one in fit.unmet]
    return models.EngineFit(
        engine=fit.engine, why=choice.why, unmet=unmet, told=list(fit.told), seconds=fit.seconds
    )  # fmt: skip


def _quote(rooms: Context, who: Principal, shot: Shot, asked: PlanOnly) -> models.Quote:
    """What it would cost now; BadOption for a size that has no price."""
    demand(who, "credits.read")
    seconds = shot.frame.duration_s if asked.kind == "video" else 0.0
    with rooms.database.read() as connection:
        now = rooms.database.now(connection)
        plan = rooms.plans.plan(workspaces.get(connection, who.workspace_id).plan)
        available = ledger.balance(connection, who.workspace_id, now).available
    side = min(shot.frame.width, shot.frame.height)
    price = rooms.plans.price(asked.quality, asked.kind, side, seconds, plan=plan)
    quote = rooms.plans.quote(plan, available, price)
    return models.Quote(
        credits=quote.amount / MILLI, available=available / MILLI, relaxed=quote.relaxed, tier=quote.tier,
        max_wait_s=quote.max_wait_s,
    )  # fmt: skip


@cache
def _engine(name: str) -> models.Engine:
    """An engine's own first line; of one that cannot be loaded, why."""
    is_default = name == registry.DEFAULT
    try:
        purpose = (type(registry.get(name)).__doc__ or "").strip().partition("\n")[0]
    except DreamwrightError as fault:
        return models.Engine(name=name, purpose=str(fault), default=is_default, available=False)
    return models.Engine(name=name, purpose=purpose, default=is_default, available=True)


def _limits(plan: Plan) -> models.Limits:
    same = {name: getattr(plan, name) for name in models.Limits.model_fields if name != "plan"}
    return models.Limits(plan=plan.name, **same)
