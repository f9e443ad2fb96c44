"""Ground fog that thins exponentially with height, lit by sky and key light.

Optical depth after Wenzel's analytic integral; knows no land: the caller gives ray and distance.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy import fft

from dreamwright.engines.world.jit import Array3f, Float, UInt, dr, to_float, vector
from dreamwright.engines.world.sky.atmosphere import Light
from dreamwright.shot import plan

FARTHEST_M = 3e5
FARTHEST_BILLOW_M = 6000.0
PATCHY_M = 400.0
NOISE = 128
BILLOW_M = 900.0
"""Side of a tile of the fog's slow unevenness."""
ALBEDO = np.array([0.985, 0.988, 0.99])


def sight_m(density: float) -> float:
    """Visibility of a plan's fog density: 0.1 → 15 km, 0.5 → 1 km, 1 → 100 m; infinite at 0."""
    if density <= 0.0:
        return math.inf
    if density < 0.1:
        return 15000.0 * 0.1 / density
    return float(10.0 ** np.interp(density, [0.1, 0.5, 1.0], [math.log10(15000.0), 3.0, 2.0]))


def extinction_per_m(density: float) -> float:
    """Koschmieder: an object vanishes where 2 % of its contrast is left."""
    return 3.912 / sight_m(density)


class HeightFog:
    """Fog of a plan over ground at `base_m`, in the light of one moment, drifting with the wind (m/s, x and y)."""

    def __init__(
        self, fog: plan.Fog, base_m: float, light: Light, wind: tuple[float, float] = (0.0, 0.0), seed: int = 0,
        sunlit: float = 1.0, sky_factor: ArrayLike = 1.0,
    ) -> None:  # fmt: skip
        """`sunlit`, `sky_factor` (3,): what clouds above leave of the key light and of the sky's."""
        thin = max(fog.top_m, 3.0) / math.log(3.0)
        self._thin, self._base = dr.opaque(Float, thin), dr.opaque(Float, base_m)
        self._extinction = dr.opaque(Float, extinction_per_m(fog.density))
        self._wind = dr.opaque(Float, wind[0]), dr.opaque(Float, wind[1])
        self._noise = to_float(_billows(np.random.default_rng([seed, 41])))
        self._toward = vector(light.key_direction)
        depth = extinction_per_m(fog.density) * thin / max(float(light.key_direction[2]), 0.03)
        self._light(light, depth, sunlit, np.asarray(sky_factor))

    def between(
        self, origin: Array3f, direction: Array3f, distance_m: Float, t_s: Float | float = 0.0
    ) -> tuple[Array3f, Float]:
        """Radiance (knit) scattered in between `origin` (m) and the point `distance_m` on (infinite allowed),
        and the transmittance. `t_s`: seconds of weather time, by which the fog has drifted."""
        distance = dr.minimum(distance_m, FARTHEST_M)
        clear = dr.exp(-self.depth(origin, direction, distance) * self._uneven(origin, direction, distance, Float(t_s)))
        light: Array3f = self._source(direction) * (1.0 - clear)
        return light, clear

    def depth(self, origin: Array3f, direction: Array3f, distance: Float) -> Float:
        """Optical depth of even fog along the ray."""
        at_eye = dr.exp(dr.clip((self._base - origin.z) / self._thin, -60.0, 2.0))
        x = distance * direction.z / self._thin
        x = dr.select(dr.abs(x) < 1e-3, Float(1e-3), dr.maximum(x, -60.0))
        # Below the base the fog thickens no further: long rays into the ground stay finite.
        return dr.minimum(self._extinction * at_eye * distance * (1.0 - dr.exp(-x)) / x, 80.0)

    def _source(self, d: Array3f) -> Array3f:
        """Radiance of endless fog: the even glow, and the light thrown forward about the sun."""
        cosine = dr.dot(d, self._toward)
        ahead = _lobe(cosine, 0.80) * 0.35 + _lobe(cosine, 0.45) * 0.65
        return Array3f(self._even + self._beam * ahead)

    def _uneven(self, origin: Array3f, d: Array3f, distance: Float, t: Float) -> Float:
        """Mean thickness of the drifting billows at three points of the ray, near ones first."""
        total = Float(0.0)
        reach = dr.minimum(distance, dr.minimum(3.0 / self._extinction, FARTHEST_BILLOW_M))
        for share in (0.12, 0.42, 0.85):
            x = origin.x + d.x * reach * share - self._wind[0] * t
            y = origin.y + d.y * reach * share - self._wind[1] * t
            total = total + self._billow(x * (1.0 / BILLOW_M), y * (1.0 / BILLOW_M))
        patchy = dr.clip(self._extinction * PATCHY_M, 0.0, 1.0)  # thin haze is even: its streaks would show
        return dr.lerp(1.0, Float(total * (1.0 / 3.0)), patchy)

    def _billow(self, x: Float, y: Float) -> Float:
        u, v = (x - dr.floor(x)) * NOISE, (y - dr.floor(y)) * NOISE
        left, low = UInt(u), UInt(v)
        fx, fy = u - Float(left), v - Float(low)
        right, up = UInt((left + 1) % NOISE), UInt((low + 1) % NOISE)
        left, low = UInt(left % NOISE), UInt(low % NOISE)
        a, b = dr.gather(Float, self._noise, low * NOISE + left), dr.gather(Float, self._noise, low * NOISE + right)
        c, e = dr.gather(Float, self._noise, up * NOISE + left), dr.gather(Float, self._noise, up * NOISE + right)
        return dr.lerp(dr.lerp(a, b, fx), dr.lerp(c, e, fx), fy)

    def _light(self, light: Light, depth: float, sunlit: float, sky_factor: np.ndarray) -> None:
        """What reaches the inside of the fog: part of the key straight, the rest of it spread evenly."""
        lift = max(float(light.key_direction[2]), 0.0)
        straight = 0.25 + 0.75 * math.exp(-0.5 * depth)
        spread = light.key_irradiance * sunlit * lift * (1.0 - math.exp(-0.5 * depth))
        ground = light.ground_radiance * (sunlit + (1.0 - sunlit) * 0.3 * sky_factor)
        even = 0.5 * ((light.sky_irradiance * sky_factor + 0.6 * spread) / math.pi + ground)
        self._even, self._beam = vector(even * ALBEDO), vector(light.key_irradiance * sunlit * straight * ALBEDO)


def _lobe(cosine: Float, g: float) -> Float:
    """Henyey-Greenstein, 1/sr."""
    base = 1.0 + g * g - 2.0 * g * cosine
    return (1.0 - g * g) / (4.0 * math.pi) * dr.rsqrt(base) / base


def _billows(rng: np.random.Generator) -> np.ndarray:
    """(NOISE, NOISE) tiling factors about 1, log-normal."""
    fy, fx = np.fft.fftfreq(NOISE, 1.0 / NOISE)[:, None], np.fft.rfftfreq(NOISE, 1.0 / NOISE)[None, :]
    f = np.hypot(fx, fy)
    gain = np.maximum(f, 2.0) ** -1.9 * (f > 0.5) * np.exp(-((f / 30.0) ** 4))
    field: np.ndarray = fft.irfft2(fft.rfft2(rng.standard_normal((NOISE, NOISE))) * gain, s=(NOISE, NOISE))
    factor = np.exp(0.38 * field / field.std())
    return np.divide(factor, factor.mean())
