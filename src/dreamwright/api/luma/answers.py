"""Generations → answers of Luma's wire. Knows its states and names; asks for nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from dreamwright.api.context import Context
from dreamwright.api.files import link
from dreamwright.api.luma.models import Assets, Generation, State
from dreamwright.service.generations.generations import Generation as Made

CANCELLED = "The generation was cancelled"


def answer(context: Context, made: Made, now: float) -> Generation:
    """The generation as Luma's clients read it. Cancelled ones have failed; real names of engines are in `model`."""
    result = made.result or {}
    asked = made.request.get("luma") or _foreign(made)
    return Generation(
        id=made.id, generation_type=made.kind, state=_state(made), failure_reason=_reason(made),
        created_at=_iso(made.created_at),
        assets=_assets(context, made, now), model=str(result.get("engine") or made.model), request=asked,
        seed=(result.get("plan") or made.request).get("seed"), plan=result.get("plan"),
        negative_prompt=made.request.get("negative_prompt"),
        engine=result.get("engine") or made.request.get("engine"),
    )  # fmt: skip


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _state(made: Made) -> State:
    return "failed" if made.state == "cancelled" else made.state


def _reason(made: Made) -> str | None:
    return CANCELLED if made.state == "cancelled" else made.reason


def _assets(context: Context, made: Made, now: float) -> Assets | None:
    """None until there is something: clients read a string where they find assets."""
    if made.state != "completed":
        return None
    files = {asset.role: link(context, asset, now) for asset in made.assets}
    if made.kind == "image":
        return Assets(image=files.get("image"))
    return Assets(video=files.get("video"), image=files.get("preview"))


def _foreign(made: Made) -> dict[str, Any]:
    """What stands for the request of a generation that came by another wire."""
    model = "ray-2" if made.kind == "video" else "photon-1"
    return {"generation_type": made.kind, "model": model, "prompt": made.prompt}
