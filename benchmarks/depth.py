"""How wrong depth from one picture is, on pictures of the world engine whose depth is exact; prints a table.

`python benchmarks/depth.py [--folder FOLDER] [--seeds 2] [--size 480x270] [--sheets]`. The pictures are rendered into
FOLDER once (half an hour for all); --sheets writes each picture beside its disparity. Photographs named after the
options are drawn the same way, without a figure.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir

import cv2
import numpy as np

from dreamwright.cli.asked import size_of
from dreamwright.engines.base import Inputs
from dreamwright.engines.world.engine import WorldEngine
from dreamwright.finish.finish import finish
from dreamwright.prompt.parse import FrameAsk, plan
from dreamwright.shot.plan import Shot

SIGHTS = (
    "snowy mountains at golden hour",
    "desert dunes at noon",
    "open sea at sunset, waves",
    "rocky coast in the afternoon",
    "rolling green hills with wildflowers in spring",
    "a forest at dawn, fog",
    "a deep canyon at noon",
    "arctic sea with icebergs, overcast",
    "a calm lake under mountains at morning",
    "a river through a valley, afternoon",
    "tropical islands, aerial",
    "a volcano at dusk",
    "plains under storm clouds",
    "beach at sunrise, low angle",
    "mountains at night under the stars, moon",
    "a meadow in autumn, high angle",
)


@dataclass(frozen=True)
class Known:
    """A picture as a file would give it, and what is behind it."""

    name: str
    picture: np.ndarray
    """(H, W, 3) uint8 sRGB."""
    depth: np.ndarray
    """(H, W) metres; inf = sky."""
    horizon: float
    """Row of the level at the middle of the picture."""


def shots(seeds: int, size: tuple[int, int]) -> list[tuple[str, Shot]]:
    """Each sight from each seed, with a name for its file."""
    ask = FrameAsk(*size)
    return [
        (f"{number:02d}-{seed}-{size[0]}x{size[1]}", plan(words, seed=seed, frame=ask))
        for seed in range(11, 11 + seeds)
        for number, words in enumerate(SIGHTS)
    ]


def known(name: str, shot: Shot, folder: Path) -> Known:
    """The shot's first frame with its depth; rendered unless FOLDER holds it."""
    path = folder / f"{name}.npz"
    if not path.exists():
        render(shot, path)
    with np.load(path) as file:
        return Known(name, file["picture"], file["depth"], float(file["horizon"]))


def render(shot: Shot, path: Path) -> None:
    """Films frame 0 and writes picture, depth and horizon."""
    frames = WorldEngine().render(shot, Inputs(quality="draft", passes=True))
    taken, picture = frames[0], finish(frames, shot.look, seed=shot.seed)[0]
    assert taken.view is not None
    focal = taken.view.focal_mm / 36.0 * shot.frame.width
    horizon = shot.frame.height / 2 + focal * np.tan(np.deg2rad(taken.view.pitch_deg))
    np.savez_compressed(path, picture=picture, depth=taken.depth, horizon=horizon)
    print(path, flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(gettempdir()) / "dreamwright-depth")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--size", type=size_of, default=(480, 270))
    parser.add_argument("--sheets", action="store_true")
    parser.add_argument("photographs", nargs="*", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    words = arguments()
    words.folder.mkdir(parents=True, exist_ok=True)
    for name, shot in shots(words.seeds, words.size):
        known(name, shot, words.folder)
