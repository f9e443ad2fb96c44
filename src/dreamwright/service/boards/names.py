"""What a name that a user gives may be, and cursors that lists go on from. Knows no table."""

from __future__ import annotations

import base64
import json
import unicodedata
from typing import Final

from dreamwright.errors import BadOption

LONGEST_NAME: Final = 100
_LONGEST_CURSOR: Final = 300


def checked_name(name: str) -> str:
    """The name without spaces around it; BadOption when it is empty, too long, or has unprintable characters."""
    name = unicodedata.normalize("NFC", name).strip()
    if not 0 < len(name) <= LONGEST_NAME or any(unicodedata.category(letter).startswith("C") for letter in name):
        raise BadOption(f"A name has 1 to {LONGEST_NAME} printable characters.")
    return name


def cursor_of(number: float, name: str) -> str:
    """A word that says where a list goes on: behind the row with this number and name."""
    return base64.urlsafe_b64encode(json.dumps([float(number), name]).encode()).rstrip(b"=").decode()


def read_cursor(cursor: str) -> tuple[float, str]:
    """What `cursor_of` was given; BadOption for a word that is no cursor."""
    if len(cursor) > _LONGEST_CURSOR:
        raise BadOption("This cursor does not belong to the list.")
    try:
        number, name = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
        if not isinstance(number, float) or not isinstance(name, str) or "\0" in name:
            raise TypeError
    except (ValueError, TypeError) as error:
        raise BadOption("This cursor does not belong to the list.") from error
    return number, name
