"""Where leaves, grass and hair sway on one sheet of a picture, and how far.

Knows layers, regions and a plan's weather; nothing of cameras on the move.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from dreamwright.engines.parallax.alive import Box, Scenery, breeze_of
from dreamwright.engines.parallax.sway import STEP, Land, Mask, Sway, Wind, bent, bounded, of_the_ground, reach_of
from dreamwright.engines.parallax.synthesis import extended
from dreamwright.engines.parallax.view import coarse
from dreamwright.frames import Array

_LEAST_PX = 0.2
_HAIR_SHARE = 0.07
"""How far hair swings, as a share of the way from where it grows."""
_HAIR_MOST = 0.006
"""The same, as a share of the picture's width."""


@dataclass(frozen=True)
class Bend:
    """A box of a sheet in which things sway."""

    box: Box
    sway: Sway

    def at(self, t_s: float, packed: Array) -> Array:
        """The box's premultiplied colour and matte (h, w, 4) `t_s` seconds on."""
        return packed if t_s == 0 else bent(packed, self.sway.at(t_s))


def bends_of(scenery: Scenery) -> tuple[Bend, ...]:
    """What sways on the layer; nothing in still air."""
    wind = breeze_of(scenery.shot.scene)
    if wind.mps < 0.2 or not scenery.layer.own.any():
        return ()
    bends = (_leaves(scenery, wind), _hair(scenery, wind))
    return tuple(bend for bend in bends if bend is not None)


def _leaves(scenery: Scenery, wind: Wind) -> Bend | None:
    foliage, own = _known(scenery, scenery.regions.foliage)
    if foliage is None:
        return None
    land, sky = _land(scenery), coarse(scenery.regions.sky)
    grass = of_the_ground(land, (foliage.shape[0], foliage.shape[1]))
    reach = reach_of(foliage, np.maximum(sky, np.float32(1) - own), land, wind, grass)
    return _bend(scenery, reach, grass, land, wind)


def _hair(scenery: Scenery, wind: Wind) -> Bend | None:
    hair, own = _known(scenery, scenery.regions.hair)
    if hair is None:
        return None
    moves = np.asarray(hair > 0.5)
    grows = (coarse(scenery.regions.person) > 0.5) & ~moves & (own > 0.5)
    root = cv2.distanceTransform((~grows).astype(np.uint8), cv2.DIST_L2, 5) * STEP if grows.any() else _drop(moves)
    force = min(1.5, wind.mps / 5)
    swing = np.minimum(_HAIR_SHARE * force * root, _HAIR_MOST * force * hair.shape[1] * STEP)
    reach = bounded(np.asarray(swing, np.float32), moves, np.asarray(moves | (own < 0.5)))
    return _bend(scenery, reach, np.zeros_like(reach), _land(scenery), wind)


def _drop(moves: Mask) -> Array:
    """(h, w) pixels below the highest point of each column: where nothing else is known, hair hangs."""
    top = np.argmax(moves, axis=0)
    return np.maximum(np.arange(moves.shape[0], dtype=np.float32)[:, None] - top[None], 0) * STEP


def _known(scenery: Scenery, region: Array) -> tuple[Array | None, Array]:
    """(h, w) coarse share of the region on the layer, None where it hardly shows, and what of the layer is seen."""
    own = np.asarray(scenery.layer.own, np.float32)
    if scenery.masked(region) is None:
        return None, coarse(own)
    there = extended(region, scenery.layer.own)
    return coarse(np.asarray(np.clip(there, 0, 1) * (scenery.layer.alpha > 0), np.float32)), coarse(own)


def _land(scenery: Scenery) -> Land:
    space = scenery.space
    near = np.asarray(scenery.layer.disparity / space.nearest_m, np.float32)
    return Land(coarse(near), space.horizon, scenery.middle, space.focal_px, scenery.shot.camera.height_m)


def _bend(scenery: Scenery, reach: Array, grass: Array, land: Land, wind: Wind) -> Bend | None:
    rows, columns = (np.nonzero((reach > _LEAST_PX).any(axis))[0] for axis in (1, 0))
    if not rows.size:
        return None
    down, across = (slice(max(0, int(a[0]) - 1), int(a[-1]) + 2) for a in (rows, columns))
    sway = Sway(reach, grass, land, wind, scenery.rhythm, scenery.shot.seed).within((down, across))
    height, width = scenery.layer.alpha.shape
    box = (slice(STEP * down.start, min(STEP * down.stop, height)),
           slice(STEP * across.start, min(STEP * across.stop, width)))  # fmt: skip
    return Bend(box, sway)
