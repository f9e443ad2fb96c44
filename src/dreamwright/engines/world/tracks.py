"""The standpoints of the grass through a shot and its takes: those of a take stay, and what is added goes on from them.

Knows plans and a scout; nothing of strokes.
"""

from __future__ import annotations

import numpy as np

from dreamwright.engines.world.blades import Onward, Track
from dreamwright.engines.world.scout import Scout
from dreamwright.shot.plan import Shot
from dreamwright.shot.takes import begin_s, earlier, end_s, first, goes_on, span_s

PATH_POINTS = 61
"""Points of the camera's path from which standpoints are taken."""


def tracks(shot: Shot, scout: Scout) -> list[Track | Onward]:
    """One track for the first take, and one for what each film of the chain added."""
    height_m = shot.camera.height_m
    if not shot.takes or shot.loop:
        times = np.linspace(0, span_s(shot), PATH_POINTS)
        path = np.array([scout.first.view(float(t)).position for t in times])
        return [Track(path, height_m, first(shot).loop)]
    before, take = earlier(shot), shot.takes[-1]
    assert scout.before is not None
    known = tracks(before, scout.before)
    met, share = at_second(known, before, take.left_s)
    times = np.linspace(take.left_s, _far_end(shot), PATH_POINTS)
    path = np.array([scout.view(float(t)).position for t in times])
    return [*known, Onward(path, height_m, met.stands(share), 1 if take.side == "after" else -1)]


def at_second(known: list[Track | Onward], shot: Shot, t_s: float) -> tuple[Track | Onward, float]:
    """The track that counts at a second of the world's clock, and the share of its time until then."""
    if shot.takes and goes_on(shot, t_s):
        left, far = shot.takes[-1].left_s, _far_end(shot)
        return known[-1], (t_s - left) / (far - left)
    if shot.takes and not shot.loop:
        return at_second(known[:-1], earlier(shot), t_s)
    inside = t_s % span_s(shot) if shot.loop else t_s
    return known[0], inside / span_s(shot)


def _far_end(shot: Shot) -> float:
    """Where what a shot adds to its last take ends, away from it."""
    return end_s(shot) if shot.takes[-1].side == "after" else begin_s(shot)
