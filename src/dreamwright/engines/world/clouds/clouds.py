"""The clouds of one shot: what stays, and how they drift and change with time.

Knows nothing of pixels; the frame code marches its rays through a CloudMoment.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dreamwright.engines.base import Quality
from dreamwright.engines.world.clouds import cirrus, weather
from dreamwright.engines.world.clouds.cirrus import Sheets
from dreamwright.engines.world.clouds.drift import Drift
from dreamwright.engines.world.clouds.layer import NOISE_BITS, NOISE_CELLS, TURNS, WIDE_TURN, Layer, Offsets, Tables
from dreamwright.engines.world.clouds.light import CloudLight
from dreamwright.engines.world.clouds.march import Care, Rays, march
from dreamwright.engines.world.clouds.shadow import ShadowMap, light_at, shadow_map
from dreamwright.engines.world.clouds.species import species
from dreamwright.engines.world.clouds.tables import billows, pack
from dreamwright.engines.world.jit import Array3f, Float, dr
from dreamwright.shot import plan

CARE: dict[Quality, Care] = {
    "draft": Care(72, 60, 0.022),
    "standard": Care(112, 36, 0.0155),
    "high": Care(256, 18, 0.007),
}
EVOLUTION_MPS = (0.9, 1.3, 1.6)
"""Speed at which each octave of billows moves through its noise."""


LEAST_COVER = 0.005


def _opaque(value: float) -> Float:
    return dr.opaque(Float, float(value))


@dataclass(frozen=True)
class CloudMoment:
    """The clouds at one time; methods are to be traced into the caller's kernel."""

    care: Care
    layer: Layer | Sheets | None = None
    """None where the sky has no clouds."""
    shadows: ShadowMap | None = None

    def march(
        self, origin: Array3f, direction: Array3f, far_m: Float, light: CloudLight, jitter: Float
    ) -> tuple[Array3f, Float, Float]:
        """In-scattered radiance (knit), transmittance 0-1 and mean distance (m) of it, up to `far_m` along each ray."""
        rays = Rays(origin, direction, far_m, jitter)
        if self.layer is None:
            return Array3f(0), Float(1), Float(0)
        if isinstance(self.layer, Sheets):
            return cirrus.march(self.layer, rays, light)
        return march(self.layer, self.care, rays, light)

    def shadow(self, x: Float, y: Float, z: Float) -> Float:
        """Share 0-1 of the key light that reaches a point in metres; 1 when the moment was made without a light."""
        if isinstance(self.layer, Sheets):
            return cirrus.shadow(self.layer, x, y)
        return Float(1) if self.shadows is None else self.shadows.at(x, y, z)

    def light_at(self, key_direction: ArrayLike, x: Float, y: Float, z: Float) -> Float:
        """The same for a few points and any light, without a map."""
        if self.layer is None or isinstance(self.layer, Sheets):
            return self.shadow(x, y, z)
        return light_at(self.layer, key_direction, x, y, z)


