"""Style: palette, contrast and grain of given pictures, measured in Oklab and turned into a grade for any film.

The film is measured once, from a few of its frames, so that nothing flickers; the change is folded into the tone
tables and the colour matrix of the recipe, so that a frame costs no more than without it.
Knows pictures of display codes and a recipe; nothing of files or engines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.finish.colour import Matrix, decode, encode, linear_to_oklab, oklab_to_linear
from dreamwright.finish.develop import Recipe
from dreamwright.finish.tone import INSET, table_stops
from dreamwright.frames import Array

Numbers = NDArray[np.float64]

SHARES: Final = np.array([0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98])
"""Shares of the picture that are darker than the lightnesses compared."""
NODES: Final = np.linspace(0.05, 0.95, 10)
"""Oklab lightnesses at which the mean colour is compared."""
SLOPES: Final = (0.35, 2.2)
"""How much a stretch of lightness may be pressed together or drawn apart: beyond, noise and bands show."""
SHIFTS: Final = np.array([0.05, 0.07, 0.11, 0.15, 0.15, 0.12, 0.10])
"""How far, in Oklab lightness, the lightness at each of the SHARES may move: a black that is lifted far looks milky."""
TINT: Final = 0.12
CHROMA: Final = (0.0, 2.0)
"""How much colour may be scaled, along any axis."""
GRAIN_CODE: Final = 10 / 255
"""Standard deviation of display codes that grain of full strength gives the mid tones."""

_SAMPLE_WIDTH: Final = 192
_WIDTH: Final = 0.10
_ROUNDS: Final = 4
_HALVINGS: Final = 10
_BLOCK: Final = 16


@dataclass(frozen=True)
class Traits:
    """What is measured of a picture."""

    lightness: Numbers
    """(7,) Oklab lightness that the SHARES of it are darker than."""
    tint: Numbers
    """(10, 2) mean Oklab (a, b) about each of the NODES."""
    spread: Numbers
    """(2, 2) covariance of (a, b) about those means."""
    grain: float = 0.0
    """Grain strength, 0-1."""


def sample(color: Array) -> Numbers:
    """(N, 3) display codes 0-1 of a picture (H, W, 3) of linear display light, averaged to at most 192 columns."""
    width = min(_SAMPLE_WIDTH, color.shape[1])
    size = (width, max(1, round(color.shape[0] * width / color.shape[1])))
    return encode(np.asarray(cv2.resize(color, size, interpolation=cv2.INTER_AREA), np.float64).reshape(-1, 3))


def traits(codes: Numbers, grain: float = 0.0) -> Traits:
    """The traits of display codes (N, 3) 0-1."""
    lab = linear_to_oklab(decode(codes))
    tint = _tints(lab)
    rest = lab[:, 1:] - _at(lab[:, 0], tint)
    return Traits(np.quantile(lab[:, 0], SHARES), tint, rest.T @ rest / len(rest), grain)


def _tints(lab: Numbers) -> Numbers:
    """Mean (a, b) about each node; where few pixels are, the mean of all."""
    near = np.exp(-0.5 * ((lab[:, :1] - NODES) / _WIDTH) ** 2)
    few = 0.01 * len(lab)
    return np.asarray((near.T @ lab[:, 1:] + few * lab[:, 1:].mean(axis=0)) / (near.sum(axis=0)[:, None] + few))


def _at(lightness: Numbers, tint: Numbers) -> Numbers:
    """(N, 2) the nodes' tints at any lightness."""
    return np.column_stack([np.interp(lightness, NODES, tint[:, k]) for k in (0, 1)])


