"""Automatic exposure: metered as a careful camera operator would, smooth in time, the same for a frame however reached.

Knows frames' light in kcd/m²; nothing of looks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.finish.colour import LUMA
from dreamwright.finish.tone import GREY
from dreamwright.frames import Array, Frames

MAX_READINGS: Final = 7
MAX_STOPS_PER_S: Final = 1.5
COARSE_STOPS: Final = 1.5
REFINEMENTS: Final = 3
NEW_LIGHT_STOPS: Final = 6.0
STEADY_STOPS: Final = 0.7
"""Swings smaller than this are mostly left to the light, as with a locked exposure."""
RANGE_STOPS: Final = 9.0
"""What lies further below the brightest 1/64 is black, however black: a planet is not lost against space."""
MOST_BURNT: Final = 1.0
"""Stops by which dark ground may push the highlights over their ceiling."""
FAINTEST: Final = 2.0**-23
"""kcd/m²: below starlight nothing is lifted any more."""

_KEY: Final = np.array(
    [[-22, -1.8], [-16, -1.1], [-12, -0.9], [-7, -0.5], [-3.3, 0], [-0.5, 0.3], [1.6, 0.3], [3.2, 0.7], [5, 1.4]]
)
"""Log2 of mean kcd/m² → stops over mid grey at which that mean is shown: night stays dark, snow white."""
_CEILINGS: Final = np.array([[-16.0, 4.2, 2.2], [-11.0, 2.8, 1.2], [-3.0, 2.7, 1.4], [1.0, 2.9, 1.5]])
"""Log2 of mean kcd/m² → most stops over grey for the brightest 1/64 of the picture, and for its brightest 1/7."""
_FLOOR: Final = np.array([[-20.0, -1.4], [-10.0, -0.35], [-3.0, 1.1], [1.0, 1.3]])
"""And the fewest for the brightest 1/64: something in a picture is bright, be it only the fog."""
_NIGHT_FROM: Final = -8.0
_NIGHT_FULL: Final = -15.0


Known = tuple[float, float]
"""Exposure value and night of one frame."""
NOTHING_KNOWN: Final[Mapping[int, Known]] = MappingProxyType({})


@dataclass(frozen=True)
class Reading:
    """What one look through the meter says."""

    ev: float
    """Log2 of the gain that brings radiance to display-referred light, where mid grey is 0.18."""
    night: float
    """How far it is night to the eye, 0-1."""


@dataclass(frozen=True)
class Exposure:
    """Exposure through a film: a function of the frame number alone."""

    ev: Callable[[float], float]
    night: Callable[[float], float]


def meter(color: Array) -> Reading:
    """Reads one picture (H, W, 3; radiance in kcd/m²; inf and NaN are passed over)."""
    light = _luminance(color)
    stops = np.log2(np.maximum(light, FAINTEST))
    stops = np.maximum(stops, np.percentile(stops, 98.4) - RANGE_STOPS)
    mean = _centred_mean(stops)
    grey = float(np.log2(GREY))
    ev = grey + float(np.interp(mean, *_KEY.T)) - mean
    ev += _correction(stops + ev - grey, mean)
    return Reading(ev, _smooth((_NIGHT_FROM - mean) / (_NIGHT_FROM - _NIGHT_FULL)))


def _luminance(color: Array) -> NDArray[np.float64]:
    """(h, w) luminance of at most 160 columns; averaging first keeps noise and single sparks out."""
    finite = np.nan_to_num(color, nan=0.0, posinf=0.0, neginf=0.0)
    light = np.maximum(finite @ LUMA.astype(np.float32), 0.0)
    step = max(1, light.shape[1] // 160)
    size = (max(1, light.shape[1] // step), max(1, light.shape[0] // step))
    return np.asarray(cv2.resize(light, size, interpolation=cv2.INTER_AREA), np.float64)


def _centred_mean(stops: NDArray[np.float64]) -> float:
    """Weighted mean in stops: centre and lower two thirds count most, 4 stops off the median count no more."""
    height, width = stops.shape
    x = np.linspace(-1, 1, width) if width > 1 else np.zeros(1)
    y = np.linspace(0, 1, height) if height > 1 else np.full(1, 0.6)
    weight = (1.0 - 0.45 * x**2)[None, :] * (0.45 + 0.55 * np.exp(-(((y - 0.6) / 0.33) ** 2)))[:, None]
    middle = float(np.median(stops))
    return float(np.average(np.clip(stops, middle - 4.0, middle + 4.0), weights=weight))


def _correction(over_grey: NDArray[np.float64], mean: float) -> float:
    """Stops to open (0.8 at most) or close, given stops over grey and the log2 of the mean light.

    Clouds, snow and the sky's colour keep their detail; suns, lamps and glitter may burn; fog does not turn grey.
    """
    brightest, bright = (float(value) for value in np.percentile(over_grey, [98.4, 86.0]))
    at, ceiling, broad = _CEILINGS.T
    excess = max(0.0, brightest - float(np.interp(mean, at, ceiling)), bright - float(np.interp(mean, at, broad)))
    excess -= min(MOST_BURNT, 0.55 * max(0.0, excess - 0.8))
    return min(0.8, max(0.0, float(np.interp(mean, *_FLOOR.T)) - brightest)) - excess


def _smooth(share: float) -> float:
    share = min(1.0, max(0.0, share))
    return share * share * (3.0 - 2.0 * share)


def expose_in_takes(
    frames: Frames, takes: Sequence[range], known_at: Mapping[int, Known] = NOTHING_KNOWN, *, loop: bool = False
) -> Exposure:
    """Meters a film that goes on from others: in each of the `takes` (frames, each inside the next) it is theirs.

    What is added to a take begins at its exposure and follows the light from there; a loop repeats its first take's.
    Exposure `known_at` some frames is as good as a first take from the first of them to the last.
    """
    if not takes and not known_at:
        return expose(frames, loop=loop)
    whole = range(frames.count)
    if known_at:
        known, exposure, others = range(min(known_at), max(known_at) + 1), _through(known_at), (*takes, whole)
    else:
        known, others = takes[0], (*takes[1:], whole)
        exposure = _at_frames(expose(_part(frames, known), loop=loop), known, loop=loop)
    if loop:
        return exposure
    for following in others:
        if following.stop > known.stop:
            exposure = _followed(frames, exposure, range(known.stop - 1, following.stop))
        if following.start < known.start:
            exposure = _followed(frames, exposure, range(known.start, following.start - 1, -1))
        known = range(min(known.start, following.start), max(known.stop, following.stop))
    return exposure


def _through(known_at: Mapping[int, Known]) -> Exposure:
    """Exposure and night through those known, by frame."""
    places = sorted(known_at)
    ev, night = ([known_at[place][i] for place in places] for i in (0, 1))
    return Exposure(through(places, ev), through(places, night))


def _part(frames: Frames, part: range) -> Frames:
    """Some of a film's frames as a film."""
    source = frames.preview or frames
    return replace(frames, count=len(part), make=lambda k: source.make(part[k]), preview=None)


