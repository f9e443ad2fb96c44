"""The darkroom: one picture of linear light becomes display codes, band by band, in one pass over memory.

Order: clean → scatter → dodge, vignette, grain → exposure, balance, film's colours (one matrix) → tone (a table per
channel) → colour (one matrix) → dither. Knows pictures and a recipe; nothing of films or plans.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.finish.bloom import Glare, enlarge, glare, reduce, reduction
from dreamwright.finish.colour import Matrix
from dreamwright.finish.dither import Depth, Picture, bytes_for, quantise, top_code
from dreamwright.finish.dodge import broad_light, dodge
from dreamwright.finish.grade import Grade, code_matrix, grey_scale, light_matrix
from dreamwright.finish.grain import Grain, Plate, plate, random_bytes
from dreamwright.finish.tone import GREY, INSET, display, filmic, look_up, table_stops
from dreamwright.frames import Array

BRIGHTEST_STOPS: Final = 12.0
"""Stops over mid grey above which light is cut, so that a sun's glare is a glow and not a white-out."""
_HUGE: Final = np.float32(1e30)
_BAND_PIXELS: Final = 80_000
"""Pixels worked on at once: few enough to stay in the processor's cache, enough to be worth a call."""
_GRAIN, _DITHER = 1, 2


@dataclass(frozen=True)
class Recipe:
    """Everything about a look that does not change from frame to frame."""

    before: Matrix
    """Linear light to the light of the three tables."""
    tables: NDArray[np.float32]
    """(3, N) tone tables of red, green and blue."""
    after: Matrix
    """What the tables give to display codes 0-1."""
    vignette: Array
    """(H, W) gain."""
    glare: Glare
    grain: Grain
    seed: int
    depth: Depth


@dataclass(frozen=True)
class Setting:
    """How one frame is exposed."""

    matrix: Matrix
    """Linear, from radiance to light where mid grey is 0.18: exposure, balance and night vision."""
    metered_gain: float
    """The part of it that the meter asked for."""
    dodging: float
    """Strength of dodging, 0-1."""


def mix(grade: Grade, finished: bool = False) -> tuple[Matrix, NDArray[np.float32], Matrix]:
    """A grade as (before, tables, after): greys land exactly on its grey scale, colours move about them.

    `finished`: the light is a finished picture's, which the neutral grade leaves as it is.
    """
    if finished:
        return _mix_finished(grade)
    before = INSET @ light_matrix(grade)
    color = code_matrix(grade) if grade.panchromatic is None else np.eye(3)
    after: Matrix = color @ np.linalg.inv(INSET)
    greys = grey_scale(filmic(grade.contrast * table_stops()), grade)
    tables = np.linalg.inv(after) @ greys.T
    return before, np.ascontiguousarray(tables, np.float32), after


def _mix_finished(grade: Grade) -> tuple[Matrix, NDArray[np.float32], Matrix]:
    """`mix` without the walk to white and without the filmic curve; exposure lifts greys and burns no highlight."""
    after: Matrix = code_matrix(grade, 1.0) if grade.panchromatic is None else np.eye(3)
    greys = grey_scale(display(table_stops(), grade.contrast, grade.lift_stops), grade)
    tables = np.linalg.inv(after) @ greys.T
    return light_matrix(grade), np.ascontiguousarray(tables, np.float32), after


def develop(color: Array, recipe: Recipe, shot: Setting, k: int) -> Picture:
    """(H, W, 3) display codes of frame k.

    NaN and negative light become black; infinite and other light beyond `BRIGHTEST_STOPS` is cut there.
    """
    height, width = color.shape[:2]
    light = clean(color, GREY * 2.0**BRIGHTEST_STOPS / float(shot.matrix.sum(axis=1).max()))
    factor = reduction(height)
    small = reduce(light, factor)
    broad = broad_light(small, shot.metered_gain)
    kept = 1.0 - np.array(recipe.glare.scattered)
    scattered = np.asarray(glare(small, recipe.glare) / kept, np.float32)
    before = (recipe.before @ shot.matrix @ np.diag(kept)).astype(np.float32)
    after = (recipe.after * top_code(recipe.depth)).astype(np.float32)
    grain = plate(width, height, recipe.grain, recipe.seed, k, _GRAIN) if recipe.grain.strength > 0 else None
    noise = random_bytes(bytes_for(width * height), recipe.seed, k, _DITHER)
    picture = np.empty(color.shape, np.uint8 if recipe.depth == 8 else np.uint16)
    for rows in bands(width, height, factor):
        band = light[rows]
        cv2.add(band, enlarge(scattered, factor, rows, width), dst=band)
        shade = dodge(band, enlarge(broad, factor, rows, width), shot.metered_gain, shot.dodging)
        cv2.multiply(shade, recipe.vignette[rows], dst=shade)
        cv2.transform(band, before, dst=band)
        _tone(band, _gains(shade, grain, rows), recipe.tables)
        cv2.transform(band, after, dst=band)
        quantise(band, noise[3 * width * rows.start :], picture[rows])
    return picture


def clean(color: Array, brightest: float) -> Array:
    """A copy with NaN and negative light black, and no channel above `brightest`: hotter pixels keep their hue."""
    light = np.asarray(cv2.threshold(color, 0.0, 0.0, cv2.THRESH_TOZERO)[1], np.float32)
    cv2.patchNaNs(light, 0.0)
    if cv2.minMaxLoc(light.reshape(light.shape[0], -1))[1] > brightest:
        _cool(light.reshape(-1, 3), brightest)
    return light


def _cool(pixels: Array, brightest: float) -> None:
    """Scales, in place, the pixels of which a channel is above `brightest` down to it."""
    hot = np.unique(np.flatnonzero(pixels > brightest) // 3)
    finite = np.minimum(pixels[hot], _HUGE)
    pixels[hot] = finite * (brightest / finite.max(axis=1, keepdims=True))


def bands(width: int, height: int, factor: int) -> Iterator[slice]:
    """The picture's rows in bands that start on multiples of `factor`."""
    step = max(1, _BAND_PIXELS // (width * factor)) * factor
    for start in range(0, height, step):
        yield slice(start, min(start + step, height))


def _gains(shade: Array, grain: Plate | None, rows: slice) -> Iterator[Array]:
    """Gains of red, green and blue in the rows: shade times grain."""
    if grain is None:
        yield from (shade, shade, shade)
    else:
        for gain in grain.gains(rows):
            yield np.asarray(cv2.multiply(gain, shade), np.float32)


def _tone(band: Array, gains: Iterator[Array], tables: NDArray[np.float32]) -> None:
    """The band, in place, through the gains and the three tables."""
    planes = [np.asarray(plane, np.float32) for plane in cv2.split(band)]
    for plane, gain, table in zip(planes, gains, tables, strict=True):
        cv2.multiply(plane, gain, dst=plane)
        look_up(plane, table, plane)
    cv2.merge(planes, dst=band)
