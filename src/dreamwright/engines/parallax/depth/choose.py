"""Which way to depth is taken: the user's own map, else a learned one that is at hand, else the cues.

Knows the ways' names and when each can be used; the relief itself says which it was.
"""

from __future__ import annotations

from pathlib import Path

from dreamwright.engines.parallax.depth.base import DepthSource
from dreamwright.engines.parallax.depth.cues import CueDepth
from dreamwright.engines.parallax.depth.given import GivenDepth
from dreamwright.engines.parallax.depth.learned import EXTRA, LearnedDepth, cached_model, installed
from dreamwright.errors import MissingBackend
from dreamwright.frames import Array


def choose_depth(given: Array | None = None, model: str | None = None) -> DepthSource:
    """The source of depth to use; nothing is loaded or downloaded yet.

    `given`: a depth map of the user's (h, w), which wins. `model`: a folder or a name on the hub that the user asks
    for, which may be downloaded; MissingBackend when the packages for it are not installed. Without either, a learned
    network is used when its packages and its weights are there, and the cues of the picture otherwise.
    """
    if given is not None:
        return GivenDepth(given)
    if model is not None:
        if not installed():
            raise MissingBackend(EXTRA)
        return LearnedDepth(model, download=not Path(model).is_dir())
    found = cached_model() if installed() else None
    return LearnedDepth(found) if found else CueDepth()
