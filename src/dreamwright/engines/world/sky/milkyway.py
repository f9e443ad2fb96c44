"""A map of the Milky Way in galactic coordinates, painted from noise: band, bulge, dust lanes, nebulae.

NumPy only; knows neither the sky's turning nor the air.
"""

from __future__ import annotations

import numpy as np
from scipy import fft

WIDTH, HEIGHT = 1280, 320
LATITUDE = 45.0
"""The map reaches from −LATITUDE to +LATITUDE degrees, and once around in longitude."""


def galaxy(seed: int) -> np.ndarray:
    """(HEIGHT, WIDTH, 3) relative radiance, about 1 in the bright clouds near the centre; longitude 0 in the middle."""
    rng = np.random.default_rng([seed, 7])
    b, lon = np.meshgrid(_axis(HEIGHT, LATITUDE), _axis(WIDTH, 180.0), indexing="ij")
    sway = b + 1.6 * _noise(rng, 1.9, 5.0) - 1.5 * np.sin(np.radians(lon * 1.5 + 40.0))
    stars = _band(sway, lon) * np.exp(0.38 * _noise(rng, 1.7, 10.0) + 0.16 * _noise(rng, 1.1, 40.0))
    thick = _dust(rng, sway, lon)
    core = np.exp(-((lon / 50.0) ** 2))[..., None]
    tint = core * _color(1.16, 0.97, 0.74) + (1.0 - core) * _color(0.88, 0.99, 1.16)
    veiled = stars[..., None] * tint * np.exp(-thick[..., None] * _color(0.78, 1.0, 1.26))
    return np.maximum(veiled + _nebulae(rng), 0.0) * _fade(b)[..., None]


def _axis(count: int, reach: float) -> np.ndarray:
    return ((np.arange(count) + 0.5) / count * 2.0 * reach - reach).astype(np.float32)


def _color(*rgb: float) -> np.ndarray:
    return np.array(rgb, np.float32)


def _band(b: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Starlight without dust: a thin and a thick disc, and the bulge."""
    along = 0.22 + 0.55 * np.exp(-((lon / 48.0) ** 2)) + 0.10 * np.exp(-(((np.abs(lon) - 80.0) / 25.0) ** 2))
    thin, thick = np.exp(-((b / 5.2) ** 2)), np.exp(-np.abs(b) / 11.0)
    bulge = np.exp(-(((lon / 15.0) ** 2 + (b / 8.5) ** 2) ** 0.8))
    return along * (0.62 * thin + 0.38 * thick) + 0.45 * bulge


def _dust(rng: np.random.Generator, b: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Optical depth of the lanes: ridges of noise along the plane, and feathers that leave it."""
    lanes = 1.0 - np.abs(_noise(rng, 1.6, 7.0, stretch=2.4)) * 1.5
    feathers = 1.0 - np.abs(_noise(rng, 1.5, 9.0)) * 1.7
    rift = np.exp(-(((b - 1.2 - 0.02 * lon) / 3.4) ** 2)) * (0.55 + 0.45 * np.exp(-(((lon - 12.0) / 55.0) ** 2)))
    halo = np.exp(-(((b - 3.0) / 9.0) ** 2)) * np.exp(-((lon / 60.0) ** 2))
    return 2.3 * rift * np.clip(lanes + 0.45, 0.55, 1.5) ** 1.6 + 1.1 * halo * np.clip(feathers, 0.0, 1.0) ** 3


def _nebulae(rng: np.random.Generator) -> np.ndarray:
    """A few rosy clouds of glowing hydrogen near the plane."""
    light = np.zeros((HEIGHT, WIDTH), np.float32)
    b, lon = _axis(HEIGHT, LATITUDE), _axis(WIDTH, 180.0)
    for _ in range(16):
        cl, cb = rng.normal(0.0, 45.0), rng.normal(0.0, 2.2)
        size = 0.35 + 0.5 * rng.uniform() ** 3
        across, along = np.exp(-(((b - cb) / size) ** 2)), np.exp(-(((lon - cl) / size) ** 2))
        light += rng.uniform(0.15, 0.6) * np.outer(across, along)
    return light[..., None] * _color(0.9, 0.33, 0.46)


def _fade(b: np.ndarray) -> np.ndarray:
    t = np.clip((LATITUDE - np.abs(b)) / 14.0, 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def _noise(rng: np.random.Generator, slope: float, lowest: float, stretch: float = 1.0) -> np.ndarray:
    """Periodic noise, mean 0, deviation 1, amplitude falling as frequency^−slope from `lowest` waves around."""
    fy = np.fft.fftfreq(HEIGHT, 1.0 / HEIGHT)[:, None] * (180.0 / LATITUDE)
    fx = np.fft.rfftfreq(WIDTH, 1.0 / WIDTH)[None, :] * stretch
    f = np.hypot(fx, fy)
    gain = (np.maximum(f, lowest) ** -slope * (f > 0.5) * np.exp(-((f / 420.0) ** 2))).astype(np.float32)
    white = fft.rfft2(rng.standard_normal((HEIGHT, WIDTH), np.float32))
    field: np.ndarray = fft.irfft2(white * gain, s=(HEIGHT, WIDTH))
    return np.divide(field, field.std())
