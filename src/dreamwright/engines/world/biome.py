"""What covers the land of each place and season: recipes of colour and rules of growth, baked onto the grids.

Colours are linear Rec.709 albedos. Knows the plan and the land; nothing of light.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np

from dreamwright.engines.world.ground import Layer, Map
from dreamwright.engines.world.terrain.grid import Frame, resample
from dreamwright.engines.world.terrain.land import Grid, Land
from dreamwright.shot.plan import Scene, Shot

Rgb = tuple[float, float, float]


@dataclass(frozen=True)
class Biome:
    """One place's ground."""

    rock: Rgb = (0.25, 0.235, 0.215)
    rock_other: Rgb = (0.175, 0.165, 0.155)
    loose: Rgb = (0.31, 0.28, 0.24)
    green: Rgb = (0.105, 0.125, 0.04)
    green_other: Rgb = (0.19, 0.165, 0.065)
    leaf: Rgb = (0.035, 0.055, 0.022)
    scrub: Rgb = (0.075, 0.085, 0.035)
    """Shrubs on beds of rock."""
    flowers: tuple[Rgb, Rgb, Rgb] = ((0.5, 0.35, 0.06), (0.7, 0.66, 0.5), (0.45, 0.09, 0.3))
    """Petals of the three kinds that bloom; the second is the commonest."""
    flowering: float = 0.0
    snowline_m: float = 1e5
    snow_cover: float = 0.0
    """Snow lying at every height, 0-1."""
    treeline_m: float = 900.0
    greenness: float = 0.9
    climbs: float = 1.0
    """How steep plants grow, against temperate grass."""
    broad_leaved: float = 0.3
    """Share of the trees that have broad leaves, 0-1."""
    woods: float = 0.0
    """Share of the land below the tree line under trees, 0-1."""
    sandy: float = 0.15
    """How far loose ground keeps plants away, 0-1: sand and shingle against soil."""
    strata: float = 0.0
    ripples: float = 0.0
    """Wind ripples on loose sand, 0-1."""
    rough_rock: float = 1.3
    rough_loose: float = 0.5
    rough_green: float = 0.35
    stones: float = 0.5
    """How thickly stones lie, 0-1."""
    crags: float = 0.0
    """How far bare rock breaks along flat faces and joints, 0-1."""
    rocky_shore: float = 0.0
    """Share of the shore that is rock instead of sand, 0-1."""
    ice: float = 0.0
    """Share of bare blue ice on steep snow (icebergs, glacier fronts)."""
    albedo: float = 0.18
    """Mean reflectance of the land, for light from below."""


_MOUNTAINS = Biome(broad_leaved=0.08, snowline_m=1150, woods=0.5, treeline_m=620, rough_rock=1.5)
_DESERT = Biome(
    rock=(0.36, 0.22, 0.14), rock_other=(0.25, 0.16, 0.11), loose=(0.46, 0.295, 0.165), greenness=0.02, ripples=1.0,
    strata=0.5, rough_loose=0.05, sandy=1.0, stones=0.0, albedo=0.33,
)  # fmt: skip
_COAST = Biome(
    rock=(0.2, 0.18, 0.155), loose=(0.44, 0.37, 0.27), woods=0.2, treeline_m=600, rough_loose=0.06, greenness=0.85,
    sandy=1.0, stones=0.0, broad_leaved=0.9, crags=1.0,
)  # fmt: skip
_CANYON = Biome(
    rock=(0.38, 0.185, 0.1), rock_other=(0.27, 0.125, 0.075), loose=(0.36, 0.22, 0.14), greenness=0.0,
    strata=1.0, woods=0.0, rough_rock=0.7, stones=0.8, albedo=0.24,
)  # fmt: skip
_RECIPES: dict[str, Biome] = {
    "mountains": _MOUNTAINS,
    "volcano": replace(
        _MOUNTAINS, rock=(0.1, 0.09, 0.085), rock_other=(0.07, 0.06, 0.06), loose=(0.11, 0.09, 0.08), woods=0.3
    ),
    "desert": _DESERT,
    "space": replace(_DESERT, loose=(0.3, 0.16, 0.1)),
    "coast": _COAST,
    "islands": replace(
        _COAST, woods=0.95, climbs=4.4, sandy=0.55, treeline_m=1100, leaf=(0.035, 0.07, 0.018),
        green=(0.075, 0.115, 0.03), green_other=(0.125, 0.135, 0.045), loose=(0.55, 0.48, 0.37),
        rock=(0.12, 0.105, 0.065), rock_other=(0.07, 0.068, 0.038),
    ),
    "ocean": _COAST,
    "underwater": _COAST,
    "plains": Biome(
        stones=0.12, green=(0.1, 0.15, 0.035), green_other=(0.17, 0.175, 0.055), woods=0.2, treeline_m=700,
        broad_leaved=0.9, leaf=(0.055, 0.09, 0.025),
    ),
    "canyon": _CANYON,
    "arctic": Biome(
        crags=1.0, snow_cover=1.0, ice=1.0, greenness=0.0, stones=0.0, rock=(0.16, 0.155, 0.15), albedo=0.75,
    ),
    "lake": replace(_MOUNTAINS, snowline_m=1000, woods=0.72, treeline_m=650),
    "river": Biome(green=(0.1, 0.14, 0.035), woods=0.5, treeline_m=700, snowline_m=1500, loose=(0.3, 0.27, 0.23)),
    "forest": Biome(woods=1.0, broad_leaved=0.45, treeline_m=1500),
    "sky": replace(_MOUNTAINS, snowline_m=1500),
}  # fmt: skip
_PETALS: tuple[Rgb, ...] = (
    (0.62, 0.42, 0.03), (0.45, 0.09, 0.3), (0.5, 0.05, 0.03), (0.25, 0.2, 0.6), (0.7, 0.66, 0.5),
)  # fmt: skip