def grain_of(color: Array) -> float:
    """Grain strength 0-1 of a picture (H, W, 3) of linear display light, by the noise of its flattest mid tones.

    Noise is what a filter lets through that cancels slopes and edges (Immerkaer, Fast noise variance estimation, 1996).
    """
    grey = encode(np.clip(color, 0, 1).mean(axis=2).astype(np.float64)).astype(np.float32)
    rough = np.abs(cv2.filter2D(grey, -1, np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)))
    size = (max(1, grey.shape[1] // _BLOCK), max(1, grey.shape[0] // _BLOCK))
    level, noise = (cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in (grey, rough))
    middle = noise[(level > 0.2) & (level < 0.8)]
    if middle.size < 8:
        return 0.0
    return float(min(1.0, np.sqrt(np.pi / 2) / 6 * np.quantile(middle, 0.2) / GRAIN_CODE))


def mixed(film: Traits, styles: Sequence[tuple[Traits, float]]) -> Traits:
    """Traits to aim at: the styles' by their weights, and the film's own by what the weights leave of 1."""
    total = sum(weight for _, weight in styles)
    parts = [(film, max(0.0, 1 - total)), *((one, weight / max(1.0, total)) for one, weight in styles)]
    return Traits(
        np.asarray(sum(share * one.lightness for one, share in parts)),
        np.asarray(sum(share * one.tint for one, share in parts)),
        np.asarray(sum(share * one.spread for one, share in parts)),
        sum(share * one.grain for one, share in parts),
    )


def styled(recipe: Recipe, codes: Numbers, styles: Sequence[tuple[Traits, float]]) -> Recipe:
    """The recipe changed so that the film whose display codes are sampled in `codes` (N, 3) takes on the styles.

    Colour is changed about greys by the linear transport between two normal spreads (Pitié & Kokaram, 2007), greys
    by a monotone curve and a tint; tables work channel by channel, so a few rounds measure and mend what remains.
    """
    if not any(weight for _, weight in styles):
        return recipe
    own = traits(codes, recipe.grain.strength)
    aim = mixed(own, styles)
    curve = tone_curve(own.lightness, aim.lightness)
    tint, chroma = np.zeros_like(own.tint), np.eye(2)
    changed = recipe
    for _ in range(_ROUNDS):
        changed = _folded(recipe, curve, tint, chroma)
        now = traits(_recoded(codes, recipe, changed))
        tint = tint + aim.tint - now.tint
        chroma = _bounded(transport(now.spread, aim.spread) @ chroma)
    return replace(_folded(recipe, curve, tint, chroma), grain=replace(recipe.grain, strength=aim.grain))


def tone_curve(own: Numbers, aim: Numbers) -> tuple[Numbers, Numbers]:
    """Lightnesses 0-1 and what becomes of them: `own` goes to `aim` as far as SLOPES and SHIFTS allow; monotone."""
    aim = own + SHIFTS * np.tanh((aim - own) / SHIFTS)
    middle = len(own) // 2
    x = np.concatenate([[0.0], own, [1.0]])
    x = np.maximum.accumulate(x + 1e-6 * np.arange(len(x)))
    y = np.concatenate([[max(0.0, aim[0] - own[0])], aim, [min(1.0, 1.0 + aim[-1] - own[-1])]])
    rises = np.clip(np.diff(y) / np.diff(x), *SLOPES) * np.diff(x)
    anchor = aim[middle]
    below = anchor - np.cumsum(rises[middle::-1])
    above = anchor + np.cumsum(rises[middle + 1 :])
    below = anchor - (anchor - below) * min(1.0, anchor / max(anchor - below[-1], 1e-9))
    above = anchor + (above - anchor) * min(1.0, (1 - anchor) / max(above[-1] - anchor, 1e-9))
    return x, np.concatenate([below[::-1], [anchor], above])


def transport(own: Numbers, aim: Numbers) -> Numbers:
    """(2, 2) symmetric matrix that turns a normal spread of covariance `own` into one of `aim`."""
    own = own + 1e-6 * np.eye(2)
    root = _root(own)
    inverse = np.linalg.inv(root)
    return np.asarray(inverse @ _root(root @ (aim + 1e-6 * np.eye(2)) @ root) @ inverse)


def _root(matrix: Numbers) -> Numbers:
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T)


def _bounded(chroma: Numbers) -> Numbers:
    """The matrix with its scales held within CHROMA."""
    left, scales, right = np.linalg.svd(chroma)
    return np.asarray(left * np.clip(scales, *CHROMA) @ right)


def _folded(recipe: Recipe, curve: tuple[Numbers, Numbers], tint: Numbers, chroma: Numbers) -> Recipe:
    """The recipe with greys through the curve and the tint, and colours about them through the chroma matrix.

    Colour that is taken away goes before the tables and colour that is added after them: so neither undoes the tint.
    """
    from scipy.interpolate import PchipInterpolator  # slow to import: only for a film with a style

    left, scales, right = np.linalg.svd(chroma)
    less = chroma_about_grey(right.T * np.minimum(scales, 1) @ right)
    after = chroma_about_grey(left * np.maximum(scales, 1) @ right, decode) @ recipe.after
    lab = linear_to_oklab(decode((recipe.after @ recipe.tables).T))
    lightness = np.clip(PchipInterpolator(*curve)(np.clip(lab[:, 0], 0, 1)), 0, 1)
    colour = lab[:, 1:] @ chroma.T + _held(_at(lightness, tint), lightness)
    greys = encode(_in_gamut(lightness, colour))
    tables = np.ascontiguousarray(np.linalg.solve(after, greys.T), np.float32)
    return replace(recipe, before=INSET @ less @ np.linalg.inv(INSET) @ recipe.before, tables=tables, after=after)


def _in_gamut(lightness: Numbers, colour: Numbers) -> Numbers:
    """(N, 3) linear light of Oklab lightness and (a, b), with as much of the colour as a display can show."""

    def light(share: Numbers) -> Numbers:
        return oklab_to_linear(np.column_stack([lightness, share * colour]))

    def inside(linear: Numbers) -> NDArray[np.bool_]:
        return np.asarray(((linear >= -1e-6) & (linear <= 1 + 1e-6)).all(axis=1, keepdims=True))

    low, high = np.zeros((len(lightness), 1)), np.ones((len(lightness), 1))
    low = np.where(inside(light(high)), high, low)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        fits = inside(light(middle))
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    return light(low)


def _held(tint: Numbers, lightness: Numbers) -> Numbers:
    """Tints no stronger than TINT, and fading towards black and white, which have no room for colour."""
    strength = np.linalg.norm(tint, axis=1, keepdims=True)
    room = np.clip(lightness / 0.15, 0, 1) * np.clip((1 - lightness) / 0.10, 0, 1)
    return np.asarray(tint * room[:, None] * TINT * np.tanh(strength / TINT) / np.maximum(strength, 1e-9))


def chroma_about_grey(chroma: Numbers, light: Callable[[Numbers], Numbers] = np.asarray) -> Matrix:
    """(3, 3) on colours that does near a grey of 0.5 what `chroma` does to its Oklab (a, b); greys stay.

    `light` turns the colours into linear light: nothing to do, or `decode` for display codes.
    """
    grey, step = np.full(3, 0.5), 1e-4
    slope = (linear_to_oklab(light(grey + step * np.eye(3))) - linear_to_oklab(light(grey))).T / step
    slope[0] = slope[0].mean()
    slope[1:] -= slope[1:].mean(axis=1, keepdims=True)  # greys have no colour, to the last bit
    change = np.eye(3)
    change[1:, 1:] = chroma
    return np.asarray(np.linalg.solve(slope, change @ slope))


def _recoded(codes: Numbers, old: Recipe, new: Recipe) -> Numbers:
    """Display codes that the new recipe gives where the old one gave `codes`."""
    stops = table_stops()
    through = np.linalg.solve(old.after, codes.T)
    rising = np.maximum.accumulate(old.tables.astype(np.float64), axis=1)
    light = np.exp2([np.interp(plane, table, stops) for plane, table in zip(through, rising, strict=True)])
    light = new.before @ np.linalg.pinv(old.before) @ light
    heights = np.log2(np.maximum(light, 1e-9))
    channels = [np.interp(plane, stops, table) for plane, table in zip(heights, new.tables, strict=True)]
    return np.asarray(np.clip((new.after @ np.array(channels)).T, 0, 1))
