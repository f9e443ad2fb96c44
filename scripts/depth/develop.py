"""From light to a picture as files hold it: framing, exposure, tone, colour, softness, grain, JPEG, each by chance."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

LUMINANCE = (16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
             14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
             49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99)  # fmt: skip
"""JPEG's steps of an 8x8 block (ITU-T T.81, annex K)."""
TO_YCC = ((0.299, 0.587, 0.114), (-0.1687, -0.3313, 0.5), (0.5, -0.4187, -0.0813))
TO_RGB = ((1.0, 0.0, 1.402), (1.0, -0.3441, -0.7141), (1.0, 1.772, 0.0))


def uniform(like: Tensor, low: float, high: float, width: int = 1) -> Tensor:
    """(n, width, 1, 1) a number for each picture."""
    return torch.empty(len(like), width, 1, 1, device=like.device).uniform_(low, high)


def some(like: Tensor, share: float) -> Tensor:
    """(n, 1, 1, 1) whether it is done to a picture."""
    return uniform(like, 0, 1) < share


def normal(like: Tensor, width: int = 1) -> Tensor:
    return torch.randn(len(like), width, 1, 1, device=like.device)


def quantile(values: Tensor, share: float) -> Tensor:
    """(n, 1, 1, 1) of a seventh of the values."""
    few = values.flatten(1)[:, ::7]
    return few.kthvalue(max(1, int(share * few.shape[1])), 1)[0].view(-1, 1, 1, 1)


def framed(light: Tensor, roots: Tensor, sizes: Tensor, shape: tuple[int, int], zoom: tuple[float, float]
           ) -> tuple[Tensor, Tensor]:  # fmt: skip
    """A random part of each canvas (its upper left `sizes` (n, 2) count), flipped or a little turned, at the shape."""
    count, canvas, aspect = len(light), light.shape[-1], shape[1] / shape[0]
    random = torch.rand(4, count, device=light.device)
    tall, wide = sizes[:, 0], sizes[:, 1]
    width = torch.minimum(wide, tall * aspect) * (zoom[0] + (zoom[1] - zoom[0]) * random[0])
    height = width / aspect
    x, y = width / 2 + random[1] * (wide - width), height / 2 + random[2] * (tall - height)
    flip = torch.where(random[3] < 0.5, -1.0, 1.0)
    turn = torch.randn(count, device=light.device) * 0.03 * (torch.rand(count, device=light.device) < 0.4)
    rows = (
        torch.stack([flip * width / canvas * turn.cos(), -height / canvas * turn.sin(), 2 * x / canvas - 1], 1),
        torch.stack([flip * width / canvas * turn.sin(), height / canvas * turn.cos(), 2 * y / canvas - 1], 1),
    )
    grid = functional.affine_grid(torch.stack(rows, 1), [count, 3, *shape], align_corners=False)
    last = torch.stack([wide, tall], 1)[:, None, None] * 2 / canvas - 1 - 1.2 / canvas
    grid = torch.minimum(grid, last)
    seen = functional.grid_sample(light, grid, padding_mode="border", align_corners=False)
    return seen, functional.grid_sample(roots, grid, mode="nearest", padding_mode="border", align_corners=False)


def developed(light: Tensor, cast: Tensor) -> Tensor:
    """(n, 3, h, w) display codes 0-1; `cast` (n, 1, 1, 1): light of a scene, not of a picture that is finished."""
    codes = _graded(_exposed(light, cast))
    soft = blurred(codes, torch.where(some(codes, 0.35), uniform(codes, 0.3, 1.2), uniform(codes, 0.01, 0.02)))
    edge = some(codes, 0.25) * uniform(codes, 0.3, 1.5)
    codes = soft + edge * (codes - blurred(codes, uniform(codes, 0.7, 1.2)))
    codes = (codes + _grain(codes) * (1.2 - 0.8 * codes)).clamp(0, 1)
    packed = compressed(codes, uniform(codes, 0.05, 1) ** 2 * 1.2 + 0.05)
    return (torch.where(some(codes, 0.55), packed, codes) * 255).round() / 255


def _exposed(light: Tensor, cast: Tensor) -> Tensor:
    """Light 0-1 behind exposure, white balance, vignette and one of three tone curves."""
    metered = uniform(light, 0.25, 0.75) / quantile(light.mean(1, keepdim=True), 0.75).clamp_min(1e-4)
    exposure = torch.where(cast, metered, uniform(light, -0.5, 0.5).exp())
    light = light * exposure * (normal(light, 3) * 0.12 * some(light, 0.7)).exp()
    light = light * (1 - uniform(light, 0, 0.6) * some(light, 0.3) * _corners(light))
    film = light * (2.51 * light + 0.03) / (light * (2.43 * light + 0.59) + 0.14)
    mode, hard = uniform(light, 0, 1), light.clamp(0, 1)
    curved = torch.where(mode < 0.4, 1 - torch.exp(-1.25 * light), torch.where(mode < 0.7, film, hard))
    return torch.where(cast, curved, hard).clamp(0, 1)


