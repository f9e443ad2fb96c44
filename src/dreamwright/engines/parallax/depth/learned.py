"""Depth by a learned network, Depth Anything (Yang et al. 2024), through transformers and torch.

Both are imported only when used; weights come from a local folder or the hub's cache, and nothing is downloaded unless
the user names a model. Knows nothing of the other ways.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np

from dreamwright.engines.parallax.depth.sight import encode
from dreamwright.engines.parallax.relief_types import Relief
from dreamwright.errors import BadFile, MissingBackend
from dreamwright.frames import Array

KNOWN = (
    "depth-anything/Depth-Anything-V2-Small-hf",
    "depth-anything/Depth-Anything-V2-Base-hf",
    "depth-anything/Depth-Anything-V2-Large-hf",
    "LiheYoung/depth-anything-small-hf",
)
"""Models looked for in the hub's cache, the first found is used."""
EXTRA = "Learned depth needs torch and transformers: install “dreamwright[depth]”."
PACKAGES = ("torch", "transformers")


def installed() -> bool:
    """Whether torch and transformers are there; imports neither."""
    return all(importlib.util.find_spec(name) is not None for name in PACKAGES)


def cached_model() -> str | None:
    """The first known model whose weights are in the hub's cache already; None when there is none."""
    return next((name for name in KNOWN if _weights_of(hub_cache(), name)), None)


def hub_cache() -> Path:
    """The folder where the hub keeps what was downloaded, as huggingface_hub finds it."""
    home = os.environ.get("HF_HOME") or Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "huggingface"
    return Path(os.environ.get("HF_HUB_CACHE") or Path(home) / "hub").expanduser()


def _weights_of(cache: Path, name: str) -> bool:
    snapshots = cache / f"models--{name.replace('/', '--')}" / "snapshots"
    return any(snapshots.glob("*/model*.safetensors")) and any(snapshots.glob("*/config.json"))


@dataclass
class LearnedDepth:
    """Depth by a network of the Depth Anything kind."""

    model: str
    """A local folder, or a model's name on the hub."""
    download: bool = False
    """Whether the hub may be asked for it: only when the user named it."""
    name: str = "learned"
    _loaded: tuple[Any, Any] | None = field(default=None, repr=False)

    def estimate(self, picture: Array) -> Relief:
        """The network's relative disparity, stretched to 0-1; MissingBackend or BadFile says why there is none."""
        torch = _imported("torch")
        processor, network = self._loaded or self._load()
        self._loaded = processor, network
        codes = np.round(encode(picture) * 255.0).astype(np.uint8)
        pixels = processor(images=codes, return_tensors="pt")
        with torch.inference_mode():
            found = network(**pixels).predicted_depth[0].float().numpy()
        size = picture.shape[1], picture.shape[0]
        return Relief(
            _stretched(cv2.resize(found, size, interpolation=cv2.INTER_CUBIC)), None, f"learned ({self.model})"
        )

    def _load(self) -> tuple[Any, Any]:
        transformers = _imported("transformers")
        where = {"local_files_only": not self.download}
        try:
            processor = transformers.AutoImageProcessor.from_pretrained(self.model, **where)
            network = transformers.AutoModelForDepthEstimation.from_pretrained(self.model, **where)
        except (OSError, ValueError, KeyError) as fault:
            raise BadFile(f"No depth network could be loaded from “{self.model}”.") from fault
        return processor, network.eval()


def _imported(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as fault:
        raise MissingBackend(EXTRA) from fault


def _stretched(found: Array) -> Array:
    """(H, W) 0-1; a network that sees one flat depth gives a half everywhere."""
    low, high = (float(value) for value in np.quantile(found, [0.001, 0.999]))
    if not np.isfinite([low, high]).all() or high - low < 1e-6:
        return np.full(found.shape, 0.5, np.float32)
    return cast(Array, np.clip((found - low) / (high - low), 0.0, 1.0).astype(np.float32))
