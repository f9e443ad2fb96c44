"""What callbacks carry, by the wire that the generation came by."""

from __future__ import annotations

from dreamwright.api.caller import Body
from dreamwright.api.context import Context
from dreamwright.api.luma.answers import answer
from dreamwright.api.native.answers import generation
from dreamwright.service.generations.generations import Generation


def _luma(context: Context, made: Generation, now: float) -> bytes:
    return answer(context, made, now).model_dump_json().encode()


def _native(context: Context, made: Generation, now: float) -> bytes:
    return generation(context, made, now).model_dump_json().encode()


BODIES: dict[str, Body] = {"luma": _luma, "native": _native}
