"""The frames between two pictures of a film: carried over where both are of one place, else one uncovers the other.

Both pictures are filmed by the film's one camera on the way. Knows stages and spans; nothing of files.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np

from dreamwright.engines.parallax.matching import Flow
from dreamwright.engines.parallax.morph import Morph
from dreamwright.engines.parallax.reveal import Reveal, heading_of, lead_of
from dreamwright.engines.parallax.stage import Stage, Take, motion_of, passes_of
from dreamwright.engines.parallax.survey import Span, Survey
from dreamwright.frames import Array, Frame
from dreamwright.shot.camera import ease

_SKY_SEEN = 0.5
"""Share of the sky's structure that both pictures must show for it to move as they say, not with the wind."""

StageOf = Callable[[int], Stage]
"""The first (0) or second (1) stage of a span, made when it is asked for."""


class Way(Protocol):
    """From one picture to the next."""

    def shoot(self, k: int, passes: bool) -> Frame:
        """Frame k, which in a loop may lie beyond the film's end."""


class Carried:
    """Between two pictures of one place."""

    def __init__(self, film: Survey, span: Span, stage: StageOf) -> None:
        self._stage, self._span, self._kind = stage, span, _ease(film, span)
        first, second = stage(0), stage(1)
        sides = (first.picture, first.nearness), (second.picture, second.nearness)
        self._morph = Morph(*sides, film.shot.seed)
        self._drifting = not _sky_seen(self._morph.flow, first.sky)

    def shoot(self, k: int, passes: bool) -> Frame:
        """Frame k."""
        first, second = self._stage(0), self._stage(1)
        takes = first.take(k, True, self._drifting), second.take(k, True, self._drifting)
        share, after = self._share(k), self._share(k + 1)
        seen = self._morph.at(takes, share, after - share)
        sharp = min((first, second), key=lambda stage: stage.opened(k))
        color = sharp.exposed(seen.color, seen.motion, k)
        light = first.light + (second.light - first.light) * np.float32(share)
        sky = _blent(np.float32(share), takes[0].sky, takes[1].sky)
        gain = takes[0].gain + (takes[1].gain - takes[0].gain) * np.float32(share)
        take = Take(color, seen.nearness, takes[0].here, takes[0].after, sky, gain)
        color = first.weathered(color, take, k, light)
        return Frame(np.ascontiguousarray(color), *passes_of(take, seen.motion, passes), view=first.view(k))

    def _share(self, k: int) -> float:
        """How far frame k has come, 0-1."""
        start, end = self._span.frames
        return float(ease(np.array([(k - start) / (end - start)]), self._kind)[0])


class Uncovered:
    """Between pictures of different places."""

    def __init__(self, film: Survey, span: Span, stage: StageOf) -> None:
        self._stage, self._span, self._film = stage, span, film
        self._lead = lead_of(*(film.glances[number].small for number in span.pair))
        self._reveal: Reveal | None = None

    def shoot(self, k: int, passes: bool) -> Frame:
        """Frame k."""
        fps = self._film.shot.frame.fps
        since, until = self._span.changing(fps)
        led = self._span.led(k, fps)
        if k <= since:
            return self._one(0, k, led, passes)
        if k >= until:
            return self._one(1, k, led - 1, passes)
        done = float(ease(np.array([(k - since) / (until - since)]), "in_out")[0])
        return self._both(k, done, led, passes)

    def _one(self, side: int, k: int, led: float, passes: bool) -> Frame:
        """Frame k where one picture alone is seen."""
        stage = self._stage(side)
        take = stage.take(k, passes)
        motion = motion_of(take)
        color = stage.exposed(take.color, motion, k) * self._lit(led)
        color = stage.weathered(color, take, k, stage.light * self._lit(led))
        return Frame(np.ascontiguousarray(color), *passes_of(take, motion, passes), view=stage.view(k))

    def _both(self, k: int, done: float, led: float, passes: bool) -> Frame:
        first, second = self._stage(0), self._stage(1)
        takes = first.take(k, True), second.take(k, True)
        weight = self._order().at(takes, done)
        motions = [motion_of(take) for take in takes]
        lit = self._lit(led), self._lit(led - 1)
        colors = [
            s.exposed(t.color, m, k) * gain for s, t, m, gain in zip((first, second), takes, motions, lit, strict=True)
        ]
        color = np.asarray(colors[0] + (colors[1] - colors[0]) * weight[..., None], np.float32)
        nearness = _chosen(weight, takes[0].nearness, takes[1].nearness)
        motion = _chosen(weight, *motions)
        light = np.asarray(first.light * lit[0] * (1 - done) + second.light * lit[1] * done, np.float32)
        gain = takes[0].gain + (takes[1].gain - takes[0].gain) * np.float32(done)
        take = Take(color, nearness, takes[0].here, takes[0].after, _blent(weight, takes[0].sky, takes[1].sky), gain)
        color = first.weathered(color, take, k, light)
        return Frame(np.ascontiguousarray(color), *passes_of(take, motion, passes), view=first.view(k))

    def _order(self) -> Reveal:
        """In which order places change, by where the camera goes half way."""
        if self._reveal is None:
            shot = self._film.shot
            motion = motion_of(self._stage(0).take(sum(self._span.frames) // 2, True))
            heading = (0.0, 0.0, 0.0) if motion is None else heading_of(motion)
            self._reveal = Reveal((shot.frame.width, shot.frame.height), heading, shot.seed)
        return self._reveal

    def _lit(self, led: float) -> Array:
        return np.exp(np.float32(led) * self._lead)


def _ease(film: Survey, span: Span) -> str:
    """How the way starts and ends: at rest, but where it comes from or goes on to pictures of the same place."""
    before = any(other.same and other.pair[1] == span.pair[0] for other in film.spans)
    after = any(other.same and other.pair[0] == span.pair[1] for other in film.spans)
    return {(False, False): "in_out", (True, False): "out", (False, True): "in", (True, True): "linear"}[before, after]


def _sky_seen(flow: Flow, sky: Array) -> bool:
    """Whether what the sky shows was found again in the other picture."""
    shown = (sky > 0.5) & flow.rich
    return bool((flow.sure & shown).sum() > _SKY_SEEN * max(1, shown.sum()))


def _blent(weight: Array | np.float32, first: Array | None, second: Array | None) -> Array | None:
    return None if first is None or second is None else np.asarray(first + (second - first) * weight, np.float32)


def _chosen(weight: Array, first: Array | None, second: Array | None) -> Array:
    assert first is not None
    assert second is not None
    over = weight > 0.5
    return np.where(over if first.ndim == 2 else over[..., None], second, first)
