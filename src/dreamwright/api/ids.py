"""Ids in paths and bodies: only what can be an id reaches the database; anything else is not there, or not allowed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, Field

from dreamwright.errors import NotFound

PATTERN = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
"""A UUID as text, which all our ids are."""
HASH_PATTERN = r"^sha256:[0-9a-f]{64}$"


def is_id(value: str) -> bool:
    """Whether it can be an id."""
    return re.fullmatch(PATTERN, value) is not None


def told(sentence: str, pattern: str = PATTERN) -> Callable[[str], str]:
    """A check that raises NotFound with that sentence for what cannot be an id."""

    def checked(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise NotFound(sentence)
        return value

    return checked


_UUID = {"format": "uuid"}
Id = Annotated[str, Path(json_schema_extra=_UUID), AfterValidator(told("There is nothing of that id."))]
"""In a path: 404 for what is none."""
LumaId = Annotated[str, Path(json_schema_extra=_UUID), AfterValidator(told("Generation not found"))]
"""The same in Luma's words."""
ContentHash = Annotated[
    str,
    Path(json_schema_extra={"pattern": HASH_PATTERN}),
    AfterValidator(told("There is no input of that hash.", HASH_PATTERN)),
]
"""`sha256:…` in a path."""
BodyId = Annotated[str, Field(pattern=PATTERN, json_schema_extra=_UUID)]
"""In a body or a query: 422 for what is none."""
