"""Scenes cast by cast.cu into a ring of the newest ones, each with its lens: out of focus, or following what moves."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from given import SIDE, Atlas
from torch import Tensor
from torch.nn import functional

LAYERS = 10
"""Depths that are blurred apart."""


@dataclass(frozen=True)
class Size:
    """How much is cast: side of a picture, pictures at a time, rays a pixel, pictures kept, threads of the host."""

    side: int = 320
    batch: int = 48
    rays: int = 4
    kept: int = 9216
    threads: int = 14


class Caster:
    """The library made of cast.cu."""

    def __init__(self, library: Path, atlas: Atlas, size: Size, device: str) -> None:
        self._library, self._atlas, self.size = ctypes.CDLL(str(library)), atlas, size
        self._stream = torch.cuda.Stream() if device == "cuda" else None
        shape = size.batch, 4, size.side, size.side
        self._pages = [torch.zeros(shape, device=device) for _ in range(2)]

    def cast(self, seed: int, page: int = 0) -> Tensor:
        """(batch, 4, side, side) linear light and disparity of the scenes from the seed on; lasts until the page is
        cast on again."""
        size, out, kinds = self.size, self._pages[page], np.zeros(self.size.batch, np.int32)
        stream = self._stream.cuda_stream if self._stream else 0
        fault = self._library.cast(
            ctypes.c_uint64(seed), size.batch, size.side, size.side, size.rays,
            ctypes.c_void_p(self._atlas.bytes.data_ptr()), self._atlas.count, SIDE, ctypes.c_void_p(out.data_ptr()),
            kinds.ctypes.data_as(ctypes.c_void_p), size.threads, ctypes.c_void_p(stream),
        )  # fmt: skip
        if fault:
            raise RuntimeError(f"CUDA error {fault}")
        return out


class Ring:
    """The newest scenes: `light` (kept, 3, side, side) linear, `roots` of disparity over its 99 %."""

    def __init__(self, size: Size, rng: np.random.Generator, device: str) -> None:
        shape = size.kept, 3, size.side, size.side
        self.light = torch.zeros(shape, dtype=torch.float16, device=device)
        self.roots = torch.zeros(shape[0], *shape[2:], dtype=torch.float16, device=device)
        self._rng, self.made = rng, 0

    @property
    def filled(self) -> int:
        return min(self.made, len(self.light))

    def take(self, cast: Tensor) -> Tensor:
        """Keeps what shows something, through a lens; returns its light."""
        light = torch.nan_to_num(cast[:, :3], 0, 30, 0).clamp(0, 30)
        near = torch.nan_to_num(cast[:, 3], 0, 0, 0).clamp_min(0)
        most = near.flatten(1).kthvalue(int(0.99 * near[0].numel()), 1)[0]
        roots = (near / most[:, None, None].clamp_min(1e-9)).clamp(0, 1.4).sqrt()
        contrast = light.flatten(1).std(1) / (light.flatten(1).mean(1) + 1e-6)
        good = (most > 1e-6) & (roots.flatten(1).std(1) > 0.03) & (contrast > 0.08)
        light, roots = light[good], roots[good]
        for part in chance(len(light), 0.5, light.device).split(12):
            light[part] = defocused(light[part], roots[part] ** 2)
        following = chance(len(light), 0.05, light.device)
        if len(following):
            reach = int(self._rng.integers(light.shape[-1] // 24, light.shape[-1] // 5)) | 1
            light[following] = followed(light[following], roots[following], reach)
        slots = torch.arange(self.made, self.made + len(light), device=light.device) % len(self.light)
        self.light[slots], self.roots[slots] = light.half(), roots.half()
        self.made += len(light)
        return light


def chance(count: int, share: float, device: torch.device) -> Tensor:
    """Indices below the count, each taken by chance."""
    return (torch.rand(count, device=device) < share).nonzero()[:, 0]


def followed(light: Tensor, roots: Tensor, reach: int) -> Tensor:
    """The camera follows what is nearest: all else is smeared sideways."""
    near = (roots > roots.flatten(1).max(1)[0][:, None, None] * 0.75).float()[:, None]
    rest = functional.pad(
        torch.cat([light * (1 - near), 1 - near], 1), (reach // 2, reach // 2, 0, 0), mode="replicate"
    )
    smeared = functional.avg_pool2d(rest, (1, reach), 1)
    return near * light + (1 - near) * smeared[:, :3] / smeared[:, 3:].clamp_min(0.02)


def defocused(light: Tensor, near: Tensor) -> Tensor:
    """Each picture through an open lens, blurred by layers of disparity (0-1.3) from far to near."""
    side = light.shape[-1]
    border = max(24, side // 8)
    focus, aperture = _lens(near.clamp(0, 1.3))
    top = near.flatten(1).max(1)[0]
    levels = torch.linspace(0, 1, LAYERS, device=light.device)[None] ** 1.5 * top[:, None]
    place = (near / top[:, None, None]).clamp(0, 1) ** (1 / 1.5) * (LAYERS - 1)
    numbers = torch.arange(LAYERS, device=light.device)[None, :, None, None]
    shares = functional.pad((1 - (place[:, None] - numbers).abs()).clamp_min(0), (border,) * 4, mode="replicate")
    radii = (aperture[:, None] * (levels - focus[:, None]).abs()).clamp(0, border - 1)
    discs = _discs(radii, side + 2 * border)
    whole = functional.pad(torch.cat([light, torch.ones_like(light[:, :1])], 1), (border,) * 4, mode="replicate")
    shown = torch.zeros(len(light), 4, side, side, device=light.device)
    for k in range(LAYERS):
        layer = torch.fft.irfft2(
            torch.fft.rfft2(whole * shares[:, k : k + 1]) * discs[:, k : k + 1], s=whole.shape[-2:]
        )
        layer = layer[..., border:-border, border:-border].clamp_min(0)
        shown = shown * (1 - layer[:, 3:].clamp(0, 1)) + layer
    return shown[:, :3] / shown[:, 3:].clamp_min(1e-3)


def _lens(near: Tensor) -> tuple[Tensor, Tensor]:
    """(disparity in focus, pixels of blur for each of disparity): on the nearest, the middle or anywhere."""
    count, middle = len(near), near.shape[-1] // 2
    some = near.flatten(1).gather(1, torch.randint(0, near[0].numel(), (count, 5), device=near.device))
    centre = near[:, middle - 2 : middle + 3, middle - 2 : middle + 3].amax((1, 2))
    mode = torch.rand(count, device=near.device)
    focus = torch.where(mode < 0.35, some.max(1)[0], torch.where(mode < 0.75, centre, some[:, 0]))
    return focus, near.shape[-1] * 0.045 * torch.rand(count, device=near.device) ** 1.5 + 0.5


def _discs(radii: Tensor, side: int) -> Tensor:
    """Spectra of discs of (n, LAYERS) radii around the corner of a square."""
    line = torch.arange(side, device=radii.device).float()
    line = torch.minimum(line, side - line)
    discs = (radii[..., None, None] + 0.6 - (line[:, None] ** 2 + line[None] ** 2).sqrt()).clamp(0, 1)
    return torch.fft.rfft2(discs / discs.sum((-1, -2), keepdim=True))
