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
from dreamwright.engines.parallax.depth.cues import CueDepth
from dreamwright.engines.parallax.depth.network import NetworkDepth
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


def linear(picture: np.ndarray) -> np.ndarray:
    """(H, W, 3) float32 linear light of uint8 sRGB codes."""
    code = picture.astype(np.float32) / 255.0
    return np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4).astype(np.float32)


def wrong_order(disparity: np.ndarray, depth: np.ndarray) -> float:
    """Share of 50 000 random pairs, of depths at least 10 % apart, whose order is wrong; a tie is half wrong.

    The weighted human disagreement rate (WHDR) of depth in the wild, with exact depth in the human's place.
    """
    pairs = np.random.default_rng(7).integers(0, depth.size, (2, 50_000))
    true, found = 1.0 / depth.ravel()[pairs], disparity.ravel()[pairs]
    clear = np.abs(true[0] - true[1]) > 0.1 * true.max(axis=0)
    difference = found[0] - found[1]
    wrong = np.where(np.abs(difference) < 1e-3, 0.5, (difference > 0) != (true[0] > true[1]))
    return float(wrong[clear].mean())


def scale_invariant(disparity: np.ndarray, depth: np.ndarray) -> float:
    """Standard deviation of the log ratio of found to true disparity over the land (Eigen et al. 2014)."""
    land = np.isfinite(depth)
    return float(np.std(np.log(np.maximum(disparity[land], 0.01) * depth[land])))


def on_edges(disparity: np.ndarray, picture: np.ndarray) -> float:
    """Share of the disparity's steps (over 0.05 in three pixels) within 2 pixels of an edge of the picture."""
    steps = gradient(disparity) > 0.05 / 3
    colours = cv2.cvtColor(linear(picture) ** (1 / 2.4), cv2.COLOR_RGB2Lab)
    edges = np.max([gradient(colours[..., channel]) for channel in range(3)], axis=0)
    near = cv2.dilate((edges > 2.0).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    return float(near[steps].mean()) if steps.any() else float("nan")


def steps_found(disparity: np.ndarray, depth: np.ndarray) -> float:
    """Share of the true skyline (land against sky) with a step of the disparity over 0.02 within 3 pixels."""
    sky = (~np.isfinite(depth)).astype(np.uint8)
    line = cv2.morphologyEx(sky, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    kernel = np.ones((7, 7), np.uint8)
    return float((cv2.dilate(disparity, kernel) - cv2.erode(disparity, kernel) > 0.02)[line].mean())


def gradient(values: np.ndarray) -> np.ndarray:
    return cv2.magnitude(*(cv2.Sobel(values, cv2.CV_32F, 1 - axis, axis, scale=0.125) for axis in (0, 1)))


def ramp(picture: np.ndarray) -> np.ndarray:
    """The simplest guess: what is lower is nearer."""
    rows = (np.arange(picture.shape[0], dtype=np.float32) + 0.5) / picture.shape[0]
    return np.repeat(rows[:, None], picture.shape[1], axis=1)


def half_ramp(picture: np.ndarray) -> np.ndarray:
    """The simplest guess of a landscape: nothing above the middle row, a plane below."""
    return np.maximum(2.0 * ramp(picture) - 1.0, 0.0)


def tell(pictures: list[Known]) -> None:
    """Prints each picture's figures, and the means."""
    ways = {
        "ramp": ramp,
        "half ramp": half_ramp,
        "cues": lambda picture: CueDepth().estimate(picture).disparity,
        "network": lambda picture: NetworkDepth().estimate(picture).disparity,
    }
    total: dict[str, list[list[float]]] = {way: [] for way in ways}
    print("picture  way        wrong order  scale-invariant  steps on edges  skyline found")
    for known_one in pictures:
        for way, estimate in ways.items():
            disparity = estimate(linear(known_one.picture))
            figures = [
                wrong_order(disparity, known_one.depth),
                scale_invariant(disparity, known_one.depth),
                on_edges(disparity, known_one.picture),
                steps_found(disparity, known_one.depth),
            ]
            total[way].append(figures)
            print(f"{known_one.name[:8]} {way:10s}" + "".join(f"{figure:13.3f}" for figure in figures))
    for way, rows in total.items():
        print(f"mean     {way:10s}" + "".join(f"{figure:13.3f}" for figure in np.nanmean(rows, axis=0)))


def horizon_errors(pictures: list[Known]) -> None:
    """Prints how far the found horizons lie from the true ones, in % of the height."""
    errors = []
    for one in pictures:
        found = CueDepth().estimate(linear(one.picture)).horizon_row
        if found is not None:
            errors.append(100 * abs(found - one.horizon) / one.picture.shape[0])
    quarters = np.quantile(errors, [0.25, 0.5, 0.75])
    print(f"horizon found in {len(errors)} of {len(pictures)}; error, % of height: quartiles {np.round(quarters, 1)}")


def sheet(name: str, picture: np.ndarray, folder: Path) -> None:
    """Writes the picture beside its disparity."""
    disparity = NetworkDepth().estimate(linear(picture)).disparity
    heat = cv2.applyColorMap(np.round(255 * disparity).astype(np.uint8), cv2.COLORMAP_INFERNO)
    cv2.imwrite(str(folder / f"{name}.png"), np.hstack([picture[..., ::-1], heat]))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(gettempdir()) / "dreamwright-depth")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--size", type=size_of, default=(480, 270))
    parser.add_argument("--sheets", action="store_true")
    parser.add_argument("photographs", nargs="*", type=Path)
    return parser.parse_args()


def main(words: argparse.Namespace) -> None:
    words.folder.mkdir(parents=True, exist_ok=True)
    pictures = [known(name, shot, words.folder) for name, shot in shots(words.seeds, words.size)]
    tell(pictures)
    horizon_errors(pictures)
    for path in words.photographs:
        sheet(path.stem, cv2.imread(str(path), cv2.IMREAD_COLOR)[..., ::-1], words.folder)
    if words.sheets:
        for one in pictures:
            sheet(one.name, one.picture, words.folder)


if __name__ == "__main__":
    with np.errstate(divide="ignore"):
        main(arguments())
