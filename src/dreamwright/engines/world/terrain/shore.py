"""Where water meets land: beaches, shelves, bars and beds along a signed shore field.

A shore field is about the metres from the waterline: positive on land, negative on water.
Knows no place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from dreamwright.engines.world.terrain.compose import open_view, sighted
from dreamwright.engines.world.terrain.grid import Field, Frame, Grid, Land, blur, join, smooth, soft_min
from dreamwright.engines.world.terrain.ranges import Country, surfaced
from dreamwright.engines.world.terrain.site import Site

Drawing = Callable[[Frame], Field]


@dataclass(frozen=True)
class Profile:
    """The section of ground through a shore."""

    beach: float = 0.05
    """Tangent of the beach at the waterline."""
    berm_m: float = 3.0
    """Height the beach tends to inland."""
    ramp_m: float = 60.0
    """Width over which the land's own relief begins."""
    shelf_m: float = 90.0
    """Width of the shallow shelf."""
    shelf_depth_m: float = 4.0
    deep_m: float = 60.0
    drop_m: float = 400.0
    """Width over which the bed falls from the shelf to the deep."""
    bar_m: float = 0.0
    """Height of the sand bar over the shelf."""


def beach(shore: Field, profile: Profile) -> Field:
    """Ground height of beach, shelf and bed at a shore field, continuous in slope at the waterline."""
    land = profile.berm_m * (1 - np.exp(-np.maximum(shore, 0) * (profile.beach / profile.berm_m)))
    out: Field = np.maximum(-shore, 0)
    shelf = profile.shelf_depth_m * (1 - np.exp(-out * (profile.beach / profile.shelf_depth_m)))
    fall = (profile.deep_m - profile.shelf_depth_m) * smooth(0, profile.drop_m, out - profile.shelf_m)
    bar = profile.bar_m * np.exp(-(((out - profile.shelf_m * 0.6) / (profile.shelf_m * 0.16)) ** 2))
    return np.asarray(land - shelf - fall + bar, np.float32)


def true_distance(shore: Field, cell_m: float, beyond_m: float = 150.0) -> Field:
    """The shore field with true distances to the waterline on the water beyond `beyond_m`."""
    water = (shore < 0).astype(np.uint8)
    away = cv2.distanceTransform(water, cv2.DIST_L2, cv2.DIST_MASK_5) * np.float32(cell_m)
    share = smooth(beyond_m, beyond_m * 3, -shore)
    return np.asarray(shore * (1 - share) - blur(away, 2.0) * share, np.float32)


def waterside(relief: Field, shore: Field, profile: Profile, bed_relief: Field) -> Field:
    """Height (N, N): the land's relief behind the beach, the bed's relief under deep water."""
    inland = smooth(0, profile.ramp_m, shore)
    sunk = smooth(0, profile.drop_m, -shore - profile.shelf_m * 0.5)
    ground = beach(shore, profile) + np.maximum(relief, 0) * inland + bed_relief * sunk
    return np.asarray(np.where(shore < 0, soft_min(ground, -0.02, 0.02), ground), np.float32)


def stand_on_shore(shore: Field, frame: Frame, wanted_m: float, radius_m: float) -> Field:
    """The shore field shifted about the origin so that the camera stands `wanted_m` from the waterline."""
    x, y = frame.points()
    near = np.exp(-(x**2 + y**2) / (radius_m * radius_m))
    return np.asarray(shore + near * wanted_m, np.float32)


@dataclass(frozen=True)
class Waters:
    """How a place beside water is finished."""

    shore: Drawing
    profile: Profile
    bed: Drawing
    """Relief of the deep bed, (N, N) metres."""
    rise_deg: float
    """Elevation of the skyline at the subject."""
    extra: Drawing | None = None
    """Heights (N, N) that stand over the ground and the water: stacks, icebergs; −inf or below the bed elsewhere."""


def finish(site: Site, country: Country, waters: Waters, stand_m: float = 1.0) -> Land:
    """The country scaled to its skyline and set about its water."""
    frames = country.near_frame, country.far_frame
    scale = _skyline_scale(site, country, waters, stand_m)
    heights = [
        waterside(relief * scale, true_distance(waters.shore(frame), frame.cell_m), waters.profile, waters.bed(frame))
        for relief, frame in zip((country.near, country.far), frames, strict=True)
    ]
    low, high = met(heights, frames)
    if waters.extra is not None:  # after the view was opened, which would round off what stands near
        low, high = (np.maximum(h, waters.extra(f)) for h, f in zip((low, high), frames, strict=True))
        low = join(low, frames[0], high, frames[1])
    return shored(site, country, low, high, waters.shore)


def met(heights: list[Field], frames: tuple[Frame, Frame]) -> tuple[Field, Field]:
    """Near and far heights, the near with its view open and melting into the far."""
    low, high = open_view(heights[0], frames[0]), heights[1]
    return join(low, frames[0], high, frames[1]), high


def _skyline_scale(site: Site, country: Country, waters: Waters, stand_m: float) -> float:
    near, far = (country.near, country.near_frame), (country.far, country.far_frame)
    _, _, away, top = sighted(near, far, site.azimuth_deg, stand_m)
    wanted = np.tan(np.radians(waters.rise_deg)) * away + stand_m
    return float(np.clip(wanted / max(top, 1.0), 0.4, 2.2))


def shored(site: Site, country: Country, low: Field, high: Field, shore: Drawing) -> Land:
    """The finished land: beaches are loose, the waterline is wet."""
    near, far = surfaced(country, low, high)
    near, far = _sandy(near, shore(near.frame)), _sandy(far, shore(far.frame))
    stand = max(float(near.height[_middle(near)]), 0.0)
    views = (near.height, near.frame), (far.height, far.frame)
    azimuth_deg, _, away, top = sighted(*views, site.azimuth_deg, stand)
    return Land(near, far, True, azimuth_deg, away, top)


def _middle(grid: Grid) -> tuple[int, int]:
    half = (grid.height.shape[0] - 1) / 2
    return round(half - grid.centre_y_m / grid.cell_m), round(half - grid.centre_x_m / grid.cell_m)


def _sandy(grid: Grid, shore: Field) -> Grid:
    sand = smooth(40, 8, shore) * smooth(7, 3, grid.height)
    sand = sand * (1 - smooth(0.8, 1.6, grid.height) * smooth(-15, -40, shore))
    damp = smooth(-1.0, 0.3, -grid.height) * smooth(30, 5, shore)
    loose, wet = np.maximum(grid.loose, sand), np.maximum(grid.wet, damp)
    return replace(grid, wet=wet, loose=loose)


def reheighted(grid: Grid, height: Field) -> Grid:
    """The same grid with other heights."""
    return replace(grid, height=np.asarray(height, np.float32))
