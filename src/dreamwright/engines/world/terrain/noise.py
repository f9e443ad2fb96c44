"""Gradient noise over grids, fused by Dr.Jit, without a period: lattice cells are hashed, not tabled.

Knows grids and seeds, nothing of land.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from dreamwright.engines.world.jit import Float, Int, UInt, dr, to_float, to_numpy
from dreamwright.engines.world.terrain.grid import Field, Frame, resample

Lanes = Any
"""A Dr.Jit float or unsigned array of any width."""
TURN = 2.399963
"""Golden angle: each octave's lattice is turned by it, so that no axis shows."""


MEANS = {"plain": 0.0, "ridged": 0.65, "billow": 0.22}


@dataclass(frozen=True)
class Noise:
    """How a fractal noise is made; `wavelength_m` is that of its first octave."""

    wavelength_m: float
    octaves: int = 5
    gain: float = 0.5
    kind: str = "plain"
    """plain (about -1…1) | ridged (0…1, sharp crests) | billow (0…1, round lumps, sharp creases)"""
    warp: float = 0.0
    """How far the ground is pulled about before, in wavelengths."""


def mix_bits(x: Lanes, y: Lanes, seed: Lanes) -> Lanes:
    """32 well-mixed bits of a lattice point (PCG-like mixing, Jarzynski and Olano 2020)."""
    h = x * UInt(0x9E3779B1) + y * UInt(0x85EBCA77) + seed
    h = (h ^ (h >> 16)) * UInt(0x7FEB352D)
    h = (h ^ (h >> 15)) * UInt(0x846CA68B)
    return h ^ (h >> 16)


def _corner(ix: Lanes, iy: Lanes, seed: Lanes, fx: Lanes, fy: Lanes) -> Lanes:
    h = mix_bits(ix, iy, seed)
    gx = Float(h & 0xFFFF) * (1 / 32768) - 1
    gy = Float(h >> 16) * (1 / 32768) - 1
    return gx * fx + gy * fy


def perlin(x: Lanes, y: Lanes, seed: Lanes) -> Lanes:
    """Gradient noise, about -1…1, C² (Perlin 2002)."""
    bx, by = dr.floor(x), dr.floor(y)
    fx, fy = x - bx, y - by
    ix, iy = UInt(Int(bx)), UInt(Int(by))
    u = fx * fx * fx * (fx * (fx * 6 - 15) + 10)
    v = fy * fy * fy * (fy * (fy * 6 - 15) + 10)
    low = dr.lerp(_corner(ix, iy, seed, fx, fy), _corner(ix + 1, iy, seed, fx - 1, fy), u)
    high = dr.lerp(_corner(ix, iy + 1, seed, fx, fy - 1), _corner(ix + 1, iy + 1, seed, fx - 1, fy - 1), u)
    return dr.lerp(low, high, v) * 1.35


def _shape(value: Lanes, kind: str) -> Lanes:
    if kind == "ridged":
        crest = 1 - dr.abs(value)
        return crest * crest
    return dr.abs(value) if kind == "billow" else value


def fractal(x: Lanes, y: Lanes, seed: Lanes, noise: Noise) -> Lanes:
    """Octaves of noise at x, y given in first wavelengths; ridged ones weigh the next by their crests (Musgrave)."""
    total, amplitude, norm, weight = Float(0), 1.0, 0.0, Float(1)
    for octave in range(noise.octaves):
        value = _shape(perlin(x, y, seed + UInt(octave * 7919)), noise.kind)
        total += value * weight * amplitude
        if noise.kind == "ridged":
            weight = dr.clip(value * 1.6, 0, 1)
        norm += amplitude
        amplitude *= noise.gain
        c, s = math.cos(TURN) * 2.03, math.sin(TURN) * 2.03
        x, y = x * c - y * s + 17.3, x * s + y * c - 9.1
    return total / (norm if noise.kind == "ridged" else math.sqrt(norm))


def _warped(x: Lanes, y: Lanes, seed: Lanes, warp: Lanes) -> tuple[Lanes, Lanes]:
    dx = perlin(x * 0.7 + 3.1, y * 0.7, seed + 101) + 0.5 * perlin(x * 1.6, y * 1.6 + 5.7, seed + 103)
    dy = perlin(x * 0.7, y * 0.7 - 8.3, seed + 107) + 0.5 * perlin(x * 1.6 - 2.9, y * 1.6, seed + 109)
    return x + warp * dx, y + warp * dy


def field(frame: Frame, noise: Noise, seed: int) -> Field:
    """`noise` over the cells of `frame`, (N, N); another seed is other noise.

    Smooth noise is drawn on a coarser grid and read between its cells, which no eye can tell; noise
    finer than the cells is its mean, for it would only alias.
    """
    if noise.wavelength_m < 1.5 * frame.cell_m:
        return np.full((frame.count, frame.count), MEANS[noise.kind], np.float32)
    factor = _spare(frame, noise)
    if factor > 1:
        coarse = Frame(frame.count // factor + 6, frame.cell_m * factor, frame.centre_x_m, frame.centre_y_m)
        return resample(field(coarse, noise, seed), coarse, frame)
    xs, ys = frame.axes()
    return at(*np.meshgrid(xs, ys), noise, seed)


def _spare(frame: Frame, noise: Noise) -> int:
    """How many times fewer cells carry all of the noise: at least nine to its shortest wave."""
    if noise.kind != "plain" or frame.count < 200:
        return 1
    shortest = noise.wavelength_m / 2 ** (noise.octaves - 1) / (1 + 3 * noise.warp)
    room = shortest / (9 * frame.cell_m)
    return next((f for f in (8, 4, 2) if room >= f and frame.count % f == 0), 1)


def at(x_m: Field, y_m: Field, noise: Noise, seed: int) -> Field:
    """`noise` at the points x_m, y_m (any shape, metres)."""
    key = dr.opaque(UInt, seed * 2654435761 % 2**32)
    scale = dr.opaque(Float, 1 / noise.wavelength_m)
    x, y = to_float(x_m) * scale, to_float(y_m) * scale
    if noise.warp:
        x, y = _warped(x, y, key, dr.opaque(Float, noise.warp))
    return np.array(to_numpy(fractal(x, y, key, noise), x_m.shape), np.float32)