def _at_frames(exposure: Exposure, part: range, *, loop: bool) -> Exposure:
    """The exposure of a part, by the whole film's frame numbers."""

    def inside(frame: float) -> float:
        return (frame - part.start) % len(part) if loop else frame - part.start

    return Exposure(lambda frame: exposure.ev(inside(frame)), lambda frame: exposure.night(inside(frame)))


def _followed(frames: Frames, known: Exposure, added: range) -> Exposure:
    """`known` before the `added` frames, which go away from it either way in time; over them the light is followed."""
    source, fps = frames.preview or frames, float(frames.fps)
    steps = min(MAX_READINGS, max(1, round(len(added) / fps)))
    places = [added[0], *(added[round(step * (len(added) - 1) / steps)] for step in range(1, steps + 1))]
    readings = [meter(source[k].color) for k in places[1:]]
    ev, night = [known.ev(added[0])], [known.night(added[0])]
    for reading, seconds in zip(readings, np.abs(np.diff(places)) / fps, strict=True):
        change = reading.ev - ev[0]
        wanted = ev[0] + change - 0.6 * STEADY_STOPS * float(np.tanh(change / STEADY_STOPS))
        ev.append(ev[-1] + float(np.clip(wanted - ev[-1], -MAX_STOPS_PER_S * seconds, MAX_STOPS_PER_S * seconds)))
        night.append(reading.night)
    order = slice(None, None, added.step)
    curves = through(places[order], ev[order]), through(places[order], night[order])

    def joined(inner: Callable[[float], float], outer: Callable[[float], float]) -> Callable[[float], float]:
        beyond = added[0] * added.step
        return lambda frame: outer(frame) if frame * added.step > beyond else inner(frame)

    return Exposure(joined(known.ev, curves[0]), joined(known.night, curves[1]))


