"""Which engine films a plan, and why. Knows engines by name and what they say of a plan, not how they work."""

from __future__ import annotations

from dataclasses import dataclass

from dreamwright.engines import registry
from dreamwright.engines.base import Engine, Fit, Inputs
from dreamwright.shot.plan import Shot


@dataclass(frozen=True)
class Choice:
    """An engine, what it makes of the plan, and why it was taken."""

    engine: Engine
    fit: Fit
    why: str


def choose(shot: Shot, name: str | None = None, inputs: Inputs = Inputs()) -> Choice:
    """The engine called `name`, or the one that suits the plan; UnknownName lists the installed ones."""
    suited, why = _suited(shot)
    engine = registry.get(name or suited)
    return Choice(engine, engine.fit(shot, inputs), "asked for by name" if name else why)


def _suited(shot: Shot) -> tuple[str, str]:
    """Name of the engine that a plan asks for by what it holds, and why that one."""
    if shot.inputs.pictures:
        return registry.FOR_PICTURES, "a picture is given, and this engine brings pictures to life"
    if shot.inputs.source_video:
        return registry.FOR_PICTURES, "a film is given, and this engine goes on from its last picture"
    return registry.DEFAULT, "the built-in engine, which needs no GPU and no download"
