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
    """The engine called `name`, or the built-in one; UnknownName lists the installed ones."""
    engine = registry.get(name or registry.DEFAULT)
    why = "asked for by name" if name else "the built-in engine, which needs no GPU and no download"
    return Choice(engine, engine.fit(shot, inputs), why)
