"""Trains the depth network on endless random scenes and the worlds' pictures: `train.py data.npz cast.so OUT SECONDS`.

Made for one GPU (an H100 casts 480 scenes and learns from 2000 pictures a second); --tiny shows on a CPU that it runs.
OUT gets final.pt, which export.py makes into the engine's network, and log.txt. Seeds decide every scene, but how many
are seen the clock decides: weights trained again are as good, not equal.
"""

from __future__ import annotations

import argparse
import copy
import math
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from casting import Caster, Ring, Size
from develop import developed, framed, quantile
from given import SIDE, Atlas, Packed, Worlds
from model import DepthNet
from torch import Tensor
from torch.nn import functional

HELD = 10**9
"""Seeds from here are never trained on."""
RATE, DECAY = 1.6e-3, 0.03
OF_WORLDS = 0.12
"""Share of the worlds' pictures."""
USES = 4
"""How often each scene is seen, each time framed and developed anew."""
ROOT_MOST = math.sqrt(1.2)


@dataclass(frozen=True)
class Scale:
    """How large the training is."""

    size: Size = field(default_factory=Size)
    batch: int = 96
    shapes: tuple[tuple[int, int], ...] = ((256, 320), (320, 256), (288, 288), (224, 352))
    textures: int = 960
    worlds: int = 10**6
    first: int = 700
    held: int = 30


TINY = Scale(Size(128, 8, 1, 24, 1), 4, ((96, 128), (128, 96)), 48, 24, 12, 8)


class Pictures:
    """Batches of pictures with what is known of them."""

    def __init__(self, data: Path, library: Path, scale: Scale, device: str) -> None:
        self.scale, self.device, self._rng = scale, device, np.random.default_rng(3)
        packed = Packed(data)
        self.worlds, self.atlas = Worlds(packed, scale.worlds, device), Atlas(scale.textures, device)
        self.atlas.fill(packed, self.worlds, self._rng)
        self.caster = Caster(library, self.atlas, scale.size, device)
        self.ring = Ring(scale.size, self._rng, device)
        self._last_worlds = torch.arange(len(self.worlds.codes), device=device)[-scale.held :]

    def of_worlds(self, chosen: Tensor, shape: tuple[int, int], zoom: tuple[float, float]) -> tuple[Tensor, Tensor]:
        """(light, roots of disparity) of the chosen worlds."""
        light = (self.worlds.codes[chosen].float() / 255) ** 2.2
        roots = self.worlds.roots[chosen].float()[:, None] / 255 * ROOT_MOST
        return framed(light, roots, self.worlds.sizes[chosen], shape, zoom)

    def of_scenes(self, chosen: Tensor, shape: tuple[int, int], zoom: tuple[float, float]) -> tuple[Tensor, Tensor]:
        """The same of scenes in the ring."""
        sizes = torch.full((len(chosen), 2), float(self.scale.size.side), device=self.device)
        return framed(self.ring.light[chosen].float(), self.ring.roots[chosen].float()[:, None], sizes, shape, zoom)

    def batch(self) -> tuple[Tensor, Tensor, Tensor]:
        """(codes, roots of disparity over the nearest's, sky) of one shape."""
        shape = self.scale.shapes[int(self._rng.integers(len(self.scale.shapes)))]
        of_worlds = max(1, int(OF_WORLDS * self.scale.batch))
        of_scenes = self.scale.batch - of_worlds
        scenes = torch.randint(0, self.ring.filled, (of_scenes,), device=self.device)
        worlds = torch.randint(0, len(self.worlds.codes) - self.scale.held, (of_worlds,), device=self.device)
        light, roots = self.of_scenes(scenes, shape, (0.6, 1.0))
        more, known = self.of_worlds(worlds, shape, (0.55, 1.0))
        cast = torch.arange(self.scale.batch, device=self.device).view(-1, 1, 1, 1) < of_scenes
        return developed(torch.cat([light, more]), cast), *target(torch.cat([roots, known]))

    def held_out(self) -> list[tuple[Tensor, Tensor]]:
        """(codes, roots) of scenes and of worlds that are never trained on; empties the ring."""
        for k in range(1 if self.scale == TINY else 5):
            self.ring.take(self.caster.cast(HELD + 1000 * k))
        shape, scenes = self.scale.shapes[0], torch.arange(self.ring.filled, device=self.device)
        sets = [
            (self.of_scenes(scenes, shape, (0.85, 1.0)), True),
            (self.of_worlds(self._last_worlds, shape, (0.95, 1.0)), False),
        ]
        self.ring.made = 0
        return [(developed(light, _all(light, cast)), target(roots)[0]) for (light, roots), cast in sets]

    def renew(self, light: Tensor, count: int = 8) -> None:
        """Puts some scenes among the textures: pictures in pictures."""
        small = functional.interpolate(light[:count], (SIDE, SIDE), mode="area")
        slots = torch.from_numpy(self._rng.choice(self.atlas.count, len(small), replace=False)).to(self.device)
        self.atlas.put(slots, developed(small, _all(small, True)))


