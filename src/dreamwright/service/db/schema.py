"""The whole schema: imports every file of tables, so that METADATA knows them all."""

from __future__ import annotations

from dreamwright.service.db.columns import METADATA
from dreamwright.service.db.tables import (
    accounts,
    boards,
    callbacks,
    credits,
    generations,
    inputs,
    jobs,
    payments,
    people,
)

__all__ = [
    "METADATA",
    "accounts",
    "boards",
    "callbacks",
    "credits",
    "generations",
    "inputs",
    "jobs",
    "payments",
    "people",
]