def biome(shot: Shot) -> Biome:
    """The recipe for the shot's place, season and features."""
    scene = shot.scene
    recipe = _RECIPES.get(scene.place, Biome(green=(0.1, 0.15, 0.035), woods=0.2, broad_leaved=0.9))
    recipe = _in_season(recipe, scene)
    if "wildflowers" in scene.features or "flowers" in scene.features:
        recipe = replace(recipe, flowering=1.0, flowers=_posy(shot.seed))
    if "rocks" in scene.features and scene.place in ("coast", "islands"):
        recipe = replace(recipe, rocky_shore=1.0, stones=0.35, rock=(0.24, 0.225, 0.2), rock_other=(0.15, 0.145, 0.135))
    if "no_trees" in scene.features:
        recipe = replace(recipe, woods=0.0)
    if "snow_cover" in scene.features or scene.precipitation.kind == "snow":
        recipe = replace(recipe, snow_cover=max(recipe.snow_cover, 0.8), snowline_m=min(recipe.snowline_m, 150))
    return recipe


def _posy(seed: int) -> tuple[Rgb, Rgb, Rgb]:
    """Three kinds in the seed's order; the leading one in the middle, where it mixes with both others."""
    a, b, c = (_PETALS[(seed + k) % len(_PETALS)] for k in (1, 0, 3))
    return a, b, c


def _in_season(recipe: Biome, scene: Scene) -> Biome:
    dry = scene.place in ("desert", "canyon", "space", "arctic")
    if dry or scene.season == "summer":
        return recipe
    if scene.season == "spring":
        fresh = replace(recipe, green=(0.095, 0.165, 0.032), green_other=(0.15, 0.19, 0.045))
        return replace(fresh, snowline_m=recipe.snowline_m * 0.85)
    if scene.season == "autumn":
        leaf = (0.2, 0.085, 0.02) if scene.place not in ("mountains", "lake") else (0.17, 0.1, 0.022)
        return replace(recipe, green=(0.19, 0.14, 0.05), green_other=(0.24, 0.15, 0.06), leaf=leaf)
    snowy = scene.place not in ("coast", "islands", "ocean", "underwater")
    bare = replace(recipe, green=(0.17, 0.14, 0.08), green_other=(0.22, 0.18, 0.1), leaf=(0.04, 0.045, 0.03))
    if not snowy:
        return bare
    fewer = 0.4 * bare.broad_leaved  # bare crowns hide little
    return replace(bare, snow_cover=0.95, snowline_m=min(bare.snowline_m, 200), broad_leaved=fewer)


def bake(land: Land, recipe: Biome, seed: int) -> tuple[Layer, Layer]:
    """The near and the far grid with their covers; deterministic in `seed`."""
    return _layer(land.near, land, recipe, seed), _layer(land.far, land, recipe, seed + 1)


