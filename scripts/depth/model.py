"""The depth network: a small convolutional encoder, attention over the whole picture, a decoder."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTHS = 32, 64, 96, 160, 192
"""Channels at a half, a quarter, … a thirty-second of the picture's size."""
LAYERS, HEADS = 5, 6


def unit(into: int, out: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    """A convolution, evened out over the batch, without what is negative."""
    convolution = nn.Conv2d(into, out, kernel, stride, kernel // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(out), nn.ReLU(True))


def doubled(values: Tensor) -> Tensor:
    return functional.interpolate(values, scale_factor=2.0, mode="bilinear", align_corners=False)


class Block(nn.Module):
    """Two convolutions past which the input goes too (He et al. 2016)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.a = unit(width, width)
        self.b = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))
        nn.init.zeros_(self.b[1].weight)

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(x + self.b(self.a(x)))


class Attend(nn.Module):
    """Each place looks at all others (Vaswani et al. 2017); where it is, it learns from its neighbours."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.pos = nn.Conv2d(width, width, 3, 1, 1, groups=width)
        self.n1, self.qkv, self.out = nn.LayerNorm(width), nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.n2, self.up, self.dn = nn.LayerNorm(width), nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        for last in (self.out, self.dn):
            nn.init.normal_(last.weight, std=0.01)
            nn.init.zeros_(last.bias)

    def forward(self, x: Tensor) -> Tensor:
        count, width, tall, wide = x.shape
        tokens = (x + self.pos(x)).flatten(2).transpose(1, 2)
        parts = self.qkv(self.n1(tokens)).reshape(count, -1, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        query, key, value = parts.unbind(0)
        looks = torch.softmax((query * (width // HEADS) ** -0.5) @ key.transpose(-1, -2), -1)
        tokens = tokens + self.out((looks @ value).transpose(1, 2).reshape(count, -1, width))
        tokens = tokens + self.dn(functional.gelu(self.up(self.n2(tokens)), approximate="tanh"))
        return tokens.transpose(1, 2).reshape(count, width, tall, wide)


class DepthNet(nn.Module):
    """(n, 3, h, w) display codes 0-1, sides multiples of 32 → (n, 2, h/2, w/2): root of the disparity, sky's logit."""

    def __init__(self) -> None:
        super().__init__()
        s, a, b, c, d = WIDTHS
        self.stem = nn.Sequential(unit(3, s, 3, 2), unit(s, s))
        self.s1 = nn.Sequential(unit(s, a, 3, 2), Block(a), Block(a))
        self.s2 = nn.Sequential(unit(a, b, 3, 2), Block(b), Block(b))
        self.s3 = nn.Sequential(unit(b, c, 3, 2), Block(c), Block(c))
        self.s4, self.place = unit(c, d, 3, 2), nn.Conv2d(d + 4, d, 1)
        self.att, self.norm = nn.Sequential(*(Attend(d) for _ in range(LAYERS))), nn.BatchNorm2d(d)
        self.u3, self.l3, self.f3 = unit(d, 128, 1), unit(c, 128, 1), unit(128, 96)
        self.l2, self.f2 = unit(b, 96, 1), unit(96, 64)
        self.l1, self.f1 = unit(a, 64, 1), nn.Sequential(unit(64, 64), unit(64, 32))
        self.l0, self.f0 = unit(s, 32, 1), unit(32, 32)
        self.head = nn.Conv2d(32, 2, 3, 1, 1)
        nn.init.zeros_(self.head.bias)

    def forward(self, codes: Tensor) -> Tensor:
        e0 = self.stem((codes - 0.45) * 4.0)
        e1 = self.s1(e0)
        e2 = self.s2(e1)
        e3 = self.s3(e2)
        whole = self.norm(self.att(self.place(with_places(self.s4(e3)))))
        z = self.f3(doubled(self.u3(whole)) + self.l3(e3))
        z = self.f2(doubled(z) + self.l2(e2))
        z = self.f1(doubled(z) + self.l1(e1))
        z = self.f0(doubled(z) + self.l0(e0))
        root, sky = self.head(z).float().split(1, 1)
        return torch.cat([functional.softplus(root + 0.3), sky], 1)


def with_places(x: Tensor) -> Tensor:
    """The channels and where each is: row, column and their squares, -1 to 1."""
    count, _, tall, wide = x.shape
    rows = _middles(x, tall)[None, None, :, None].expand(count, 1, tall, wide)
    columns = _middles(x, wide)[None, None, None].expand(count, 1, tall, wide)
    return torch.cat([x, rows, rows * rows, columns, columns * columns], 1)


def _middles(like: Tensor, count: int) -> Tensor:
    return (torch.arange(count, device=like.device, dtype=like.dtype) + 0.5) / count * 2 - 1
