"""How high the waves of each length are, for a wind: the omnidirectional spectrum and its spread.

Knows oceanography in NumPy; nothing of grids, time or pictures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

Kind = Literal["sea", "lake", "river"]
Array = NDArray[np.float64]

GRAVITY = 9.81
CAPILLARY_RAD_M = 370.0
"""Wave number at which gravity and surface tension are equal (λ = 1.7 cm)."""
CAPILLARY_MPS = 0.23
FETCH_M: dict[Kind, float] = {"sea": 3.5e5, "lake": 2.5e3, "river": 60.0}
CALMEST_MPS = 0.4
STORM_GROWTH = 0.8
"""What a gale adds to the energy of the waves about the peak, which the fetch alone leaves below what ships report."""


@dataclass(frozen=True)
class Swell:
    """Old waves from far away, long and long-crested."""

    height_m: float
    """Significant height."""
    length_m: float
    toward_rad: float


@dataclass(frozen=True)
class Waves:
    """All that shapes the spectrum of one water."""

    kind: Kind
    wind_mps: float
    toward_rad: float
    """Azimuth the wind blows towards (0 = +y, positive to +x)."""
    swell: Swell | None = None
    riffle: float = 0.0
    """Root mean square slope of the ripples that a current makes, any direction."""

    @property
    def storminess(self) -> float:
        """0-1: from a fresh breeze to a whole gale on the open sea; sheltered waters know none."""
        return float(np.clip((self.wind_mps - 11.0) / 11.0, 0.0, 1.0)) if self.kind == "sea" else 0.0


def frequency(k: Array) -> Array:
    """Angular frequency (rad/s) of waves of number k (rad/m) on deep water, surface tension included."""
    return np.sqrt(GRAVITY * k * (1.0 + (k / CAPILLARY_RAD_M) ** 2))


def wave_age_inverse(kind: Kind, wind_mps: float) -> float:
    """Ω = U/c_p by the fetch (Elfouhaily et al. 1997, eq. 37): 0.84 full-grown, 5 newly born."""
    fetch = GRAVITY * FETCH_M[kind] / wind_mps**2
    return float(min(5.0, 0.84 * np.tanh((fetch / 2.2e4) ** 0.4) ** -0.75))


def peak(waves: Waves) -> float:
    """Wave number (rad/m) of the highest wind waves."""
    wind = max(waves.wind_mps, CALMEST_MPS)
    return GRAVITY * (wave_age_inverse(waves.kind, wind) / wind) ** 2


def wind_spectrum(k: Array, waves: Waves) -> Array:
    """S(k) in m³ with ∫S dk = variance of the height (Elfouhaily et al. 1997)."""
    wind = max(waves.wind_mps, CALMEST_MPS)
    omega, peak_k = wave_age_inverse(waves.kind, wind), peak(waves)
    speed = frequency(k) / k
    friction = wind * np.sqrt((0.8 + 0.065 * wind) * 1e-3)
    root = np.sqrt(k / peak_k)
    rise = 1.7 if omega < 1 else 1.7 + 6.0 * np.log10(omega)
    width = 0.08 * (1.0 + 4.0 / omega**3)
    peaked = np.exp(-1.25 / root**4) * rise ** np.exp(-((root - 1.0) ** 2) / (2.0 * width**2))
    long = 0.003 * np.sqrt(omega) * (wind / omega) / speed * peaked * np.exp(-omega / np.sqrt(10) * (root - 1.0))
    steep = 1.0 if friction < CAPILLARY_MPS else 3.0
    strength = max(0.0, 0.01 * (1.0 + steep * np.log(friction / CAPILLARY_MPS)))
    long *= 1.0 + STORM_GROWTH * waves.storminess / (1.0 + (0.2 * k / peak_k) ** 2)
    calm = np.clip(waves.wind_mps / 2.0, 0.06, 1.0) ** 2.5
    short = 0.5 * strength * CAPILLARY_MPS / speed * np.exp(-0.25 * (k / CAPILLARY_RAD_M - 1.0) ** 2) * peaked
    return calm * (long + short) / k**3


def swell_spectrum(k: Array, swell: Swell) -> Array:
    """A narrow log-normal hump of variance (height/4)²."""
    width = 0.16
    ratio = np.log(k * swell.length_m / (2.0 * np.pi)) / width
    return (swell.height_m / 4.0) ** 2 * np.exp(-0.5 * ratio**2) / (k * width * np.sqrt(2.0 * np.pi))


def riffle_spectrum(k: Array, slope: float) -> Array:
    """Ripples of 0.15-2.5 m with the given root mean square slope."""
    hump = np.exp(-0.5 * (np.log(k / 9.0) / 0.75) ** 2)
    return slope**2 * hump / (k**3 * 0.75 * np.sqrt(2.0 * np.pi))


def spread(angle: Array, power: Array | float) -> Array:
    """D(φ) = N cos²ˢ(φ/2), ∫D dφ = 1 (Longuet-Higgins 1963)."""
    s = np.asarray(power, np.float64)
    scale = np.exp(2.0 * s * np.log(2.0) + 2.0 * gammaln(s + 1.0) - gammaln(2.0 * s + 1.0)) / (2.0 * np.pi)
    return scale * np.abs(np.cos(angle / 2.0)) ** (2.0 * s)


def spread_power(k: Array, waves: Waves) -> Array:
    """s(k) (Mitsuyasu 1975 in spirit): 10 at the peak, falling towards the short waves, never below 1."""
    ratio = np.sqrt(k / peak(waves))
    return np.clip(np.where(ratio < 1.0, 10.0 * ratio**5, 10.0 * ratio**-1.4), 1.0, 10.0)


def directional(kx: Array, ky: Array, waves: Waves) -> Array:
    """Ψ(kx, ky) in m⁴ with ∬Ψ dkx dky = variance of the height; 0 at k = 0."""
    k = np.hypot(kx, ky)
    safe = np.where(k > 0, k, 1.0)
    azimuth = np.arctan2(kx, ky)
    density = wind_spectrum(safe, waves) * spread(azimuth - waves.toward_rad, spread_power(safe, waves))
    if waves.swell:
        density += swell_spectrum(safe, waves.swell) * spread(azimuth - waves.swell.toward_rad, 40.0)
    if waves.riffle:
        density += riffle_spectrum(safe, waves.riffle) / (2.0 * np.pi)
    return np.where(k > 0, density / safe, 0.0)


def omnidirectional(k: Array, waves: Waves) -> Array:
    """S(k) in m³ of wind waves, swell and riffles together."""
    total = wind_spectrum(k, waves)
    if waves.swell:
        total = total + swell_spectrum(k, waves.swell)
    return total + riffle_spectrum(k, waves.riffle) if waves.riffle else total


def moment(waves: Waves, order: int, low: float = 1e-4, high: float = 4e3) -> float:
    """∫ kⁿ S dk between two wave numbers: order 0 is the variance of height, 2 that of slope (both axes)."""
    log_k = np.linspace(np.log(low), np.log(high), 4000)
    k = np.exp(log_k)
    return float(np.trapezoid(omnidirectional(k, waves) * k ** (order + 1), log_k))


def significant_height(waves: Waves) -> float:
    """4 σ of the surface (m)."""
    return 4.0 * moment(waves, 0) ** 0.5
