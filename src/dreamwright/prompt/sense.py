"""What a phrase can mean: one declarative value for every entry of the vocabulary.

Knows the names of the plan's fields as dotted paths; knows nothing of prompts or of reading them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Sets = Mapping[str, Any]
Grades = Mapping[str, tuple[float, float, float, float, float]]


@dataclass(frozen=True)
class Sense:
    """The meaning of a phrase. Paths are fields of the Shot, plus `frame.aspect` and `frame.resolution`."""

    role: str = "set"
    """Who reads it: set, place, time, subject, move, motion, direction, speed, degree, …"""
    value: str = ""
    says: Sets = field(default_factory=dict)
    """Fields that these words set."""
    implies: Sets = field(default_factory=dict)
    """Fields that follow from these words unless others set them."""
    denies: Sets = field(default_factory=dict)
    """Fields set when the words stand under a negation."""
    grades: Grades = field(default_factory=dict)
    """Fields by degree: a hint of, light, plain, heavy, extreme."""


Table = Mapping[str, Sense]
"""Comma-separated phrases → what each of them means."""


def values(role: str, table: Mapping[str, str]) -> dict[str, Sense]:
    """A table of plain values: value → comma-separated phrases, turned round."""
    return {phrases: Sense(role, value) for value, phrases in table.items()}


def phrases_of(table: Table) -> list[tuple[str, Sense]]:
    """Every single phrase with its sense."""
    return [(phrase.strip(), sense) for phrases, sense in table.items() for phrase in phrases.split(",")]
