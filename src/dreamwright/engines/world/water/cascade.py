"""Random waves on square tiles of several sizes, evolved in time by FFT (Tessendorf 2001).

Each tile carries one band of wavelengths. Knows spectra and NumPy; nothing of pixels or Dr.Jit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from dreamwright.engines.world.water.spectrum import Waves, directional, frequency, moment, peak

Complex = NDArray[np.complex64]
Real = NDArray[np.float32]

SIZES = {"draft": 128, "standard": 256, "high": 512}
FINEST_WAVE_M = 0.05
TEXELS_A_WAVE = 4.0
"""Shortest wave of a tile, in texels."""
PEAKS_A_TILE = 6.5
TURNS_RAD = (0.31, 1.17, 2.05)
"""How each tile is turned, so that no two lattices agree."""
CHOP = (1.3, 1.15, 0.7)
"""Orbital motion that sharpens the crests of each tile; above 1 it stands for the second order (Stokes)."""
STORM_CHOP = 0.9
"""What a gale adds to the longest tile's: its crests are about to break."""
STORM_LEAN = 0.35
"""How far (in heights) a gale pushes the crests ahead: the lee face is the steeper."""


@dataclass(frozen=True)
class Cascade:
    """Three tiles of `size`² texels, longest first, as spectra ready to evolve."""

    size: int
    lengths_m: tuple[float, ...]
    fore: Complex
    """(3, size, size/2 + 1): amplitudes of waves that run along their k."""
    back: Complex
    """The same for those that run against it."""
    omega: Real
    """(3, size, size/2 + 1) rad/s."""
    across: Complex
    """(3, 2, size, size/2 + 1): factor from height to horizontal displacement (x, y of the tile)."""
    number: Real
    """(3, size, size/2 + 1) rad/m: k of each wave."""
    strain: Complex
    """(3, size, size/2 + 1): factor from height to −div of the displacement."""
    lost_slope: float
    """Variance of slope (one axis) of waves too short for any tile."""


def tile_lengths(size: int, waves: Waves) -> tuple[float, ...]:
    """Metres of the three tiles: the longest holds the peak several times, the shortest the ripples."""
    shortest = FINEST_WAVE_M / TEXELS_A_WAVE * size * 0.97
    longest_wave = max(2.0 * np.pi / peak(waves), waves.swell.length_m if waves.swell else 0.0)
    longest = max(PEAKS_A_TILE * longest_wave, shortest * 40.0)
    return longest, float(np.sqrt(longest * shortest)) * 1.07, shortest


def band_edges(size: int, lengths_m: tuple[float, ...]) -> tuple[float, ...]:
    """Wave numbers where one tile hands over to the next, the last being the end of all."""
    return tuple(2.0 * np.pi * size / (TEXELS_A_WAVE * length) for length in lengths_m)


def _share(k: NDArray[np.float64], edges: tuple[float, ...], tile: int) -> NDArray[np.float64]:
    """Part of the energy at k that this tile carries; the tiles sum to 1 below the last edge."""

    def above(edge: float) -> NDArray[np.float64]:
        return np.clip(np.log(k / edge) / np.log(1.5) + 1.0, 0.0, 1.0)

    low = above(edges[tile - 1]) if tile else np.ones_like(k)
    return low - np.minimum(low, above(edges[tile]))


