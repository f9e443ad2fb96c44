"""Which way to depth is taken: the user's own map, a learned one at hand, the built-in network, or the cues alone.

Knows the ways' names and when each can be used; the relief itself says which it was.
"""

from __future__ import annotations

from pathlib import Path

from dreamwright.engines.parallax.depth.base import DepthSource
from dreamwright.engines.parallax.depth.cues import CueDepth
from dreamwright.engines.parallax.depth.given import GivenDepth
from dreamwright.engines.parallax.depth.learned import EXTRA, LearnedDepth, cached_model, installed
from dreamwright.engines.parallax.depth.network import NetworkDepth, runnable
from dreamwright.errors import MissingBackend
from dreamwright.frames import Array


def choose_depth(given: Array | None = None, model: str | None = None) -> DepthSource:
    """The source of depth to use; nothing is loaded or downloaded yet.

    `given`: a depth map of the user's (h, w), which wins. `model`: a folder or a name on the hub that the user asks
    for, which may be downloaded; MissingBackend when the packages for it are not installed. Without either, a learned
    network is used when its packages and its weights are there, else the built-in one, and the cues of the picture
    alone where ONNX Runtime, which runs it, does not exist.
    """
    if given is not None:
        return GivenDepth(given)
    if model is not None:
        if not installed():
            raise MissingBackend(EXTRA)
        return LearnedDepth(model, download=not Path(model).is_dir())
    found = cached_model() if installed() else None
    if found:
        return LearnedDepth(found)
    return NetworkDepth() if runnable() else CueDepth()
