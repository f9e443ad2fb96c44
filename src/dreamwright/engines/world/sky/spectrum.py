"""Eight wavelengths to linear Rec.709: sunlight, ozone, and the weights that turn spectra into klux.

Knows numbers of optics only: no geometry, no Dr.Jit.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

WAVELENGTHS_NM = np.array([415.0, 445.0, 475.0, 505.0, 540.0, 575.0, 610.0, 655.0])
GRID_NM = np.arange(360.0, 840.0, 10.0)
SUN_TOP_KLUX = 128.0
"""Illuminance of the sun above the atmosphere."""

# Solar irradiance, W/m²/nm, and ozone cross-section, 1e-26 m², every 10 nm from 360 nm (Bruneton 2017, public data).
# fmt: off
SUN = np.array([
    1.11776, 1.14259, 1.01249, 1.14716, 1.72765, 1.73054, 1.6887, 1.61253, 1.91198, 2.03474, 2.02042, 2.02212,
    1.93377, 1.95809, 1.91686, 1.8298, 1.8685, 1.8931, 1.85149, 1.8504, 1.8341, 1.8345, 1.8147, 1.78158,
    1.7533, 1.6965, 1.68194, 1.64654, 1.6048, 1.52143, 1.55622, 1.5113, 1.474, 1.4482, 1.41018, 1.36775,
    1.34188, 1.31429, 1.28303, 1.26758, 1.2367, 1.2082, 1.18737, 1.14683, 1.12362, 1.1058, 1.07124, 1.04992,
])
OZONE = np.array([
    0.0118, 0.02182, 0.02818, 0.06636, 0.1527, 0.2763, 0.552, 0.8451, 1.582, 2.316, 3.669, 4.924,
    7.752, 9.016, 14.8, 16.02, 21.39, 27.55, 30.91, 35.0, 42.66, 46.72, 43.98, 47.01,
    50.19, 43.05, 37.4, 32.15, 26.62, 22.38, 18.52, 14.73, 12.09, 9.423, 7.455, 6.566,
    5.105, 4.15, 4.228, 3.237, 2.451, 2.801, 2.534, 1.624, 1.465, 2.078, 1.383, 0.7105,
])
# fmt: on

XYZ_TO_RGB = np.array([[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]])
LUMA = np.array([0.2126, 0.7152, 0.0722])


def rayleigh_per_km(nm: Any) -> Any:
    """Rayleigh scattering of air at sea level, 1/km."""
    return 1.24062e-3 * (np.asarray(nm) / 1000.0) ** -4


def ozone_per_km(nm: Any) -> Any:
    """Ozone absorption at the peak of the layer (300 Dobson units in a tent 30 km wide), 1/km."""
    density = 300.0 * 2.687e20 / 15000.0
    return np.interp(nm, GRID_NM, OZONE) * 1e-26 * density * 1000.0


def color_matching(nm: Any) -> Any:
    """CIE 1931 (3, n) after Wyman, Sloan and Shirley 2013, the multi-lobe fit."""

    def lobe(peak: float, left: float, right: float) -> Any:
        t = (nm - peak) * np.where(nm < peak, left, right)
        return np.exp(-0.5 * t * t)

    x = 0.362 * lobe(442.0, 0.0624, 0.0374) + 1.056 * lobe(599.8, 0.0264, 0.0323) - 0.065 * lobe(501.1, 0.0490, 0.0382)
    y = 0.821 * lobe(568.8, 0.0213, 0.0247) + 0.286 * lobe(530.9, 0.0613, 0.0322)
    z = 1.217 * lobe(437.0, 0.0845, 0.0278) + 0.681 * lobe(459.0, 0.0385, 0.0725)
    return np.stack([x, y, z])


def _training() -> tuple[Any, Any]:
    """Spectra the sky can show, at the eight nodes and on the full grid, (n, 8) and (n, 48)."""
    rows = []
    for air in (0.0, 0.5, 1.0, 3.0, 8.0, 20.0, 38.0):
        for haze in (0.0, 0.5, 2.0):
            for ozone in (0.0, 1.0, 5.0, 14.0):
                for blue in (0.0, 1.0):
                    rows.append((air, haze, ozone, blue))

    def spectra(nm: Any) -> Any:
        rayleigh, absorb = rayleigh_per_km(nm) * 8.0, ozone_per_km(nm) * 15.0
        return np.stack(
            [np.exp(-a * rayleigh - h * (550.0 / nm) - o * absorb) * rayleigh**b for a, h, o, b in rows], axis=0
        )

    return spectra(WAVELENGTHS_NM), spectra(GRID_NM)


@lru_cache(maxsize=1)
def sunlight_weights() -> Any:
    """(3, 8): radiance per unit of sun at the eight wavelengths → Rec.709 in klux of a sun of SUN_TOP_KLUX.

    Least squares over spectra that the air can make of sunlight, so eight samples do the work of forty-eight.
    """
    nodes, full = _training()
    matching = color_matching(GRID_NM)
    target = (full * SUN) @ matching.T
    scale = 1.0 / target[:, 1:2]
    base = np.stack([np.interp(GRID_NM, WAVELENGTHS_NM, e) for e in np.eye(8)])
    prior = (base * SUN) @ matching.T
    a, b = nodes * scale, (target - nodes @ prior) * scale
    ridge = 1e-4 * np.trace(a.T @ a) / 8.0 * np.eye(8)
    xyz = prior + np.linalg.solve(a.T @ a + ridge, a.T @ b)
    unit = SUN_TOP_KLUX / ((SUN @ matching.T)[1])
    return (XYZ_TO_RGB @ xyz.T) * unit


@lru_cache(maxsize=1)
def moonlight_weights() -> Any:
    """As sunlight_weights, with the slightly warm reflectance of the moon, for a unit-illuminance moon (klux)."""
    weights = sunlight_weights() * (WAVELENGTHS_NM / 560.0) ** 0.6
    return weights / (LUMA @ weights.sum(1))


def blackbody_rgb(kelvin: Any) -> Any:
    """Linear Rec.709 (n, 3) of black bodies, luminance 1, clipped into gamut."""
    nm = GRID_NM[None, :]
    planck = nm**-5.0 / np.expm1(1.4388e7 / (nm * np.atleast_1d(kelvin)[:, None]))
    rgb = np.maximum(planck @ color_matching(GRID_NM).T @ XYZ_TO_RGB.T, 0.0)
    return rgb / (rgb @ LUMA)[:, None]
