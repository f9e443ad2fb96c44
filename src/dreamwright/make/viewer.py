"""A watch that also looks: it is shown every finished picture on its way into the file."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from dreamwright.engines.base import Watch
from dreamwright.media.convert import Picture


@runtime_checkable
class Viewer(Protocol):
    """What a Watch may be as well."""

    def picture(self, k: int, picture: Picture) -> None:
        """Frame k of the shot, (H, W, 3) display codes, not to be changed; called in the finisher's thread."""


def seen(watch: Watch, k: int, picture: Picture) -> Picture:
    """The picture itself, once the watch has seen it if it looks."""
    if isinstance(watch, Viewer):
        watch.picture(k, picture)
    return picture