def _corners(light: Tensor) -> Tensor:
    rows, columns = (torch.linspace(-1, 1, side, device=light.device) for side in light.shape[2:])
    return ((rows[:, None] ** 2 + columns[None] ** 2) / 2)[None, None]


def _graded(light: Tensor) -> Tensor:
    """Codes with a gamma, a contrast, a saturation (some without colour), a tint and lifted blacks."""
    codes = light.clamp_min(1e-5) ** (1 / 2.2)
    codes = codes ** (normal(codes) * 0.22 * some(codes, 0.7)).exp()
    slope = uniform(codes, -0.5, 0.6) * some(codes, 0.6)
    codes = codes + slope * (codes - 0.5) * (1 - (2 * codes - 1).abs())
    grey = codes.mean(1, keepdim=True)
    colour = torch.where(some(codes, 0.08), torch.zeros_like(slope), uniform(codes, 0.4, 1.5))
    codes = grey + (codes - grey) * colour
    tint = uniform(codes, 0, 1, 3) * some(codes, 0.1) * 0.3
    codes = codes * (1 - tint) + tint * codes * codes
    return codes * (1 - uniform(codes, 0, 0.12) * some(codes, 0.3)) + uniform(codes, 0, 0.1) * some(codes, 0.3)


def _grain(codes: Tensor) -> Tensor:
    grain, mono = torch.randn_like(codes), uniform(codes, 0, 1)
    grain = mono * grain[:, :1] + (1 - mono) * grain
    grain = torch.where(some(codes, 0.4), blurred(grain, uniform(codes, 0.4, 0.9)) * 1.5, grain)
    return grain * (uniform(codes, 0, 1) ** 3 * 0.07 + 0.003)


def blurred(codes: Tensor, sigma: Tensor) -> Tensor:
    """A Gauss blur of each picture by its (n, 1, 1, 1) sigma in pixels, cut off at three pixels."""
    steps = torch.arange(-3, 4, device=codes.device).float()
    bell = torch.exp(-(steps**2) / (2 * sigma.view(-1, 1) ** 2 + 1e-4))
    bell = (bell / bell.sum(1, keepdim=True))[..., None, None, None]
    for axis in (3, 2):
        length = codes.shape[axis]
        wide = functional.pad(codes, (3, 3, 0, 0) if axis == 3 else (0, 0, 3, 3), mode="replicate")
        codes = wide.narrow(axis, 3, length) * bell[:, 3]
        for k in range(3):
            pair = wide.narrow(axis, k, length) + wide.narrow(axis, 6 - k, length)
            codes = torch.addcmul(codes, pair, bell[:, k])
    return codes


def compressed(codes: Tensor, coarse: Tensor) -> Tensor:
    """What JPEG leaves of pictures whose sides are multiples of 8; `coarse` (n, 1, 1, 1) times the standard steps."""
    angles = [[math.pi * (i + 0.5) * k / 8 for i in range(8)] for k in range(8)]
    waves = torch.tensor(angles, device=codes.device).cos() / 2
    waves[0] /= math.sqrt(2)
    block = torch.kron(waves, waves)
    count, width, tall, wide = codes.shape
    ycc = _mixed(codes, TO_YCC) * 255
    parts = ycc.view(count, width, tall // 8, 8, wide // 8, 8).permute(0, 1, 2, 4, 3, 5).reshape(count, width, -1, 64)
    channels = torch.tensor([1.0, 1.6, 1.6], device=codes.device).view(1, 3, 1, 1)
    steps = (torch.tensor(LUMINANCE, device=codes.device) * coarse * channels).clamp_min(1)
    parts = (((parts @ block.T) / steps).round() * steps) @ block
    whole = parts.view(count, width, tall // 8, wide // 8, 8, 8).permute(0, 1, 2, 4, 3, 5).reshape(codes.shape)
    return _mixed(whole / 255, TO_RGB).clamp(0, 1)


def _mixed(codes: Tensor, matrix: tuple[tuple[float, ...], ...]) -> Tensor:
    return functional.conv2d(codes, torch.tensor(matrix, device=codes.device)[:, :, None, None])
