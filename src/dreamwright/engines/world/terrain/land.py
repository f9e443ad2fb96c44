"""The land of a shot: build(shot) gives heights, drainage and loose ground for its place and seed.

Rule of composition: the ground at the origin is open and nearly level within 60 m; nothing stands above the eye
within 300 m ahead (rims and dunes excepted); foreground relief, a middle ground and a far skyline follow, with the
subject 9-14° off the centre, on the side the seed chooses.
"""

from __future__ import annotations

from collections.abc import Callable

from dreamwright.engines.base import Quality
from dreamwright.engines.world.terrain import (
    arctic,
    canyon,
    coast,
    desert,
    hills,
    islands,
    lake,
    mountains,
    ocean,
    river,
    sky,
    volcano,
)
from dreamwright.engines.world.terrain.grid import Grid, Land
from dreamwright.engines.world.terrain.site import Site
from dreamwright.shot.plan import PlaceKind, Shot

__all__ = ["Grid", "Land", "build"]

BUILDERS: dict[PlaceKind, Callable[[Site], Land]] = {
    "mountains": mountains.build,
    "desert": desert.build,
    "ocean": ocean.build,
    "coast": coast.build,
    "forest": hills.build,
    "plains": hills.build,
    "canyon": canyon.build,
    "arctic": arctic.build,
    "lake": lake.build,
    "river": river.build,
    "islands": islands.build,
    "volcano": volcano.build,
    "city": hills.build,
    "village": hills.build,
    "space": desert.build,
    "underwater": ocean.build,
    "sky": sky.build,
}


def build(shot: Shot, quality: Quality = "standard") -> Land:
    """The land of `shot`: the same bits for the same scene, seed and quality."""
    scene = shot.scene
    site = Site(scene.place, frozenset(scene.features), shot.seed, quality)
    return BUILDERS[scene.place](site)
