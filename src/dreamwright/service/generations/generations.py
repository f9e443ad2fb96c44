"""Everything that others ask of generations, in one place; each part is explained where it is written."""

from __future__ import annotations

from dreamwright.service.generations.end import complete, fail, hand_back, take_over
from dreamwright.service.generations.purge import clear, hide_deserted, output_prefix, purge
from dreamwright.service.generations.purse import Purse
from dreamwright.service.generations.read import cursor_of, get, page, payload, several
from dreamwright.service.generations.values import Again, Asset, Filters, Generation, Page, Service, Wish
from dreamwright.service.generations.write import cancel, create, hide, leave_board, move, retry

__all__ = [
    "Again",
    "Asset",
    "Filters",
    "Generation",
    "Page",
    "Purse",
    "Service",
    "Wish",
    "cancel",
    "clear",
    "complete",
    "create",
    "cursor_of",
    "fail",
    "get",
    "hand_back",
    "hide",
    "hide_deserted",
    "leave_board",
    "move",
    "output_prefix",
    "page",
    "payload",
    "purge",
    "retry",
    "several",
    "take_over",
]