def _all(light: Tensor, value: bool) -> Tensor:
    return torch.full((len(light), 1, 1, 1), value, device=light.device)


def target(roots: Tensor) -> tuple[Tensor, Tensor]:
    """(roots over that of the nearest, sky) as the network shall give them."""
    return (roots / quantile(roots, 0.985).clamp_min(0.05)).clamp(0, 1.15), (roots < 1e-4).float()


def loss_of(found: Tensor, roots: Tensor, sky: Tensor) -> Tensor:
    """The distance itself, that up to scale and shift, of gradients at four scales, the order of pairs, the sky.

    The second and third after Ranftl et al. 2020 (MiDaS), the fourth after Chen et al. 2016 (depth in the wild).
    """
    roots, sky = roots[:, :, 1::2, 1::2], sky[:, :, 1::2, 1::2]
    near, logit = found[:, :1], found[:, 1:]
    alike = (_even(near) - _even(roots)).abs().clamp(max=4).mean()
    whole = (near - roots).abs().mean() + 0.25 * alike + 0.8 * _gradients(near - roots) + 0.3 * _order(near, roots)
    return whole + 0.15 * functional.binary_cross_entropy_with_logits(logit, sky)


def _even(values: Tensor) -> Tensor:
    """Without its median and its mean distance from it."""
    few = values.flatten(1)[:, ::3]
    middle = few.median(1)[0][:, None]
    spread = (few - middle).abs().mean(1, keepdim=True).clamp_min(0.03)
    return (values - middle[..., None, None]) / spread[..., None, None]


def _gradients(error: Tensor) -> Tensor:
    total = torch.zeros((), device=error.device)
    for _ in range(4):
        total = total + (error[..., 1:] - error[..., :-1]).abs().mean()
        total = total + (error[..., 1:, :] - error[..., :-1, :]).abs().mean()
        error = error[..., ::2, ::2]
    return total


def _order(near: Tensor, roots: Tensor, pairs: int = 600) -> Tensor:
    one, other = torch.randint(0, roots[0].numel(), (2, len(roots), pairs), device=roots.device)
    known = roots.flatten(1).gather(1, one), roots.flatten(1).gather(1, other)
    found = near.flatten(1).gather(1, one) - near.flatten(1).gather(1, other)
    step = known[0] - known[1]
    clear = (step.abs() > 0.05 * torch.maximum(*known) + 0.01).float()
    return (functional.softplus(-12 * found * step.sign()) * clear).sum() / clear.sum().clamp_min(1)


@torch.no_grad()
def wrong(net: DepthNet, codes: Tensor, roots: Tensor) -> float:
    """% of clear pairs in wrong order."""
    bad = []
    for some, known in zip(codes.split(32), roots[:, :, 1::2, 1::2].split(32), strict=True):
        near = net(some.contiguous(memory_format=torch.channels_last))[:, :1].float()
        one, other = torch.randint(0, known[0].numel(), (2, len(known), 4000), device=known.device)
        pair = known.flatten(1).gather(1, one), known.flatten(1).gather(1, other)
        found = near.flatten(1).gather(1, one) - near.flatten(1).gather(1, other)
        clear = (pair[0] - pair[1]).abs() > 0.05 * torch.maximum(*pair)
        bad.append(((found * (pair[0] - pair[1]) < 0) & clear).sum(1) / clear.sum(1).clamp_min(1))
    return 100 * float(torch.cat(bad).mean())