def closer(close: tuple[Map, Frame], near: Layer) -> Layer:
    """The ground about the camera on its finer cells, under the covers of the near grid."""
    height, frame = close
    coarse = Frame(near.cells, near.cell_m, near.centre_x_m, near.centre_y_m)
    rough, *covers = (np.maximum(resample(part, coarse, frame), 0) for part in (near.rough, *near.covers))
    return Layer(height, rough, tuple(covers), frame.cell_m, frame.centre_x_m, frame.centre_y_m)  # type: ignore[arg-type]


def _layer(grid: Grid, land: Land, recipe: Biome, seed: int) -> Layer:
    height = grid.height
    slope_y, slope_x = np.gradient(height, grid.cell_m)
    slope = np.hypot(slope_x, slope_y)
    patches = _patches(height.shape[0], grid.cell_m, 450.0, seed)
    open_sky = _openness(height, grid.cell_m)
    snow = _snow(height, slope, patches, open_sky, recipe)
    bank = (0.6, 3.5) if land.current is None else (0.25 + 0.1 * patches, 1.3 + 0.5 * patches)
    dry = _step(height, *bank) if land.water else np.ones_like(height)
    flat = 1 - _step(slope, 0.42 * recipe.climbs, 0.95 * recipe.climbs)
    loose = np.clip(grid.loose, 0, 1) * (1 - _step(slope, 0.75, 1.1))
    firm = recipe.rocky_shore * _step(patches, -1.1, -0.5)
    loose, dry_sand = loose * (1 - firm), dry + (1 - dry) * firm
    loose = np.maximum(loose * (recipe.sandy + (1 - recipe.sandy) * _step(slope, 0.2, 0.45)), 1 - dry_sand)
    green = recipe.greenness * flat * dry * (1 - _step(height, recipe.treeline_m * 1.3, recipe.treeline_m * 2.4))
    green = green * (1 - recipe.sandy * _step(loose, 0.35, 0.8)) * (1 - 0.9 * snow)
    soil = dry * (1 - recipe.sandy * _step(loose, 0.2, 0.5))
    trees = _trees(height, slope, patches, recipe, soil, grid.wet) * _clearing(grid, patches)
    if recipe.woods > 0 and not land.water:
        trees = np.maximum(trees, soil * flat * _framing(grid, patches, land.subject_azimuth_deg))
    ice = recipe.ice * (1 - _step(height, 110.0, 220.0))
    rough = _roughness(slope, loose, green, snow, recipe)
    rough = np.maximum(rough, firm * _ledges(grid) * (1 - _step(height, 6.0, 14.0)) * _step(height, -6.0, -1.0))
    if land.beds is not None:  # cliffs are drawn finer than cells: their relief must not change from cell to cell
        rough = 0.15 + recipe.rough_rock * _step(height, 1.0, 14.0)
    wet = np.maximum(grid.wet, 1 - _step(height, 0.1, 1.2) if land.water else 0)
    strata = recipe.strata * _step(slope, 0.25, 0.7)
    covers = tuple(np.asarray(m, np.float32) for m in (snow, green, loose, wet, trees, open_sky, strata, ice))
    return Layer(height, rough.astype(np.float32), covers, grid.cell_m, grid.centre_x_m, grid.centre_y_m)  # type: ignore[arg-type]


def _snow(height: Map, slope: Map, patches: Map, opened: Map, recipe: Biome) -> Map:
    """Snow lies above a ragged line, longer in hollows, and slides from walls."""
    hollow = np.clip(0.9 - opened, -0.3, 0.5)
    line = recipe.snowline_m * (1 + 0.1 * patches - 0.55 * hollow) + 260 * np.clip(slope - 0.5, 0, 1)
    lying = _step(height, line - 0.07 * recipe.snowline_m - 25, line + 0.07 * recipe.snowline_m + 25)
    lying = np.maximum(lying, recipe.snow_cover * np.clip(0.92 + 0.1 * patches + 0.4 * hollow, 0, 1))
    wall = 0.85 + 0.25 * patches + 0.5 * hollow
    return np.asarray(lying * (1 - 0.95 * _step(slope, wall, wall + 0.4)), np.float32)


