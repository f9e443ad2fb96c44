"""Pictures of the world engine with their exact disparity, for training the depth network.

`python scripts/depth/worlds.py FOLDER [--count 400]` films three moments of each of COUNT shots, 288x192 draft, and
writes one file a shot. The seeds start at 1000: those of benchmarks/depth.py (11 and 12) are never trained on.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from dreamwright.engines.base import Inputs
from dreamwright.engines.world.engine import WorldEngine
from dreamwright.errors import DreamwrightError
from dreamwright.finish.finish import finish
from dreamwright.prompt.parse import FrameAsk, plan

FIRST_SEED = 1000
SIZE = 288, 192
PLACES = (
    "snowy mountains", "desert dunes", "open sea, waves", "rocky coast", "rolling green hills with wildflowers",
    "a forest", "a deep canyon", "arctic sea with icebergs", "a calm lake under mountains", "a river through a valley",
    "tropical islands", "a volcano", "grassy plains", "a sandy beach", "a meadow", "a pine forest by a lake",
)  # fmt: skip
HOURS = (
    "at dawn",
    "in the morning",
    "at noon",
    "in the afternoon",
    "at golden hour",
    "at sunset",
    "at dusk",
    "at night",
)
AIRS = ("clear sky", "scattered clouds", "overcast", "light fog", "haze", "storm clouds", "snow", "rain")
SIGHTS = ("low angle", "eye level", "high angle", "aerial", "wide lens", "telephoto lens", "low angle, wide lens")
MOVES = ("slow push in", "orbit left", "truck right", "crane up", "pan left", "flying forward")


def words(rng: np.random.Generator) -> str:
    """A prompt by chance."""
    parts = [f"{rng.choice(PLACES)} {rng.choice(HOURS)}", rng.choice(AIRS), rng.choice(SIGHTS), rng.choice(MOVES)]
    return ", ".join(str(part) for part in parts)


def film(seed: int) -> dict[str, np.ndarray]:
    """Three moments: `pictures` (n, h, w, 3) uint8 sRGB and `disparity` (n, h, w) float16, over its 98 %."""
    shot = plan(words(np.random.default_rng(seed)), seed=seed, frame=FrameAsk(*SIZE))
    frames = WorldEngine().render(shot, Inputs(quality="draft", passes=True))
    done = finish(frames, shot.look, seed=shot.seed)
    moments = [0, len(frames) // 2, len(frames) - 1]
    with np.errstate(divide="ignore"):
        near = np.stack([1.0 / np.maximum(frames[k].depth, 1e-3) for k in moments])
    scale = np.maximum(np.quantile(near, 0.98, axis=(1, 2), keepdims=True), 1e-6)
    return {"pictures": np.stack([done[k] for k in moments]), "disparity": (near / scale).clip(0, 2).astype(np.float16)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=400)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for seed in range(FIRST_SEED, FIRST_SEED + asked.count):
        path = asked.folder / f"world-{seed}.npz"
        if path.exists():
            continue
        try:
            np.savez_compressed(path, **film(seed))
        except DreamwrightError as fault:
            print(seed, fault, flush=True)


if __name__ == "__main__":
    main()