class Learner:
    """The network, its optimizer and the running mean of its weights."""

    def __init__(self, device: str) -> None:
        self.net = DepthNet().to(device).to(memory_format=torch.channels_last)
        self.mean, self.steps, self._device = copy.deepcopy(self.net).eval(), 0, device
        parameters = list(self.net.parameters())
        groups = [{"params": [p for p in parameters if p.ndim > 1], "weight_decay": DECAY},
                  {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0}]  # fmt: skip
        self._optimizer = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.98))
        states = self.mean.state_dict().values(), self.net.state_dict().values()
        self._pairs = [[value for value in state if value.is_floating_point()] for state in states]

    def step(self, codes: Tensor, roots: Tensor, sky: Tensor, done: float) -> Tensor:
        """One step, `done` 0-1 of the way; the loss."""
        rate = RATE * min(1.0, (self.steps + 1) / 150) * 0.5 * (1 + math.cos(math.pi * min(1.0, done))) + 1e-6
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        self.net.train()
        with torch.autocast(self._device, torch.bfloat16, enabled=self._device == "cuda"):
            found = self.net(codes.contiguous(memory_format=torch.channels_last))
        loss = loss_of(found.float(), roots, sky)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self._optimizer.step()
        self.steps += 1
        with torch.no_grad():
            torch._foreach_lerp_(*self._pairs, max(1 - 0.9985, 1 / (self.steps * 0.1 + 2)))
        return loss.detach()

    def save(self, path: Path) -> None:
        state = self.mean.state_dict()
        torch.save({name: value.half() if value.is_floating_point() else value for name, value in state.items()}, path)


def train(pictures: Pictures, learner: Learner, out: Path, seconds: float) -> None:
    """Casts beside learning until the time is up."""
    began, told, held = time.monotonic(), 0.0, pictures.held_out()
    pool, scale, seed, page = ThreadPoolExecutor(1), pictures.scale, 0, 0
    job = pool.submit(pictures.caster.cast, seed, page)
    with (out / "log.txt").open("w") as log:
        while (now := time.monotonic() - began) < seconds:
            seen, made = learner.steps * scale.batch, pictures.ring.made
            waiting = made < scale.first or made * (USES + 1) < seen
            if waiting or (job.done() and made * USES < seen + 8 * scale.first):
                cast, seed, page = job.result(), seed + scale.size.batch, 1 - page
                if pictures.device == "cuda":
                    torch.cuda.current_stream().synchronize()
                job = pool.submit(pictures.caster.cast, seed, page)
                light = pictures.ring.take(cast)
                if seed // scale.size.batch % 12 == 0 and len(light):
                    pictures.renew(light)
            if pictures.ring.made < scale.first:
                continue
            loss = learner.step(*pictures.batch(), now / seconds)
            if now - told > 20:
                told = now
                figures = [round(wrong(learner.mean, *one), 2) for one in held]
                line = (
                    f"{now:.0f} s, step {learner.steps}, made {pictures.ring.made}, loss {loss:.3f}, wrong % {figures}"
                )
                print(line, file=log, flush=True)
    learner.save(out / "final.pt")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "library", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--tiny", action="store_true")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(3)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    if device == "cuda":
        torch.cuda.set_stream(torch.cuda.Stream(priority=-1))
    scale = TINY if asked.tiny else Scale()
    pictures = Pictures(asked.data, asked.library.resolve(), scale, device)
    if device == "cuda":
        torch.cuda.synchronize()
    train(pictures, Learner(device), asked.out, asked.seconds)
    os._exit(0)  # what is still being cast is not waited for


if __name__ == "__main__":
    main()