class Clouds:
    """The cloud layer of one shot; `moment(t)` gives its state at a time."""

    def __init__(
        self,
        clouds: plan.Clouds,
        seed: int,
        wind_mps: float,
        wind_toward_deg: float,
        quality: Quality = "standard",
        loop_s: float | None = None,
        base_m: float | None = None,
        time_scale: float = 1.0,
    ) -> None:
        """`loop_s` is in the same (weather) seconds as `moment`; `base_m` overrides the kind's own height.

        Nothing stands above `top_m`; metres, as is `base_m`.
        """
        self.kind, self.cover, self.care = clouds.kind, clouds.cover, CARE[quality]
        self.drift = Drift(wind_mps, wind_toward_deg, loop_s, time_scale)
        self.empty = clouds.kind == "none" or clouds.cover <= LEAST_COVER
        if not self.empty:
            generator = np.random.default_rng([seed, 0xC10D])
            self.starts = generator.random((5, 3)) * 512
            (self._build_cirrus if clouds.kind == "cirrus" else self._build)(generator, base_m)

    def _build_cirrus(self, generator: np.random.Generator, base_m: float | None) -> None:
        base = generator.uniform(8000, 9500)
        self.base_m = float(base if base_m is None else base_m)
        self.top_m = self.base_m + cirrus.SHEETS[-1][0]
        self.pictures = pack(cirrus.fibre_map(generator)), pack(cirrus.patch_map(generator))

    def _build(self, generator: np.random.Generator, base_m: float | None) -> None:
        self.species = kind = species(self.kind, self.cover)
        base = generator.uniform(*kind.base_m)
        self.base_m = float(base if base_m is None else base_m)
        depth = weather.depth_map(self.kind, kind, self.cover, generator)
        wide = weather.wide_map(generator)
        if kind.anvil_m:
            self.starts[3, :2] = weather.opening(depth)
        noise = billows(1 << NOISE_BITS, NOISE_CELLS, generator)
        self.tables = Tables(pack(weather.encode(depth, kind.high_m)), pack(wide), pack(noise))
        raised = self.base_m + kind.gain_m + kind.bulge_m
        self.top_m = raised + float(depth.max()) + kind.swell_m + 0.33 * sum(kind.depths_m)

    def moment(
        self, t_s: float, key_direction: ArrayLike | None = None, centre: tuple[float, float] = (0.0, 0.0)
    ) -> CloudMoment:
        """State at weather time `t_s`; shadows fall from `key_direction` (towards the light) about `centre` (m)."""
        if self.empty:
            return CloudMoment(self.care)
        if self.kind == "cirrus":
            return CloudMoment(self.care, self._sheets(t_s))
        layer = self._layer(t_s)
        shadows = None if key_direction is None else shadow_map(layer, key_direction, centre)
        return CloudMoment(self.care, layer, shadows)

    def _sheets(self, t_s: float) -> Sheets:
        """Cirrus at a time; its pictures lie along the wind."""
        (x, y), (hx, hy) = self.drift.carried(t_s, 1.6), self.drift.heading
        moved = np.array([x * hx + y * hy, y * hx - x * hy])
        fibres = np.mod(self.starts[3, :2] - moved / cirrus.CELL_M, cirrus.SIZE)
        patches = np.mod(self.starts[4, :2] - moved * 0.9 / cirrus.PATCH_CELL_M, cirrus.SIZE)
        (a, b), (c, d) = map(_opaque, fibres), map(_opaque, patches)
        return Sheets(
            *self.pictures, _opaque(self.base_m), (_opaque(hx), _opaque(hy)), (a, b), (c, d), _opaque(self.cover)
        )

    def _layer(self, t_s: float) -> Layer:
        x, y = (_opaque(h * self.species.lean) for h in self.drift.heading)
        octaves = tuple(self._octave(k, t_s) for k in range(3))
        offsets = Offsets(self._map_drift(t_s), self._wide_drift(t_s), octaves, (x, y))
        return Layer(self.species, self.tables, offsets, _opaque(self.base_m), _opaque(self.top_m))

    def _map_drift(self, t_s: float) -> tuple[Float, Float]:
        x, y = np.mod(self.starts[3, :2] - np.array(self.drift.carried(t_s)) / weather.CELL_M, weather.SIZE)
        return _opaque(float(x)), _opaque(float(y))

    def _wide_drift(self, t_s: float) -> tuple[Float, Float]:
        c, s = WIDE_TURN
        moved = np.array([[c, s], [-s, c]]) @ self.drift.carried(t_s, 0.7, 1.5) / weather.WIDE_CELL_M
        x, y = np.mod(self.starts[4, :2] - moved, weather.WIDE_SIZE)
        return _opaque(float(x)), _opaque(float(y))

    def _octave(self, k: int, t_s: float) -> tuple[Float, Float, Float]:
        moved = np.array([*self.drift.carried(t_s), 0.0]) + self.drift.evolved(t_s, EVOLUTION_MPS[k])
        scale = NOISE_CELLS / self.species.cells_m[k]
        x, y, z = np.mod(self.starts[k] - np.array(TURNS[k]) @ moved * scale, 1 << NOISE_BITS)
        return _opaque(float(x)), _opaque(float(y)), _opaque(float(z))
