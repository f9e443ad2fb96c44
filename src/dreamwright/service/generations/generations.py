"""Everything that others ask of generations, in one place; each part is explained where it is written."""

from __future__ import annotations

from dreamwright.service.generations.end import complete, fail, hand_back, take_over
from dreamwright.service.generations.purge import hide_deserted, output_prefix, purge, remove
from dreamwright.service.generations.purse import Purse
from dreamwright.service.generations.read import get, page
from dreamwright.service.generations.values import Asset, Filters, Generation, Page, Service, Wish
from dreamwright.service.generations.write import cancel, create, hide, move, retry

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
    "fail",
    "get",
    "hand_back",
    "hide",
    "hide_deserted",
    "move",
    "output_prefix",
    "page",
    "purge",
    "remove",
    "retry",
    "take_over",
]