def expose(frames: Frames, *, loop: bool = False) -> Exposure:
    """Meters the film (its preview if it has one) at a few frames and joins the readings smoothly.

    Flashes are voted down by their neighbours, slow changes are followed at `MAX_STOPS_PER_S` at most
    (but freely where the film goes from one light into another, as a time lapse does),
    and a looped film ends at the exposure it began with.
    """
    source = frames.preview or frames
    readings = {k: meter(source[k].color) for k in reading_places(frames.count, float(frames.fps), loop=loop)}
    for _ in range(REFINEMENTS):
        for k in between(readings):
            readings[k] = meter(source[k].color)
    places = sorted(readings)
    readings_in_order = [readings[k] for k in places]
    length = frames.count if loop else None
    ev = steady([reading.ev for reading in readings_in_order], places, float(frames.fps), loop=loop)
    night = without_flashes([reading.night for reading in readings_in_order], loop=loop)
    return Exposure(through(places, ev, length), through(places, night, length))


def reading_places(count: int, fps: float, *, loop: bool = False) -> list[int]:
    """About one frame a second, 3 at least and 7 at most; first and last, but of a loop the last is the first."""
    wanted = min(MAX_READINGS, max(3, round(count / fps) + 1))
    if loop:
        return sorted({int(place) for place in np.linspace(0, count, wanted + 1)[:-1]})
    return sorted({round(place) for place in np.linspace(0, count - 1, wanted)})


def between(readings: Mapping[int, Reading]) -> list[int]:
    """Frames half way between readings more than `COARSE_STOPS` apart: dusk in a time lapse falls fast."""
    places = sorted(readings)
    wide = [(a, b) for a, b in pairwise(places) if abs(readings[a].ev - readings[b].ev) > COARSE_STOPS and b - a > 1]
    return [(a + b) // 2 for a, b in wide]


def steady(values: Sequence[float], places: Sequence[int], fps: float, *, loop: bool = False) -> list[float]:
    """Readings without flashes, small swings and leaps."""
    calm = np.array(without_flashes(values, loop=loop))
    swing = calm - calm.mean()
    calm -= 0.6 * STEADY_STOPS * np.tanh(swing / STEADY_STOPS)
    if np.ptp(calm) > NEW_LIGHT_STOPS:
        return [float(value) for value in calm]
    steps = np.diff(places) / fps * MAX_STOPS_PER_S
    forward, backward = _follow(calm, steps), _follow(calm[::-1], steps[::-1])[::-1]
    return [float(value) for value in (forward + backward) / 2]


def without_flashes(values: Sequence[float], *, loop: bool = False) -> list[float]:
    """Each reading replaced by the median of itself and its neighbours (ends by Tukey's rule)."""
    if len(values) < 3:
        return list(values)
    line = np.array(values)
    inner = np.median([np.roll(line, 1), line, np.roll(line, -1)], axis=0)
    if not loop:
        inner[0] = np.median([line[0], inner[1], 3 * inner[1] - 2 * inner[min(2, len(line) - 2)]])
        inner[-1] = np.median([line[-1], inner[-2], 3 * inner[-2] - 2 * inner[max(-3, 1 - len(line))]])
    return [float(value) for value in inner]


def _follow(values: NDArray[np.float64], steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """The values in order, each no further from the one before than its step."""
    followed = values.copy()
    for i, step in enumerate(steps):
        followed[i + 1] = followed[i] + np.clip(values[i + 1] - followed[i], -step, step)
    return followed


def through(places: Sequence[int], values: Sequence[float], period: int | None = None) -> Callable[[float], float]:
    """A C¹ curve without overshoot through the values (PCHIP: Fritsch & Carlson 1980); constant beyond them.

    `period`: it repeats after so many frames.
    """
    from scipy.interpolate import PchipInterpolator  # slow to import: only when a film is metered

    if len(places) == 1:
        return lambda _: values[0]
    if period is not None:
        places = [place + turn * period for turn in (-1, 0, 1) for place in places]
        values = [*values, *values, *values]
    curve = PchipInterpolator(places, values)
    first, last = places[0], places[-1]
    return lambda frame: float(curve(min(max(frame, first), last)))