def _grid(size: int, length_m: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    step = 2.0 * np.pi / length_m
    columns = np.arange(size // 2 + 1) * step
    rows = np.fft.fftfreq(size, 1.0 / size) * step
    return np.meshgrid(columns, rows)


def _amplitudes(
    kx: NDArray[np.float64], ky: NDArray[np.float64], waves: Waves, turn: float, draws: NDArray[np.complex128],
) -> NDArray[np.complex128]:  # fmt: skip
    """a(k) with E|a|² = 2Ψ, k turned from the tile's axes to the world's."""
    c, s = np.cos(turn), np.sin(turn)
    density = directional(c * kx - s * ky, s * kx + c * ky, waves)
    return draws * np.sqrt(2.0 * density)


def _normal_draws(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.complex128]:
    pair = rng.standard_normal((2, *shape))
    return (pair[0] + 1j * pair[1]) * np.sqrt(0.5)


def _quantised(omega: NDArray[np.float64], loop_s: float | None) -> NDArray[np.float64]:
    """Frequencies that return after loop_s exactly; every wave moves."""
    if loop_s is None:
        return omega
    base = 2.0 * np.pi / loop_s
    return np.maximum(1.0, np.round(omega / base)) * base


def _tile(
    size: int, lengths: tuple[float, ...], tile: int, waves: Waves, rng: np.random.Generator
) -> tuple[NDArray[Any], ...]:
    """Fore, back, k, across and strain of one tile."""
    kx, ky = _grid(size, lengths[tile])
    k = np.hypot(kx, ky)
    safe = np.where(k > 0, k, 1.0)
    share = _share(safe, band_edges(size, lengths), tile)
    share[:, -1] = share[size // 2] = 0.0
    weight = np.sqrt(share) * 2.0 * np.pi / lengths[tile]
    fore = weight * _amplitudes(kx, ky, waves, TURNS_RAD[tile], _normal_draws(rng, k.shape))
    back = weight * _amplitudes(-kx, -ky, waves, TURNS_RAD[tile], _normal_draws(rng, k.shape))
    _pair_zero_column(fore, back)
    across = _displacing(waves, tile)[:, None, None] + 1j * _chop(waves, tile) * np.stack([kx, ky]) / safe
    strain = -1j * (kx * across[0] + ky * across[1])
    return fore * 0.5, np.conj(back) * 0.5, safe, across, strain


def _chop(waves: Waves, tile: int) -> float:
    return CHOP[tile] + STORM_CHOP * waves.storminess * (tile == 0)


def _displacing(waves: Waves, tile: int) -> NDArray[np.float64]:
    """(2,) displacement along the tile's axes for each metre of height: crests of a gale lean down wind."""
    turn = waves.toward_rad + TURNS_RAD[tile]
    lean = STORM_LEAN * waves.storminess * (tile == 0)
    return lean * np.array([np.sin(turn), np.cos(turn)])


def _pair_zero_column(fore: NDArray[np.complex128], back: NDArray[np.complex128]) -> None:
    """On kx = 0 both k and −k are in the half plane: the one's fore is the other's back."""
    mirror = -np.arange(fore.shape[0]) % fore.shape[0]
    back[:, 0] = fore[mirror, 0]


def build_cascade(waves: Waves, seed: int, quality: str, loop_s: float | None) -> Cascade:
    """The tiles of one shot; the same arguments give the same bits."""
    size = SIZES[quality]
    lengths = tile_lengths(size, waves)
    tiles = [_tile(size, lengths, i, waves, np.random.default_rng((seed, i, 7001))) for i in range(3)]
    fore, back, k, across, strain = (np.stack(parts) for parts in zip(*tiles, strict=True))
    end = band_edges(size, lengths)[-1] / 1.25
    return Cascade(
        size, lengths, fore.astype(np.complex64), back.astype(np.complex64),
        _quantised(frequency(k), loop_s).astype(np.float32), across.astype(np.complex64),
        k.astype(np.float32), strain.astype(np.complex64),
        0.5 * moment(waves, 2, low=end, high=max(4e3, end * 2)),
    )  # fmt: skip


def spectra(cascade: Cascade, t_s: float, tiles: int = 3) -> Complex:
    """(tiles, size, size/2 + 1) of the height at a time."""
    angle = cascade.omega[:tiles] * np.float32(t_s)
    phase = np.empty(angle.shape, np.complex64)
    np.cos(angle, out=phase.real)
    np.sin(-angle, out=phase.imag)
    return cascade.fore[:tiles] * phase + cascade.back[:tiles] * np.conj(phase)


def fields(cascade: Cascade, height: Complex) -> Real:
    """(3 tiles, 3, size, size): height, and horizontal displacement along the tile's x and y (m), of `spectra`."""
    stacked = np.concatenate([height[:, None], height[:, None] * cascade.across], axis=1)
    return scipy.fft.irfft2(stacked, norm="forward", workers=2)


def slope_variance(cascade: Cascade, tile: int) -> float:
    """Mean |slope|² of one tile, both axes."""
    k = cascade.number[tile].astype(np.float64)
    power = np.abs(cascade.fore[tile]) ** 2 + np.abs(cascade.back[tile]) ** 2
    return float(2.0 * (k**2 * power).sum())


def squeeze(cascade: Cascade, height: Complex) -> Real:
    """(tiles, size, size) of −div of the displacement: 0 is unstrained, 1 is a folded crest."""
    return scipy.fft.irfft2(height * cascade.strain[: len(height)], norm="forward", workers=2)
