"""Asks of our own wire → plans and commissions. Asks no database and opens no file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dreamwright.api.native.asks import ExtendAsk, FrameOf, GenerationAsk, Inputs, Picture, PlanAsk
from dreamwright.api.wording import denying, given_plan, source
from dreamwright.prompt.concepts import known_keys
from dreamwright.prompt.parse import FrameAsk, plan
from dreamwright.service.commission import Commission, Ending, Extension, Role, Source
from dreamwright.shot.codec import revised
from dreamwright.shot.plan import Shot


def planned(ask: PlanAsk, shape: float | None = None, *, pictured: bool = False) -> Shot:
    """The plan of a prompt; BadPrompt, BadOption or UnknownName.

    `shape`: width over height of the picture that it shows, taken where neither words nor `ask` say one.
    `pictured`: whether it shows any, of known shape or not.
    """
    frame = FrameAsk(aspect=ask.aspect, resolution=ask.resolution, duration_s=ask.duration_s, fps=ask.fps, shape=shape,
                     pictured=pictured)  # fmt: skip
    return plan(denying(ask.prompt, ask.negative_prompt), seed=ask.seed, concepts=ask.concepts, frame=frame,
                loop=ask.loop)  # fmt: skip


def commission_of(ask: GenerationAsk, shape: float | None = None) -> Commission:
    """What is to be made; BadInput where it cannot be. `shape`: as of `planned`."""
    words = PlanAsk(prompt=ask.prompt) if isinstance(ask.prompt, str) else ask.prompt
    shot = _shot(ask, words, shape)
    return Commission(
        kind=ask.kind, operation="extend" if ask.extend else "create", prompt=words.prompt if words else "",
        shot=None if shot is None else shot.model_dump(mode="json"), sources=tuple(_sources(ask.inputs)),
        extension=_extension(ask.extend, words), quality=ask.quality, engine=ask.engine, codec=ask.codec,
        ending=ask.format or _ending(ask.kind), negative_prompt=words.negative_prompt if words else None,
    )  # fmt: skip


def first_picture(inputs: Inputs) -> Picture | None:
    """The picture whose shape the film takes."""
    shown = (inputs.start_image, *(one.image for one in inputs.keyframes), inputs.end_image)
    return next((picture for picture in shown if picture is not None), None)


def _shot(ask: GenerationAsk, words: PlanAsk | None, shape: float | None) -> Shot | None:
    """The plan, without the pictures that come with it; None where a film is extended: its own plan goes on."""
    if ask.plan is not None:
        shot = given_plan(ask.plan)
    elif words is None or ask.extend is not None:
        return None
    else:
        shot = planned(words, shape, pictured=first_picture(ask.inputs) is not None)
    return revised(shot, inputs={**shot.inputs.model_dump(mode="json"), "fit": ask.inputs.fit})


def _extension(ask: ExtendAsk | None, words: PlanAsk | None) -> Extension | None:
    if ask is None:
        return None
    asked = words or PlanAsk(prompt="as it is")
    return Extension(
        generation=ask.generation, seconds=ask.seconds, backward=ask.backward, concepts=known_keys(asked.concepts),
        loop=asked.loop,
    )  # fmt: skip


def _ending(kind: str) -> Ending:
    return "mp4" if kind == "video" else "png"


def _sources(inputs: Inputs) -> Iterator[Source]:
    yield from _picture(inputs.start_image, "start_image")
    for keyframe in inputs.keyframes:
        yield from _picture(keyframe.image, "keyframe", second=keyframe.second)
    yield from _picture(inputs.end_image, "end_image")
    for style in inputs.styles:
        yield from _picture(style.image, "style", weight=style.weight)
    yield from _picture(inputs.depth, "depth")
    for region, mask in inputs.masks.items():
        yield from _picture(mask, "mask", region=region)


def _picture(given: Picture | None, role: Role, **more: Any) -> Iterator[Source]:
    if isinstance(given, FrameOf):
        yield Source(role=role, generation=given.generation, frame=given.frame, **more)
    elif given is not None:
        yield source(given, role, **more)
