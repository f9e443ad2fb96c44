"""Everything that others ask of generations, in one place; each part is explained where it is written."""

from __future__ import annotations

from dreamwright.service.generations.end import complete, fail, hand_back, take_over
from dreamwright.service.generations.purge import hide_deserted, output_prefix, purge, remove
from dreamwright.service.generations.purse import Purse
from dreamwright.service.generations.read import cursor_of, get, page, payload, several
from dreamwright.service.generations.values import Asset, Filters, Generation, Page, Service, Wish
from dreamwright.service.generations.write import cancel, create, hide, leave_board, move, retry

__all__ = [
    "Asset",
    "Filters",
    "Generation",
    "Page",
    "Purse",
    "Service",
    "Wish",
    "cancel",
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
    "remove",
    "retry",
    "several",
    "take_over",
]
