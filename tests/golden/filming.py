"""Small films for the tests on what pictures mean: a plan in one line, each filmed once.

Knows plans, the world engine and the finish; measures nothing.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any
from unittest.mock import patch

from dreamwright.engines.base import Inputs, Quality
from dreamwright.engines.world import engine
from dreamwright.finish.dither import Picture
from dreamwright.finish.finish import Finished, finish
from dreamwright.frames import Frame, Frames
from dreamwright.shot.plan import Camera, Clouds, FrameSpec, Look, Move, PlaceKind, Scene, Shot, Sun

SIZE = (320, 180)
CLEAR = Clouds(kind="none", cover=0.0)
NOON = Sun(elevation_deg=42.0, azimuth_deg=60.0)
NIGHT = Sun(elevation_deg=-40.0, azimuth_deg=180.0)
CLEAN = Look(grain=0.0, bloom=0.0, vignette=0.0)


def plan(
    place: PlaceKind,
    *moves: Move,
    size: tuple[int, int] = SIZE,
    count: int = 8,
    fps: float = 24.0,
    seed: int = 3,
    scene: dict[str, Any] | None = None,
    camera: dict[str, Any] | None = None,
    look: Look = CLEAN,
    loop: bool = False,
) -> Shot:
    """A calm, clear, late morning at a place; `scene` and `camera` change what a test is about."""
    frame = FrameSpec(width=size[0], height=size[1], fps=fps, duration_s=count / fps)
    weather: dict[str, Any] = {"clouds": CLEAR, "sun": NOON, "wind_mps": 3.0, **(scene or {})}
    return Shot(
        seed=seed,
        frame=frame,
        scene=Scene(place=place, **weather),
        camera=Camera(moves=moves, **(camera or {})),
        look=look,
        loop=loop,
    )


@lru_cache(maxsize=8)
def film(shot: Shot, quality: Quality = "draft", passes: bool = True) -> Frames:
    """The shot's frames; its world is kept while it is among the last few asked for.

    A draft's land and steps, but every pixel painted: a small picture has none to spare.
    """
    with patch.dict(engine.SUPERSAMPLE, {"draft": 1.0}):
        return engine.WorldEngine().render(shot, Inputs(quality=quality, passes=passes))


@lru_cache(maxsize=256)
def frame(shot: Shot, k: int = 0) -> Frame:
    """Frame k of the shot, with all passes."""
    return film(shot)[k]


@lru_cache(maxsize=6)
def finished(shot: Shot) -> Finished:
    """The shot as display pictures."""
    rendered = replace(film(shot), make=lambda k: frame(shot, k))
    return finish(rendered, shot.look, seed=shot.seed, loop=shot.loop)


@lru_cache(maxsize=256)
def picture(shot: Shot, k: int = 0) -> Picture:
    """Display picture k of the shot."""
    return finished(shot)[k]