def _trees(height: Map, slope: Map, patches: Map, recipe: Biome, dry: Map, wet: Map) -> Map:
    if recipe.woods == 0:
        return np.zeros_like(height)
    line, steep = recipe.treeline_m * (1 + 0.2 * patches), max(1.0, 0.6 * recipe.climbs)
    grows = (1 - _step(height, line * 0.75, line * 1.1)) * (1 - _step(slope, 0.7 * steep, 1.1 * steep)) * dry
    woods = _step(patches + 0.25 * wet, 0.75 - 1.6 * recipe.woods, 1.15 - 1.6 * recipe.woods)
    return np.asarray(grows * woods, np.float32)


def _clearing(grid: Grid, patches: Map) -> Map:
    """No trees about the camera: crowns of a height field look right from some distance only."""
    away = _away(grid)
    edge = np.asarray(190.0 + 100.0 * np.clip(patches, -0.9, 1.5), np.float32)
    return _step(away.astype(np.float32), edge, edge * 2.6)


def _away(grid: Grid) -> Map:
    """Metres from the camera's stand."""
    x, y = grid.frame.points()
    return np.asarray(np.hypot(x, y), np.float32)


def _ledges(grid: Grid) -> Map:
    """Roughness of rock on a shore: low about the camera, which looks over it, craggy farther on."""
    return np.asarray(0.95 + 0.4 * _step(_away(grid), 130.0, 450.0), np.float32)


def _framing(grid: Grid, patches: Map, subject_azimuth_deg: float) -> Map:
    """A stand of trees nearer by, at the side of the frame away from the subject, thinner towards its middle."""
    steps = (np.arange(grid.height.shape[0]) - (grid.height.shape[0] - 1) / 2) * grid.cell_m
    x, y = (steps + grid.centre_x_m).astype(np.float32)[None, :], (steps + grid.centre_y_m).astype(np.float32)[:, None]
    aside = np.degrees(np.arctan2(x * np.float32(-math.copysign(1, subject_azimuth_deg)), y)) + 5 * patches
    away = np.hypot(x, y)
    deep = _step(away, 105.0, 145.0) * (1 - _step(away, 230.0, 320.0))
    return np.asarray(0.8 * deep * _step(aside, 15.0, 27.0) * (1 - _step(aside, 42.0, 60.0)), np.float32)


def _roughness(slope: Map, loose: Map, green: Map, snow: Map, recipe: Biome) -> Map:
    rough = recipe.rough_rock * (0.45 + 0.55 * _step(slope, 0.25, 0.9))
    rough = rough + (recipe.rough_loose - rough) * loose
    rough = rough + (recipe.rough_green - rough) * np.clip(green, 0, 1)
    return np.asarray(rough * (1 - 0.5 * snow * (1 - _step(slope, 0.6, 1.2))), np.float32)


def _openness(height: Map, cell_m: float) -> Map:
    """Share of the sky that a point sees, from how far it lies under its surroundings at several scales."""
    total = np.zeros_like(height)
    for radius_m in (2 * cell_m, 5 * cell_m, 14 * cell_m, 40 * cell_m):
        around = cv2.blur(cv2.blur(height, _kernel(radius_m, cell_m)), _kernel(radius_m, cell_m))
        total += np.clip((around - height) / (0.5 * radius_m), -0.4, 1)
    return np.asarray(np.clip(0.9 - 0.5 * total, 0.25, 1), np.float32)


def _kernel(radius_m: float, cell_m: float) -> tuple[int, int]:
    size = 2 * max(1, round(radius_m / cell_m / 2)) + 1
    return size, size


def _patches(n: int, cell_m: float, size_m: float, seed: int) -> Map:
    """Smooth noise of that size with finer octaves, about −1 … 1."""
    random = np.random.default_rng([seed % 2**32, 0xB10])
    total = np.zeros((n, n), np.float32)
    for octave in range(6):
        cells = max(4, min(n, round(n * cell_m / (size_m / 2**octave))))
        coarse = random.standard_normal((cells, cells)).astype(np.float32)
        total += cv2.resize(coarse, (n, n), interpolation=cv2.INTER_CUBIC) * (0.5 / 1.45**octave)
    return np.clip(total, -1.5, 1.5)


def _step(value: Map, low: Map | float, high: Map | float) -> Map:
    """Smooth step from 0 at `low` to 1 at `high`."""
    t = np.clip((value - low) / (np.asarray(high) - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)
