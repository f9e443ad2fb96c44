"""How wrong depth from one picture is on photographs, which have no exact depth; prints a table.

`python benchmarks/photographs.py FOLDER [--model MODEL] [--sheets FOLDER]`. Two measures: pairs of points whose order
can be seen (pairs.py names the photographs), and a rectified stereo pair, matched. What FOLDER lacks is left out. MODEL
is a learned network, as for dreamwright[depth]; --sheets writes each photograph beside its disparities.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from depth import linear, ramp
from pairs import ACROSS, ANEW, CHANCE, PAIRS, Pair

from dreamwright.engines.parallax.depth.choose import choose_depth
from dreamwright.engines.parallax.depth.cues import CueDepth
from dreamwright.engines.parallax.depth.network import NetworkDepth

SIDE = 640
"""Pixels on the longer side that is looked at."""
Way = Callable[[np.ndarray], np.ndarray]


def read(path: Path) -> np.ndarray:
    """(h, w, 3) uint8 sRGB, its longer side no more than SIDE."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)[..., ::-1]
    scale = min(1.0, SIDE / max(picture.shape[:2]))
    size = round(picture.shape[1] * scale), round(picture.shape[0] * scale)
    return cv2.resize(np.ascontiguousarray(picture), size, interpolation=cv2.INTER_AREA)


def at(disparity: np.ndarray, x: float, y: float) -> float:
    """The median within 1 % of the longer side around a point."""
    height, width = disparity.shape
    reach = max(height, width) // 100
    row, column = int(y * height), int(x * width)
    return float(
        np.median(disparity[max(0, row - reach) : row + reach + 1, max(0, column - reach) : column + reach + 1])
    )


def wrong(disparity: np.ndarray, pairs: tuple[Pair, ...]) -> float:
    """How many pairs are in the wrong order; a step under 0.005 is no order and half wrong."""
    steps = np.array([at(disparity, *pair[:2]) - at(disparity, *pair[2:]) for pair in pairs])
    return float(np.where(np.abs(steps) < 5e-3, 0.5, steps < 0).sum())


def matched(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """(h, w) disparity in pixels of a rectified pair (semi-global matching, Hirschmueller 2008); NaN where unsure."""
    blocks = {"minDisparity": 0, "numDisparities": 96, "blockSize": 5, "P1": 8 * 75, "P2": 32 * 75}
    matcher = cv2.StereoSGBM.create(**blocks, disp12MaxDiff=1, uniquenessRatio=8, speckleWindowSize=120, speckleRange=2)
    found = matcher.compute(left, right).astype(np.float32) / 16.0
    return np.where(found > 0.5, found, np.nan).astype(np.float32)


def against(disparity: np.ndarray, true: np.ndarray) -> tuple[float, float]:
    """(share of pairs in wrong order, correlation) against a disparity that is known up to scale and shift."""
    known = np.nonzero(np.isfinite(true).ravel())[0]
    pairs = known[np.random.default_rng(7).integers(0, len(known), (2, 50_000))]
    step, found = np.subtract(*true.ravel()[pairs]), np.subtract(*disparity.ravel()[pairs])
    clear = np.abs(step) > 0.1 * np.nanmax(true)
    bad = np.where(np.abs(found) < 5e-3, 0.5, (found > 0) != (step > 0))
    return float(bad[clear].mean()), float(np.corrcoef(true.ravel()[known], disparity.ravel()[known])[0, 1])


def ways(model: str | None) -> dict[str, Way]:
    """The estimates that are compared."""
    found: dict[str, Way] = {
        "ramp": ramp,
        "cues": lambda picture: CueDepth().estimate(linear(picture)).disparity,
        "network": lambda picture: NetworkDepth().estimate(linear(picture)).disparity,
    }
    if model:
        learned = choose_depth(model=model)
        found["learned"] = lambda picture: learned.estimate(linear(picture)).disparity
    return found


SETS = {"all over": PAIRS, "across outlines": ACROSS, "by chance": CHANCE, "by chance anew": ANEW}


def tell(folder: Path, ways: dict[str, Way], sheets: Path | None) -> None:
    """Prints the pairs in wrong order of every photograph, set and way, and their share of all."""
    known = [name for name in PAIRS if (folder / name).exists()]
    total = {way: np.zeros(len(SETS)) for way in ways}
    print(f"pairs in wrong order: {', '.join(SETS)}".ljust(60) + "".join(f"{way:>32s}" for way in ways))
    for name in known:
        picture = read(folder / name)
        found = {way: estimate(picture) for way, estimate in ways.items()}
        bad = {way: np.array([wrong(one, pairs[name]) for pairs in SETS.values()]) for way, one in found.items()}
        total = {way: total[way] + bad[way] for way in total}
        told(f"{name} (of {', '.join(str(len(pairs[name])) for pairs in SETS.values())})", bad)
        if sheets:
            sheet(sheets / f"{Path(name).stem}.png", picture, list(found.values()))
    counts = np.array([sum(len(pairs[name]) for name in known) for pairs in SETS.values()])
    shares = {way: 100 * bad / np.maximum(counts, 1) for way, bad in total.items()}
    told(f"% of all (of {', '.join(map(str, counts))})", shares)


def told(name: str, figures: dict[str, np.ndarray]) -> None:
    print(f"{name:60s}" + "".join("".join(f"{value:8.1f}" for value in one) for one in figures.values()))


def stereo(folder: Path, ways: dict[str, Way]) -> None:
    """Prints how each way agrees with the stereo pair."""
    left, right = (cv2.imread(str(folder / f"motorcycle_{side}.png")) for side in ("left", "right"))
    true = matched(left, right)
    print(f"stereo pair ({100 * np.isfinite(true).mean():.0f} % matched): wrong order, correlation")
    for way, estimate in ways.items():
        bad, like = against(estimate(np.ascontiguousarray(left[..., ::-1])), true)
        print(f"  {way:10s}{100 * bad:6.1f} %{like:8.2f}")


def sheet(path: Path, picture: np.ndarray, found: list[np.ndarray]) -> None:
    """Writes the picture beside its disparities."""
    codes = [np.round(255 * np.clip(one, 0, 1)).astype(np.uint8) for one in found]
    heat = [cv2.applyColorMap(one, cv2.COLORMAP_INFERNO) for one in codes]
    cv2.imwrite(str(path), np.hstack([picture[..., ::-1], *heat]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", help="a folder or a name on the hub, which may be downloaded")
    parser.add_argument("--sheets", type=Path)
    asked = parser.parse_args()
    if asked.sheets:
        asked.sheets.mkdir(parents=True, exist_ok=True)
    compared = ways(asked.model)
    tell(asked.folder, compared, asked.sheets)
    if (asked.folder / "motorcycle_right.png").exists():
        stereo(asked.folder, compared)


if __name__ == "__main__":
    main()
