"""A small Python client of a Dreamwright server: `Client(url, key).create("a lake at dawn")`."""

from dreamwright.sdk.client import Client
from dreamwright.sdk.values import (
    Asset,
    Board,
    BoardPage,
    Generation,
    Input,
    Page,
    Planned,
    Progress,
)

__all__ = ["Asset", "Board", "BoardPage", "Client", "Generation", "Input", "Page", "Planned", "Progress"]
