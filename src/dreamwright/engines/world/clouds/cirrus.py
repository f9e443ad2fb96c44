"""Cirrus: ice drawn out by the wind into fibres and hooks, in thin sheets far above all else.

So thin that a few samples through each sheet and single scattering suffice. Knows nothing of other clouds.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from dreamwright.engines.world.clouds.light import CloudLight, henyey_greenstein
from dreamwright.engines.world.clouds.march import EARTH_M, Arc, Rays
from dreamwright.engines.world.clouds.tables import lookup2, smooth_noise
from dreamwright.engines.world.jit import Array3f, Float, UInt, dr

Array = NDArray[np.float32]
Reals = NDArray[np.floating]
BITS = 10
SIZE = 1 << BITS
CELL_M = 45.0
"""Metres per cell of the fibres: they repeat after 46 km, the patches after 113 km."""
PATCH_CELL_M = 110.0
SHEETS = ((0.0, 1.0, 0.0), (420.0, 0.62, 0.41))
"""Height above the base (m), strength, and turn (radians) of each sheet."""
DENSEST = 0.95
"""Optical depth looked at from straight below."""
GRAZING = 0.12
"""Least cosine by which a slanting path lengthens: ice thins out before a ray has crossed more."""


class Sheets(NamedTuple):
    """Cirrus at one moment, opaque to the tracer: pictures and their offsets in cells."""

    fibres: UInt
    patches: UInt
    base_m: Float
    heading: tuple[Float, Float]
    offset: tuple[Float, Float]
    patch_offset: tuple[Float, Float]
    cover: Float


def _drawn_out(cells: float, stretch: float, generator: np.random.Generator) -> Array:
    """Noise of mean 0 and deviation 1 in streaks along x."""
    return smooth_noise(SIZE, cells, generator, stretch).T


def _bent(field: Reals, along: Array, across: Array) -> Reals:
    """`field` shifted by eddies (cells): streaks wave, and curl into hooks where the shift changes fast."""
    v, u = np.mgrid[:SIZE, :SIZE].astype(np.float32)
    pad = SIZE // 8
    wide = np.pad(field, pad, mode="wrap").astype(np.float32)
    return np.asarray(
        cv2.remap(wide, u + along + pad, v + across + pad, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT), np.float32
    )


def _fibres(cells: float, stretch: float, generator: np.random.Generator) -> Reals:
    """Thin bright threads: ridges of drawn-out noise."""
    return np.clip(1 - 0.8 * np.abs(_drawn_out(cells, stretch, generator)), 0, 1) ** 2.2


def fibre_map(generator: np.random.Generator) -> Reals:
    """(SIZE, SIZE) 0-1 picture of threads in locks of every size along x, waved and hooked."""
    threads = _fibres(34, 2.6, generator) * 0.4 + _fibres(90, 3.2, generator) * 0.4 + _fibres(190, 3.4, generator) * 0.2
    locks = np.clip(0.45 + 0.5 * _drawn_out(20, 2.2, generator), 0.03, 1.6)
    along, across = smooth_noise(SIZE, 7, generator) * 24, smooth_noise(SIZE, 5, generator) * 16
    bent = _bent(threads * locks, along, across + smooth_noise(SIZE, 18, generator) * 4)
    return np.clip(bent / np.quantile(bent[::4, ::4], 0.99), 0, 1)


def patch_map(generator: np.random.Generator) -> Array:
    """(SIZE, SIZE) 0-1, evenly spread: where there is ice at all; a spot is covered where cover exceeds it."""
    waves = _drawn_out(8, 1.6, generator) + 0.6 * _drawn_out(24, 2.2, generator) + 0.3 * _drawn_out(70, 2.6, generator)
    return ndtr(waves / waves.std()).astype(np.float32)


def thickness(sheets: Sheets, x: Float, y: Float, turn: float) -> Float:
    """Optical depth of one sheet seen from straight below at (x, y)."""
    c, s = math.cos(turn), math.sin(turn)
    hx, hy = sheets.heading
    along, across = x * hx + y * hy, y * hx - x * hy
    u, v = c * along + s * across, c * across - s * along
    fibre = lookup2(sheets.fibres, BITS, u * (1 / CELL_M) + sheets.offset[0], v * (1 / CELL_M) + sheets.offset[1])
    broad = lookup2(sheets.fibres, BITS, u * (0.31 / CELL_M) - sheets.offset[1], v * (0.37 / CELL_M) + sheets.offset[0])
    patch = lookup2(sheets.patches, BITS, along * (1 / PATCH_CELL_M) + sheets.patch_offset[0],
                    across * (1 / PATCH_CELL_M) + sheets.patch_offset[1])  # fmt: skip
    here = dr.clip((sheets.cover - patch) * 1.7 + 0.2, 0, 1)
    return here * here * (fibre * dr.fma(broad, 1.3, 0.35) + 0.3 * broad * here) * DENSEST


def march(sheets: Sheets, rays: Rays, light: CloudLight) -> tuple[Array3f, Float, Float]:
    """In-scattered radiance (knit), transmittance 0-1, mean distance (m) of what scattered."""
    bend = dr.maximum((1 - dr.square(rays.direction.z)) / (2 * EARTH_M), 1e-12)
    cosine = dr.dot(rays.direction, light.direction)
    forward = henyey_greenstein(0.78, cosine) * 0.6 + henyey_greenstein(0.35, cosine) * 0.4
    clear, shine, distance = Float(1), Float(0), Float(0)
    for rise, strength, turn in SHEETS:
        arc = Arc(rays.origin.z - sheets.base_m - rise, rays.direction.z, bend)
        _, near, far = arc.crossings(Float(0))
        t = dr.select(near > 0, near, far)
        hit = (t > 0) & (t < rays.far_m)
        p = dr.fma(rays.direction, t, rays.origin)
        slant = dr.maximum(dr.abs(arc.slope + 2 * bend * t), GRAZING)
        seen = clear * (1 - dr.exp(-thickness(sheets, p.x, p.y, turn) * strength / slant))
        seen = dr.select(hit, seen, 0)
        shine += seen
        distance = dr.fma(seen, t, distance)
        clear -= seen
    radiance = light.key_top * (forward * 1.6 + 0.03) + (light.sky + light.ground * 0.7) * (0.5 / dr.pi)
    return radiance * shine, clear, distance / dr.maximum(shine, 1e-6)


def shadow(sheets: Sheets, x: Float, y: Float) -> Float:
    """Share 0-1 of the key light that reaches the ground below (x, y)."""
    return dr.exp(-0.5 * thickness(sheets, x, y, SHEETS[0][2]))
