"""Packs what training starts from: `python scripts/depth/pack.py WORLDS TEXTURES data.npz`.

WORLDS is the folder of worlds.py; TEXTURES holds pictures of surfaces (scikit-image's brick, grass, gravel, text, page,
coins, ihc, retina, moon, cell, color and hubble_deep_field were used), of which random squares are taken.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

SIDE, SQUARES = 128, 10
Bytes = list[np.ndarray]


def coded(picture: np.ndarray, kind: str, *options: int) -> np.ndarray:
    return np.frombuffer(cv2.imencode(kind, picture, list(options))[1].tobytes(), np.uint8)


def worlds(folder: Path) -> tuple[Bytes, Bytes]:
    """JPEG of each picture, and PNG of the root of its disparity over 1.2, 0 only in the sky."""
    pictures: Bytes = []
    roots: Bytes = []
    for path in sorted(folder.glob("world-*.npz")):
        with np.load(path) as file:
            shown, disparities = file["pictures"], file["disparity"].astype(np.float32)
        for picture, disparity in zip(shown, disparities, strict=True):
            near = disparity / max(float(np.quantile(disparity, 0.99)), 1e-6)
            root = np.sqrt(np.clip(near, 0.0, 1.2) / 1.2)
            code = np.where(near > 0, np.maximum(np.round(root * 255), 1), 0).astype(np.uint8)
            pictures.append(coded(picture[..., ::-1], ".jpg", cv2.IMWRITE_JPEG_QUALITY, 93))
            roots.append(coded(code, ".png"))
    return pictures, roots


def squares(folder: Path, rng: np.random.Generator) -> Bytes:
    """JPEG of random squares of each texture, in random tints."""
    found: Bytes = []
    for path in sorted(folder.iterdir()):
        picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
        for _ in range(SQUARES):
            side = int(rng.uniform(0.3, 1.0) * min(picture.shape[:2]))
            top, left = (int(rng.integers(0, length - side + 1)) for length in picture.shape[:2])
            square = cv2.resize(
                picture[top : top + side, left : left + side], (SIDE, SIDE), interpolation=cv2.INTER_AREA
            )
            tint = rng.uniform(0.5, 1.2) * (0.6 + 0.8 * rng.random(3))
            found.append(coded(np.clip(square * tint, 0, 255).astype(np.uint8), ".jpg", cv2.IMWRITE_JPEG_QUALITY, 92))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("worlds", "textures", "data"):
        parser.add_argument(name, type=Path)
    asked = parser.parse_args()
    pictures, roots = worlds(asked.worlds)
    parts = {"pictures": pictures, "roots": roots, "textures": squares(asked.textures, np.random.default_rng(5))}
    packed = {name: np.concatenate(files) for name, files in parts.items()}
    ends = {f"{name}_ends": np.cumsum([0, *map(len, files)]) for name, files in parts.items()}
    np.savez(asked.data, **packed, **ends)
    print({name: len(files) for name, files in parts.items()})


if __name__ == "__main__":
    main()
