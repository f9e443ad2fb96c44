"""Woods as part of the height field: a tree in every jittered lattice cell, spruces and broad-leaved trees.

A tree is seen as its outline across the look, met by one look at least however far these lie apart. Outlines fade to
a mean, uneven roof where a look steps over many trees. Knows nothing of light.
"""

from __future__ import annotations

from dataclasses import dataclass

from dreamwright.engines.world.jit import Bool, Float, Int, UInt, dr
from dreamwright.engines.world.noise import gradient_noise, hash2, unit

CELL_M = 7.5
TALLEST_M = 21.0
TIER_M = 1.7
"""Height from one whorl of a spruce's branches to the next."""


@dataclass(frozen=True)
class Trees:
    """Points asked for trees and how they are looked at."""

    x: Float
    y: Float
    ahead: tuple[Float, Float]
    """Level unit vector away from the eye."""
    density: Float
    """Share of the lattice that bears a tree, 0-1."""
    broad: Float
    """Share of the trees that have broad leaves, 0-1."""
    finest_m: Float
    """Spacing of the looks, or the width of a pixel."""


@dataclass(frozen=True)
class Crowns:
    """Woods at points."""

    height: Float
    """Rise above the ground (m)."""
    across: Float
    """Where in the outline: −1 at its left edge … 1 at its right."""
    hue: Float
    """One number 0-1 a tree."""
    share: Float
    """Share of the point's footprint that is crown, 0-1."""
    depth: Float
    """Height within the tree, 0 at its foot … 1 at its top."""
    lump: Float
    """Clumps of leaves, about −1 in the gaps … 1 on what stands out."""
    near: Float
    """1 where single trees are seen … 0 where only a roof of leaves is."""


def crowns(trees: Trees, salt: UInt, seen_m: Float | None = None) -> Crowns:
    """The tree that stands highest over each point.

    `seen_m` is the height above the ground at which a ray met the tree, where that is known.
    """
    u, v = trees.x / CELL_M, trees.y / CELL_M
    corner_x, corner_y = dr.floor(u - 0.5), dr.floor(v - 0.5)
    far = dr.clip((trees.finest_m - 0.9 * CELL_M) / (1.1 * CELL_M), 0, 1)
    ax, ay = trees.ahead
    best, across, size, tall, own = Float(0), Float(0), Float(0.5), Float(TALLEST_M), Float(0)
    for j in (0, 1):
        for i in (0, 1):
            h = hash2(Int(corner_x) + i, Int(corner_y) + j, salt + 977)
            second = h * UInt(0x9E3779B1)
            dx = (u - corner_x - i - 0.22 - 0.56 * unit(second << 8)) * CELL_M
            dy = (v - corner_y - j - 0.22 - 0.56 * unit(second)) * CELL_M
            grown = unit(h ^ (second >> 3))
            offset = dx * ay - dy * ax
            beyond = dr.maximum(dr.abs(dx * ax + dy * ay) - 0.55 * trees.finest_m, 0)
            leafy = unit(h << 7) < trees.broad
            rise, side, top = _outline(offset, beyond, grown, leafy)
            stands = (unit(h) < trees.density) & (rise > best)
            best, across = dr.select(stands, rise, best), dr.select(stands, side, across)
            size, tall = dr.select(stands, grown, size), dr.select(stands, top, tall)
            mark = Float(h & 1023) + 1
            own = dr.select(stands, dr.select(leafy, -mark, mark), own)  # broad leaves have a negative mark
    best = dr.select(best > 0, _ragged(best, across, tall, own), 0)
    roof, _, _ = gradient_noise(trees.x * (1 / 26.0), trees.y * (1 / 26.0), salt + 978)
    near = 1 - far
    height = near * best + far * trees.density * TALLEST_M * dr.maximum(0.5 + 0.45 * roof, 0)
    met = dr.minimum(height, seen_m) if seen_m is not None else height
    lump = _lumps(trees, across, met, own, salt)
    foot = dr.clip((met - 0.35 - 0.9 * across * across + 0.5 * lump) * 1.2, 0, 1)
    share = dr.lerp(dr.select(best > 0.4, foot, 0.0), dr.clip(1.2 * trees.density, 0, 1), far)
    depth = dr.clip(met / dr.maximum(tall, 1), 0, 1)
    return Crowns(height, across * near, dr.lerp(size, 0.5, far), share, dr.lerp(depth, 0.75, far), lump, near)


def _outline(offset: Float, beyond: Float, size: Float, broad: Bool) -> tuple[Float, Float, Float]:
    """Smooth height of a tree `offset` m beside its stem, the offset as a share of its breadth, and its top (m)."""
    top = TALLEST_M * (0.4 + 0.6 * size) * dr.select(broad, 0.52, 1.0)
    radius = dr.select(broad, 2.6 + 1.5 * size, 1.9 + 1.3 * size)
    away = dr.sqrt(offset * offset + beyond * beyond) / radius
    slim = dr.maximum(1 - away, 0)
    cone = slim * (0.8 + 0.2 * slim)  # boughs hang: the outline is a little hollow
    dome = dr.sqrt(dr.maximum(1 - away * away, 0))
    return top * dr.select(broad, dome, cone), dr.clip(offset / radius, -1, 1), top


def _ragged(smooth: Float, across: Float, tall: Float, own: Float) -> Float:
    """A tree's height with its boughs: whorls and sprigs on spruces, which are tall, lumps on crowns of leaves."""
    sprigs, _, _ = gradient_noise(across * 3.1, own * 1.7, UInt(5))
    bumps, _, _ = gradient_noise(across * 1.4, own * 2.3, UInt(6))
    whorl = smooth - TIER_M * dr.floor(smooth * (1 / TIER_M))
    spruce = smooth - 0.45 * whorl + 1.1 * sprigs * dr.minimum(4 * smooth / tall, 1)
    return dr.maximum(dr.select(own < 0, smooth * (1 + 0.22 * bumps + 0.16 * sprigs), spruce), 0)


def _lumps(trees: Trees, across: Float, height: Float, own: Float, salt: UInt) -> Float:
    """Clumps of leaves as they are seen on a tree's face, each gone where a pixel is wider."""
    side = across * 2.6 + own * 3.7 + (trees.x * trees.ahead[1] - trees.y * trees.ahead[0]) * 0.02
    large, _, _ = gradient_noise(side * (1 / 1.1), height * (1 / 1.0), salt + 979)
    small, _, _ = gradient_noise(side * (1 / 0.35), height * (1 / 0.28), salt + 980)
    return 1.3 * large + 0.8 * small
