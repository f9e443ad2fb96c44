"""The world engine: a plan in, lazy frames of a procedural world out."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from fractions import Fraction

from dreamwright.engines.base import Fit, Inputs, Silent, Unmet, Watch
from dreamwright.engines.world.honours import shortfall
from dreamwright.errors import MachineFault
from dreamwright.frames import Frame, Frames
from dreamwright.shot.plan import Shot

STAND_INS = {
    "forest": "open hills with woods", "village": "open hills", "city": "open plains", "space": "desert",
    "underwater": "open sea",
}  # fmt: skip
UNDRAWN = {"leaves": "falling leaves", "embers": "embers", "motes": "dust motes", "fireflies": "fireflies"}
"""What floats in the air of given pictures only."""
DRIVERS = re.compile(r"(dr)?jit|cuda|llvm|nvrtc", re.IGNORECASE)
"""How the messages of Dr.Jit and of what it stands on begin."""
PREVIEW_WIDTH = 192
SUPERSAMPLE = {"draft": 0.5, "standard": 1.0, "high": 2.0}
"""Pixels painted for each of the film's, each way."""


class WorldEngine:
    """Films a procedural world; no GPU and no download needed."""

    name = "world"

    def fit(self, shot: Shot, inputs: Inputs = Inputs()) -> Fit:
        """What of the plan is not drawn, and what is shown instead."""
        return Fit(self.name, tuple(_unmet(shot)), _seconds(shot, inputs))

    def render(self, shot: Shot, inputs: Inputs = Inputs(), watch: Watch = Silent()) -> Frames:
        """Builds the world, then gives its frames; radiance in kcd/m²."""
        from dreamwright.engines.world.camera_crew import Crew  # Dr.Jit loads only when a world is filmed

        with _told():
            crew = Crew(shot, inputs, watch)
        width, height = shot.frame.width, shot.frame.height
        small = PREVIEW_WIDTH / max(width, height)
        rate = Fraction(shot.frame.fps).limit_denominator(1001)
        preview_size = max(16, round(width * small)), max(16, round(height * small))
        scale = max(SUPERSAMPLE[inputs.quality], 1.0 if inputs.passes else 0.0)  # exact passes are not enlarged

        def small_one(k: int) -> Frame:
            with _told():
                return crew.shoot(k, *preview_size, scale=1.0)

        def make(k: int) -> Frame:
            watch.check()
            with _told():
                return crew.shoot(k, width, height, scale=scale)

        preview = Frames(*preview_size, rate, shot.frame.count, small_one)
        return Frames(width, height, rate, shot.frame.count, make, preview)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Turns what Dr.Jit and its drivers raise in the block into MachineFault; any other fault is ours and stays.

    A Ctrl-C heard while Dr.Jit traces a branch or loop comes out of it as a RuntimeError, and is made itself again.
    """
    try:
        yield
    except RuntimeError as fault:
        if _interrupted(fault):
            raise KeyboardInterrupt from fault
        first = str(fault).strip().partition("\n")[0].rstrip(".!")
        if type(fault) is not RuntimeError or not DRIVERS.match(first):
            raise
        if "memory" in first.lower():
            raise MachineFault("The renderer ran out of memory: ask for a smaller size or a lower quality.") from fault
        raise MachineFault(f"The renderer failed on this machine: {first}.") from fault


def _interrupted(fault: BaseException | None) -> bool:
    """Whether a KeyboardInterrupt is what a fault came of."""
    while fault is not None and not isinstance(fault, KeyboardInterrupt):
        fault = fault.__cause__ or fault.__context__
    return fault is not None


def _unmet(shot: Shot) -> list[Unmet]:
    scene = shot.scene
    found: list[Unmet] = []
    if scene.place in STAND_INS:
        found.append(Unmet("scene.place", f"{scene.place} is not drawn yet; the film shows {STAND_INS[scene.place]}"))
    for feature in scene.features:
        if reason := shortfall(scene, feature):
            found.append(Unmet("scene.features", reason))
    for subject in scene.subjects:
        found.append(Unmet("scene.subjects", f"{subject.kind.replace('_', ' ')} is not drawn yet and is left out"))
    if (fall := scene.precipitation).kind in UNDRAWN and fall.rate > 0:
        found.append(Unmet("scene.precipitation", f"{UNDRAWN[fall.kind]} are not drawn yet and are left out"))
    given = shot.inputs
    if given.pictures or given.source_video:
        found.append(Unmet("inputs", "the world engine uses no pictures or films"))
    return found


def _seconds(shot: Shot, inputs: Inputs) -> float:
    pixels = shot.frame.width * shot.frame.height * SUPERSAMPLE[inputs.quality] ** 2
    return 3.0 + shot.frame.count * pixels * 2.2e-7
