"""What training starts from: the worlds' pictures, and the atlas of textures that scenes are covered with."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

CANVAS = 304
"""Side of the square that a world's picture lies in, upper left."""
SIDE, LEVELS = 128, 6
"""Side of a texture, and how often it is halved."""


class Packed:
    """The file of pack.py."""

    def __init__(self, path: Path) -> None:
        with np.load(path) as file:
            self._parts = {name: file[name] for name in file.files}

    def count(self, name: str) -> int:
        return len(self._parts[f"{name}_ends"]) - 1

    def picture(self, name: str, index: int, how: int) -> np.ndarray:
        ends = self._parts[f"{name}_ends"]
        return cv2.imdecode(self._parts[name][ends[index] : ends[index + 1]], how)


class Worlds:
    """The world engine's pictures: `codes` (n, 3, CANVAS, CANVAS) uint8, `roots` of disparity, `sizes` (n, 2)."""

    def __init__(self, packed: Packed, most: int, device: str) -> None:
        count = min(most, packed.count("pictures"))
        codes = np.zeros((count, CANVAS, CANVAS, 3), np.uint8)
        roots, sizes = np.zeros((count, CANVAS, CANVAS), np.uint8), np.zeros((count, 2), np.float32)
        for index in range(count):
            root = packed.picture("roots", index, cv2.IMREAD_GRAYSCALE)
            height, width = root.shape
            codes[index, :height, :width] = packed.picture("pictures", index, cv2.IMREAD_COLOR)[..., ::-1]
            roots[index, :height, :width], sizes[index] = root, (height, width)
        self.codes = torch.from_numpy(codes).permute(0, 3, 1, 2).to(device)
        self.roots, self.sizes = torch.from_numpy(roots).to(device), torch.from_numpy(sizes).to(device)

    def square(self, index: int) -> Tensor:
        """(3, SIDE, SIDE) one picture as a texture."""
        height, width = (int(side) for side in self.sizes[index])
        part = self.codes[index : index + 1, :, :height, :width].float() / 255
        return functional.interpolate(part, (SIDE, SIDE), mode="area")[0]


class Atlas:
    """Textures with their smaller copies, one after another in one tensor of bytes."""

    def __init__(self, count: int, device: str) -> None:
        shapes = [(count, SIDE >> level, SIDE >> level, 3) for level in range(LEVELS)]
        self.count, self._device = count, device
        self.bytes = torch.zeros(sum(int(np.prod(shape)) for shape in shapes), dtype=torch.uint8, device=device)
        sizes = [int(np.prod(shape)) for shape in shapes]
        self._levels = [part.view(shape) for part, shape in zip(self.bytes.split(sizes), shapes, strict=True)]

    def put(self, slots: Tensor | slice, pictures: Tensor) -> None:
        """Writes (n, 3, SIDE, SIDE) pictures 0-1."""
        for level, stored in enumerate(self._levels):
            small = functional.avg_pool2d(pictures, 1 << level)
            stored[slots] = (small * 255).round().clamp(0, 255).to(torch.uint8).permute(0, 2, 3, 1)

    def fill(self, packed: Packed, worlds: Worlds, rng: np.random.Generator) -> None:
        """A quarter each of worlds, photographed surfaces, coloured noise and dead leaves."""
        share = self.count // 4
        chosen = rng.integers(0, len(worlds.codes), share)
        self.put(slice(0, share), torch.stack([worlds.square(int(index)) for index in chosen]))
        surfaces = [packed.picture("textures", k % packed.count("textures"), cv2.IMREAD_COLOR) for k in range(share)]
        codes = torch.from_numpy(np.stack(surfaces)[..., ::-1].copy()).to(self._device)
        self.put(slice(share, 2 * share), codes.permute(0, 3, 1, 2) / 255.0)
        self.put(slice(2 * share, 3 * share), noise(share, self._device))
        self.put(slice(3 * share, 4 * share), dead_leaves(share, rng, self._device))


def noise(count: int, device: str) -> Tensor:
    """Pictures of random 1/f spectra, stretched and coloured by chance."""
    fall = torch.empty(count, 1, 1, 1, device=device).uniform_(0.3, 2.2)
    stretch = torch.empty(count, 1, 1, 1, device=device).uniform_(-1.5, 1.5).exp()
    down, right = torch.fft.fftfreq(SIDE, device=device)[:, None], torch.fft.rfftfreq(SIDE, device=device)[None]
    pitch = ((down * stretch) ** 2 + (right / stretch) ** 2).sqrt().clamp_min(1 / SIDE)
    white = torch.fft.rfft2(torch.randn(count, 3, SIDE, SIDE, device=device))
    values = torch.fft.irfft2(white * pitch**-fall, s=(SIDE, SIDE))
    values = (values - values.mean((-1, -2), True)) / (values.std((-1, -2), keepdim=True) + 1e-6)
    grey = 1.2 * torch.rand(count, 1, 1, device=device) * torch.ones(3, 3, device=device) / 3
    mixed = torch.einsum("nij,njhw->nihw", torch.randn(count, 3, 3, device=device) * 0.3 + grey, values)
    return torch.sigmoid(mixed * 1.3 + torch.randn(count, 3, 1, 1, device=device) * 0.7)


def dead_leaves(count: int, rng: np.random.Generator, device: str, leaves: int = 220) -> Tensor:
    """Pictures of shapes fallen on one another (Lee, Mumford and Huang 2001), each with a grain."""
    shown = torch.rand(count, 3, 1, 1, device=device).expand(count, 3, SIDE, SIDE).clone()
    grain, line = noise(count, device), torch.arange(SIDE, device=device).float()
    for leaf in range(leaves):
        place = torch.rand(count, 2, 1, 1, device=device) * SIDE
        radius = 3 + 45 * torch.rand(count, 1, 1, device=device) ** 3
        skew = torch.rand(count, 1, 1, device=device) * 2 - 1
        x, y = line[None, None] - place[:, 0], line[None, :, None] - place[:, 1]
        inside = (
            x**2 + y**2 < radius**2,
            ((x + skew * y).abs() < radius) & ((y - skew * x).abs() < 0.6 * radius),
            (x / radius) ** 2 + ((y + skew * x) / (0.4 * radius)) ** 2 < 1,
        )[leaf % 3]
        colour = torch.rand(count, 3, 1, 1, device=device) ** 1.3
        texture = (torch.roll(grain, int(rng.integers(SIDE)), -1) - 0.5) * torch.rand(count, 1, 1, 1, device=device)
        shown = torch.where(inside[:, None], (colour + texture).clamp(0, 1), shown)
    return shown
