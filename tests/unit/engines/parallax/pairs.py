"""Pictures to stand at different times of one film: of one painted place, and of others. Knows arrays and plans."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import cv2
import numpy as np

from dreamwright.engines.base import Inputs
from dreamwright.engines.parallax.engine import ParallaxEngine
from dreamwright.engines.parallax.reading import Seen
from dreamwright.engines.parallax.relief_types import Regions, Relief
from dreamwright.engines.parallax.stage import Stage
from dreamwright.frames import Array, Frames
from dreamwright.shot.plan import Inputs as Given
from dreamwright.shot.plan import Move, Shot

from .scenes import SIZE, noise, place, plan

NAMES = {
    name: f"sha256:{digit * 64}"
    for name, digit in zip(("here", "beside", "late", "hall", "shore"), "abcde", strict=True)
}


def carried(seen: Seen, right: float, grow: float = 1.0) -> Seen:
    """The same picture after a pan and a zoom, with its relief and regions; what was not seen is mirrored in."""
    width, height = SIZE
    move = np.array([[grow, 0, (1 - grow) * width / 2 - right], [0, grow, (1 - grow) * height / 2]])

    def warped(values: Array) -> Array:
        out = cv2.warpAffine(values, move, SIZE, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
        return np.asarray(out, np.float32)

    regions = Regions(*(warped(getattr(seen.regions, name)) for name in Regions.__dataclass_fields__))
    return Seen(warped(seen.color), Relief(warped(seen.relief.disparity), None, "painted"), regions)


def relit(seen: Seen) -> Seen:
    """The same picture at a later hour: dark and red, with light from the other side."""
    across = np.linspace(0.2, 0.9, SIZE[0], dtype=np.float32)[None, :, None]
    return replace(seen, color=np.asarray(seen.color * across * np.float32([0.9, 0.5, 0.3]), np.float32))


def other(seed: int) -> Seen:
    """A place that has nothing to do with the painted one: a hall with a near pillar."""
    width, height = SIZE
    _, x = np.mgrid[:height, :width].astype(np.float32)
    pillar = np.abs(x - (0.25 + 0.1 * (seed % 3)) * width) < 0.1 * width
    wall = np.clip(np.abs(x - 0.5 * width) / width, 0.05, 0.5)
    disparity = np.where(pillar, 0.9, wall).astype(np.float32)
    tint = np.random.default_rng(seed).uniform(0.1, 0.9, 3)
    color = noise((height, width), 50 + seed)[..., None] * np.where(pillar[..., None], tint[::-1], tint)
    none = np.zeros((height, width), np.float32)
    return Seen(color.astype(np.float32), Relief(disparity, None, "painted"), Regions(*[none] * 8))


@lru_cache(maxsize=1)
def pictures() -> Mapping[str, Seen]:
    """By name: here, beside and late are one place."""
    return {
        "here": place(), "beside": carried(place(), 26.0, 1.06), "late": relit(place()), "hall": other(1),
        "shore": other(5),
    }  # fmt: skip


def of_name(name: str) -> Array:
    """The picture's colour."""
    return pictures()[name].color


def known(shot: Shot, _inputs: Inputs) -> Seen:
    """A reader of the painted pictures."""
    return next(pictures()[name] for name, digest in NAMES.items() if digest == shot.inputs.start_image)


def showing(*moves: Move, start: str | None = None, end: str | None = None, at: Mapping[float, str] | None = None,
            **options: Any) -> Shot:  # fmt: skip
    """A plan that shows pictures by name."""
    shot = plan(*moves, **options)
    given = Given(
        start_image=NAMES[start] if start else None,
        end_image=NAMES[end] if end else None,
        keyframes=tuple((second, NAMES[name]) for second, name in (at or {}).items()),
    )
    return Shot.model_validate({**shot.model_dump(), "inputs": given.model_dump()})


def filmed(shot: Shot, **inputs: Any) -> Frames:
    """The plan's film."""
    return ParallaxEngine(known).render(shot, Inputs(**inputs))


def stages_alive() -> int:
    """How many prepared pictures are in memory."""
    gc.collect()
    return sum(isinstance(one, Stage) for one in gc.get_objects())
