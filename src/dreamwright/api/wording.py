"""Prompts of all wires → plans: what must not be seen is said in words that the planner reads. Asks no database."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from dreamwright.api.ids import HASH_PATTERN
from dreamwright.errors import BadOption
from dreamwright.service.commission import Role, Source
from dreamwright.shot.codec import from_json
from dreamwright.shot.plan import Shot

REFERENCE = "reference:"
"""Before the name of a reference, where a picture is asked for."""


def denying(prompt: str, negative: str | None) -> str:
    """The prompt with what must not be seen: "a lake", "clouds, fog" → "a lake. No clouds. No fog."."""
    unwanted = [part.strip() for part in (negative or "").split(",") if part.strip()]
    return prompt if not unwanted else f"{prompt.rstrip('. ')}. {' '.join(f'No {part}.' for part in unwanted)}"


def given_plan(plan: Mapping[str, Any], seed: int | None = None) -> Shot:
    """A plan that came as JSON, with another seed where one is given; BadPlan."""
    shot = from_json(json.dumps(plan))
    return shot if seed is None else shot.model_copy(update={"seed": seed})


def source(place: str, role: Role, **more: Any) -> Source:
    """Something at a link, or something brought here before, by its `sha256:…` or as `reference:NAME`; BadOption."""
    where = "input" if place.startswith("sha256:") else "url"
    if not re.match(HASH_PATTERN if where == "input" else rf"(?i)(https?://|data:|{REFERENCE}.)", place):
        raise BadOption(
            "A picture is given as an http or https URL, a data: URI, reference: and the name of a reference, "
            "or sha256: and 64 hexadecimal digits."
        )
    return Source.model_validate({"role": role, where: place, **more})
