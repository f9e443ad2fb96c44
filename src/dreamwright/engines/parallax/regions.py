"""What pixels show: sky, water, leaves, smoke, fire, a person; from cues and from the prompt's words.

Absent words and weak evidence give an empty region: a wall must never flow. Masks of the user's stand as given.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.parallax.depth.focus import find_focus
from dreamwright.engines.parallax.depth.foreground import Foreground, find_foreground
from dreamwright.engines.parallax.depth.guided import box, fit
from dreamwright.engines.parallax.depth.sight import Sight, encode, sight_of
from dreamwright.engines.parallax.depth.sky import Sky, find_sky
from dreamwright.engines.parallax.relief_types import Regions, Relief
from dreamwright.engines.parallax.spoken import SHOWN
from dreamwright.errors import BadOption
from dreamwright.frames import Array

NAMES = tuple(field.name for field in fields(Regions))
_ORDER = ("person", "fire", "waterfall", "smoke", "sky", "water", "foliage")
MOST_SMOKE = 0.3
"""Share of the picture over which something soft and grey is a wall or a sheet of paper."""
_SHARP = 0.045
"""Change of lightness (0-1) per pixel from which on an outline is a solid thing's."""
_FLAT = 0.03
"""Deviation of lightness under which a surface is flat."""
_SHORE, _SHORE_STEP = 8, 9.0
"""Rows over and under a shore that are compared, and how far apart in L*a*b* they are."""
Numbers = NDArray[Any]
SURE = 0.85
"""Belief in a sky from which on its clouds drift unasked; photographs of rooms and towers were believed up to 0.7."""
SMALLEST = 0.004
"""Share of the picture under which a region is left out."""
_SMALLEST = {"fire": 0.0006, "waterfall": 0.002, "hair": 0.002}
"""The same of regions that matter though they are small."""


@dataclass(frozen=True)
class Evidence:
    """What the regions are found from."""

    sight: Sight
    near: Array
    """(h, w) disparity."""
    horizon: float | None
    """Row of the sight."""
    sky: Sky
    front: Foreground
    words: frozenset[str]

    def said(self, name: str) -> bool:
        """Whether the prompt names the region."""
        return not SHOWN[name].isdisjoint(self.words)

    @cached_property
    def surfaces(self) -> Array:
        """(h, w) 0-1: 0 where each pixel has a colour of its own, as in noise: nothing is known of such a place."""
        speckle = np.linalg.norm(self.sight.lab - self.colours, axis=-1).astype(np.float32)
        return 1.0 - _ramp(box(speckle, 3), 14.0, 22.0)

    @cached_property
    def colours(self) -> Array:
        """(h, w, 3) L*a*b* of surfaces: without the speckle of single pixels."""
        return cast(Array, cv2.GaussianBlur(self.sight.lab, (0, 0), max(self.sight.size) / 150))


def find_regions(seen: Evidence, picture: Array, given: Mapping[str, Array]) -> Regions:
    """The regions of a (H, W, 3) linear picture, each (H, W) 0-1 with its edges on the picture's.

    `seen`: what `look_at` gave of it. `given`: masks (H, W) 0-1 by region's name, which stand as they are; BadOption
    for an unknown name or another size.
    """
    _check(given, (int(picture.shape[0]), int(picture.shape[1])))
    finders = {
        "water": _water, "foliage": _foliage, "smoke": _smoke, "fire": _fire, "person": _person,
        "waterfall": _waterfall, "hair": _hair,
    }  # fmt: skip
    found = {"sky": seen.sky.mask, **{name: find(seen) for name, find in finders.items()}}
    guide = encode(picture)
    masks = {
        name: np.clip(given[name], 0, 1).astype(np.float32)
        if name in given
        else _sized(seen.sight, guide, mask, _SMALLEST.get(name, SMALLEST))
        for name, mask in found.items()
    }
    return Regions(**_apart(masks, given))


def sure_of_sky(seen: Evidence, given: Mapping[str, Array]) -> bool:
    """Whether what is taken for sky is one: it is given, named, or plainly one, and no backdrop of a room."""
    return "sky" in given or seen.said("sky") or seen.sky.belief >= SURE


def _check(given: Mapping[str, Array], shape: tuple[int, int]) -> None:
    for name, mask in given.items():
        if name not in NAMES:
            raise BadOption(f"There is no region “{name}”: a mask is for {', '.join(NAMES[:-1])} or {NAMES[-1]}.")
        if mask.shape != shape:
            size = "x".join(str(side) for side in reversed(mask.shape))
            raise BadOption(f"The mask for {name} is {size}, the picture {shape[1]}x{shape[0]}.")


def look_at(picture: Array, relief: Relief, words: frozenset[str]) -> Evidence:
    """What is seen of a (H, W, 3) linear picture; `words`: the prompt's, in lower case."""
    sight = sight_of(picture)
    scale = sight.size[0] / picture.shape[0]
    near = cv2.resize(relief.disparity, (sight.size[1], sight.size[0]), interpolation=cv2.INTER_AREA)
    sky = find_sky(sight)
    horizon = None if relief.horizon_row is None else relief.horizon_row * scale
    front = find_foreground(sight, sky, find_focus(sight), horizon)
    return Evidence(sight, cast(Array, near), horizon, sky, front, words)


def _sized(sight: Sight, guide: Array, mask: Array, least: float) -> Array:
    """The mask at the picture's size with the picture's edges; nothing when it is too small to matter."""
    if mask.mean() < least:
        return np.zeros(guide.shape[:2], np.float32)
    soft = fit(sight.codes, mask, max(2, max(sight.size) // 96), 4e-4).of(guide)
    size = guide.shape[1], guide.shape[0]
    kernel = np.ones((9, 9), np.uint8)
    low, high = (cv2.resize(edge(mask, kernel), size) for edge in (cv2.erode, cv2.dilate))
    return cast(Array, np.clip(np.clip(1.4 * soft - 0.2, low, high), 0.0, 1.0).astype(np.float32))


def _apart(masks: dict[str, Array], given: Mapping[str, Array]) -> dict[str, Array]:
    """Each pixel in one region at most, hair aside, which may be a person's: a given one first, then by `_ORDER`."""
    order = [*(name for name in given if name != "hair"), *(name for name in _ORDER if name not in given)]
    left = np.ones_like(masks["sky"])
    parted: dict[str, Array] = {}
    for name in order:
        parted[name] = masks[name] if name in given else np.minimum(masks[name], left).astype(np.float32)
        left = np.clip(left - parted[name], 0.0, 1.0)
    free = np.asarray(np.minimum(masks["hair"], left + parted["person"]), np.float32)
    return parted | {"hair": masks["hair"] if "hair" in given else free}


def _ramp(values: Numbers, low: float, high: float) -> Array:
    return cast(Array, np.clip((np.asarray(values, np.float32) - low) / (high - low), 0.0, 1.0))


def _whole(mask: Numbers, share: float = 0.25) -> Array:
    """The parts that are large, beside the largest: crumbs go, and so do small holes."""
    hard = cv2.morphologyEx((mask > 0.5).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    hard = cv2.morphologyEx(hard, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, names, stats, _ = cv2.connectedComponentsWithStats(hard, connectivity=4)
    if count < 2:
        return np.zeros(mask.shape, np.float32)
    area = stats[:, cv2.CC_STAT_AREA].astype(np.float32)
    area[0] = 0.0
    keep = area > max(share * area.max(), 0.2 * SMALLEST * mask.size)
    return keep[names].astype(np.float32)


def _level_streaks(sight: Sight) -> Array:
    """(h, w) 0-1: how much of the texture runs level, as ripples and reflections of a shore do."""
    reach = max(3, max(sight.size) // 40)
    across, down = (box(sight.slope[..., axis] ** 2, reach) for axis in (0, 1))
    return _ramp((down - across) / (down + across + 1e-6), -0.1, 0.5)


def _water(seen: Evidence) -> Array:
    """Below the horizon, as blue as, or coloured like, the sky it mirrors, with level streaks; only when said, or sure.

    Unsaid it must touch a level horizon under a sky, be cool in colour and streaked: an open sea.
    """
    sight, sky = seen.sight, seen.sky
    if seen.horizon is None:
        return _said_water(seen) if seen.said("water") else np.zeros(sight.size, np.float32)
    below = _ramp(sight.rows * sight.size[0] - seen.horizon, -1.0, 2.0)
    likely = below * (sky.mask < 0.5) * (1 - seen.front.mask) * _mirrors(seen) * seen.surfaces
    if seen.said("water"):
        return _below_shore(_whole(likely * (0.55 + 0.45 * _level_streaks(sight)) > 0.3), seen.colours)
    sure = _whole(likely * _blue(seen) * _level_streaks(sight) > 0.45)
    foot = min(sight.size[0] - 1, int(seen.horizon) + max(3, sight.size[0] // 24))
    wide = float(sure[foot].mean()) > 0.5 and float(sure.mean()) > 0.1
    return sure if wide and sky.belief > 0.6 else np.zeros_like(sure)


def _below_shore(mask: Array, colours: Array) -> Array:
    """The mask without what stands behind the water: all over a level line in its upper part where colours step."""
    rows = np.nonzero(mask.any(1))[0]
    if rows.size < 4 * _SHORE:
        return mask
    weight = mask[..., None]
    total, count = (np.cumsum(np.pad(a, ((1, 0), (0, 0), (0, 0))), axis=0) for a in (colours * weight, weight))
    steps = []
    for row in range(int(rows[0]) + _SHORE, int(rows[0] + 0.6 * rows.size)):
        upper, lower = (_mean_rows(total, count, row + s * (_SHORE + 1) // 2, _SHORE) for s in (-1, 1))
        both = (upper[1] > 0.9) & (lower[1] > 0.9)
        wide = float(both.sum()) > 0.4 * max(float(mask[row].sum()), 1.0)
        steps.append(float(np.linalg.norm((lower[0] - upper[0])[both].mean(0))) if wide else 0.0)
    if not steps or max(steps) < _SHORE_STEP:
        return mask
    cut = mask.copy()
    cut[: int(rows[0]) + _SHORE + int(np.argmax(steps)) + 1] = 0.0
    return cut


def _mean_rows(total: Array, count: Array, middle: int, reach: int) -> tuple[Array, Array]:
    """(w, n) means over `reach` rows about one, and the share (w,) of them that the mask covers."""
    first, last = max(0, middle - reach // 2), min(total.shape[0] - 1, middle - reach // 2 + reach)
    number = count[last] - count[first]
    return (total[last] - total[first]) / np.maximum(number, 1e-3), number[:, 0] / reach


def _blue(seen: Evidence) -> Array:
    """(h, w) 0-1: how blue or blue-green each pixel is."""
    return _ramp(-seen.colours[..., 2] - 0.6 * np.maximum(seen.colours[..., 1], 0.0), 1.0, 7.0)


def _mirrors(seen: Evidence) -> Array:
    """(h, w) 0-1: blue or blue-green pixels, or pixels of the hue of the sky above, no lighter than it."""
    sight, sky = seen.sight, seen.sky
    lightness, red, yellow = np.moveaxis(seen.colours, -1, 0)
    blue = _blue(seen)
    if sky.mask.sum() < 64:
        return blue
    above = sight.lab[sky.mask > 0.5]
    tint = np.median(above, axis=0)
    apart = np.hypot(red - tint[1], yellow - tint[2])
    like = (1.0 - _ramp(apart, 8.0, 18.0)) * (1.0 - _ramp(lightness - np.quantile(above[:, 0], 0.98), 5.0, 15.0))
    return np.maximum(blue, like)


def _said_water(seen: Evidence) -> Array:
    """Water in a picture without horizon: blue, green-blue or white and streaked, below the middle, and a lot of it."""
    sight = seen.sight
    yellow, red = seen.colours[..., 2], seen.colours[..., 1]
    cool = _ramp(-yellow - 0.5 * np.maximum(red, 0.0), 2.0, 10.0)
    found = _whole(cool * seen.surfaces * (1 - seen.front.mask) * (sight.rows > 0.2) > 0.5)
    return found if found.mean() > 0.08 else np.zeros_like(found)


def _foliage(seen: Evidence) -> Array:
    """Green and busy; with leaves or grass in the words also yellow-green, autumn's red and dark greens."""
    sight = seen.sight
    lightness, red, yellow = np.moveaxis(seen.colours, -1, 0)
    said = seen.said("foliage")
    green = _ramp(yellow - 1.2 * np.maximum(red, -2.0), 4.0 if said else 9.0, 14.0 if said else 20.0)
    green = green * _ramp(-red, -4.0 if said else 1.0, 4.0 if said else 6.0)
    busy = _ramp(box(sight.edges, 4) / (sight.light + 0.1), 0.012, 0.03)
    found = green * busy * _ramp(lightness, 4.0, 10.0) * _sky_free(seen) * seen.surfaces
    return _whole(found * (1.0 if said else 0.9) > 0.45, 0.05)


def _sky_free(seen: Evidence) -> Array:
    """(h, w) 1 where there is no sky."""
    return cast(Array, (seen.sky.mask < 0.5).astype(np.float32))


def _smoke(seen: Evidence) -> Array:
    """Grey, soft, lighter or darker than what is round it; only when the words say so: a grey wall looks the same."""
    sight = seen.sight
    if not seen.said("smoke"):
        return np.zeros(sight.size, np.float32)
    chroma = np.hypot(sight.lab[..., 1], sight.lab[..., 2])
    grey = 1.0 - _ramp(chroma, 8.0, 18.0)
    soft = 1.0 - _ramp(box(sight.edges, 4), 0.012, 0.03)
    wide = cv2.GaussianBlur(sight.light, (0, 0), max(sight.size) / 6)
    stands_out = _ramp(np.abs(cv2.GaussianBlur(sight.light, (0, 0), 2.0) - wide), 0.03, 0.1)
    found = _whole(grey * soft * stands_out * (sight.light < 0.97) * _sky_free(seen) > 0.4, 0.3)
    found = found if found.mean() < MOST_SMOKE else np.zeros_like(found)
    return _soft_edged(
        np.maximum(found, _plume_in_sky(seen, grey * (1.0 - _ramp(box(sight.edges, 4), 0.025, 0.05)))), sight
    )


def _soft_edged(mask: Array, sight: Sight) -> Array:
    """The parts whose outline is soft, but flat ones at the picture's border: smoke, not paper or walls."""
    count, names = cv2.connectedComponents((mask > 0.5).astype(np.uint8))
    around = np.ones((3, 3), np.uint8)
    steep, calm = cv2.dilate(sight.edges, around), cv2.GaussianBlur(sight.light, (0, 0), 1.5)
    keep = np.zeros(count, np.bool_)
    for i in range(1, count):
        part = (names == i).astype(np.uint8)
        outline = (cv2.dilate(part, around) - cv2.erode(part, around)) > 0
        cut = part[:, [0, -1]].any() or part[[0, -1]].any()
        solid = cut and float(calm[names == i].std()) < _FLAT
        keep[i] = not solid and float(np.quantile(steep[outline], 0.6)) < _SHARP
    return keep[names].astype(np.float32)


def _plume_in_sky(seen: Evidence, grey: Array) -> Array:
    """A column before the sky, darker or paler than the sky beside it, that stands on land and is no wide cloud."""
    sight, open_sky = seen.sight, (seen.sky.mask > 0.5).astype(np.float32)
    share = cv2.GaussianBlur(open_sky, (0, 0), max(sight.size) / 10) + 1e-3
    beside = cv2.GaussianBlur(sight.light * open_sky, (0, 0), max(sight.size) / 10) / share
    unlike = (cv2.GaussianBlur(sight.light, (0, 0), 1.5) - beside) * open_sky
    land = cast(Array, cv2.dilate(1.0 - open_sky, np.ones((7, 7), np.uint8)))
    best = np.zeros_like(grey)
    for sign in (1.0, -1.0):
        column = _columns(_whole(grey * _ramp(sign * unlike, 0.03, 0.07) > 0.35, 0.05), land)
        best = column if column.sum() > best.sum() else best
    return best


def _columns(mask: Array, land: Array) -> Array:
    """The parts that stand on land on a narrow foot and are taller than wide."""
    count, names, stats, _ = cv2.connectedComponentsWithStats((mask > 0.5).astype(np.uint8))
    keep = np.zeros(count, np.bool_)
    for i in range(1, count):
        wide, tall = stats[i, cv2.CC_STAT_WIDTH], stats[i, cv2.CC_STAT_HEIGHT]
        foot = ((names == i) & (land > 0.5)).any(0).sum()
        keep[i] = 0 < foot < 0.12 * mask.shape[1] and tall > 0.8 * wide and tall > 0.08 * mask.shape[0]
    return keep[names].astype(np.float32)


def _fire(seen: Evidence) -> Array:
    """Glowing yellow to red in dark surroundings; only when the words say so."""
    sight = seen.sight
    if not seen.said("fire"):
        return np.zeros(sight.size, np.float32)
    lightness, red, yellow = np.moveaxis(sight.lab, -1, 0)
    hot = _ramp(yellow, 18.0, 40.0) * _ramp(red, -2.0, 12.0) * _ramp(lightness, 45.0, 70.0)
    core = _ramp(lightness, 88.0, 95.0) * _ramp(yellow, 2.0, 10.0)
    around = cv2.GaussianBlur(sight.light, (0, 0), max(sight.size) / 8)
    dark = _ramp(sight.light - around, 0.15, 0.35)
    return _whole(np.maximum(hot, core) * dark * _sky_free(seen) * seen.surfaces > 0.35, 0.05)


def _person(seen: Evidence) -> Array:
    """The foreground, when the words name a person: a cut-out alone may be a vase."""
    return seen.front.mask if seen.said("person") else np.zeros(seen.sight.size, np.float32)


def _waterfall(seen: Evidence) -> Array:
    """White strands that run down, lighter than what is beside them and taller than wide parts of it; only by name."""
    sight = seen.sight
    if not seen.said("waterfall"):
        return np.zeros(sight.size, np.float32)
    lightness, red, yellow = np.moveaxis(seen.colours, -1, 0)
    white = _ramp(lightness, 42.0, 60.0) * (1.0 - _ramp(np.hypot(red, np.maximum(yellow, 0.0)), 9.0, 20.0))
    strands = _hanging_strands(sight, white)
    land = 1.0 - seen.sky.mask * (strands < 0.5) + 1e-3
    reach = max(sight.size) / 9
    beside = cv2.GaussianBlur(sight.light * land, (0, 0), reach) / cv2.GaussianBlur(land, (0, 0), reach)
    found = white * _ramp(sight.light - beside, 0.04, 0.14) * strands * seen.surfaces
    return _tall(_whole(found > 0.3, 0.15))


def _hanging_strands(sight: Sight, white: Array) -> Array:
    """(h, w) 0-1: how much of the texture within what is white runs down, as strands of falling water do."""
    reach = max(3, max(sight.size) // 48)
    inner = cast(Array, cv2.erode((white > 0.3).astype(np.float32), np.ones((9, 9), np.uint8)))
    share = box(inner, reach) + 1e-2
    across, down = (box(sight.slope[..., axis] ** 2 * inner, reach) / share for axis in (0, 1))
    return _ramp((across - down) / (down + across + 1e-6), -0.15, 0.25) * _ramp(across + down, 2e-6, 2e-5)


def _tall(mask: Array) -> Array:
    """The parts that hang down for some way."""
    count, names, stats, _ = cv2.connectedComponentsWithStats((mask > 0.5).astype(np.uint8))
    tall = stats[:, cv2.CC_STAT_HEIGHT] >= max(0.08 * mask.shape[0], 1.0)
    tall &= stats[:, cv2.CC_STAT_HEIGHT] >= 0.5 * stats[:, cv2.CC_STAT_WIDTH]
    tall[0] = False
    return tall[names].astype(np.float32) if count > 1 else np.zeros_like(mask)


def _hair(seen: Evidence) -> Array:
    """Strands about a face, or an animal's coat's edge; only when the words say so, and not the face itself."""
    sight = seen.sight
    if not seen.said("hair"):
        return np.zeros(sight.size, np.float32)
    skin = _skin(seen) * (seen.front.mask > 0.5)
    face = _face(_whole(skin > 0.5, 0.2))
    rows = np.nonzero(face.any(1))[0]
    if not rows.size:
        return np.zeros_like(face)
    size = math.sqrt(float(face.sum()))
    near = cv2.distanceTransform((face < 0.5).astype(np.uint8), cv2.DIST_L2, 5) < 0.7 * size
    above = np.arange(sight.size[0])[:, None] < rows[0] + min(0.6 * (rows[-1] - rows[0]), 0.7 * size)
    found = seen.front.mask * near * above * (1.0 - _ramp(box(skin, 1), 0.1, 0.4))
    return _whole(found > 0.5, 0.3)


def _face(skin: Array) -> Array:
    """The highest part that is about as tall as a face and not too large; empty where there is none."""
    count, names, stats, _ = cv2.connectedComponentsWithStats((skin > 0.5).astype(np.uint8))
    for i in sorted(range(1, count), key=lambda i: int(stats[i, cv2.CC_STAT_TOP])):
        wide, tall, area = (float(stats[i, j]) for j in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
        if 0.35 < wide / tall < 1.3 and SMALLEST < area / skin.size < 0.2 and area > 0.4 * wide * tall:
            return (names == i).astype(np.float32)
    return np.zeros_like(skin)


def _skin(seen: Evidence) -> Array:
    """(h, w) 0-1: colours of skin, of any lightness."""
    lightness, red, yellow = np.moveaxis(seen.colours, -1, 0)
    hue = np.degrees(np.arctan2(yellow, np.maximum(red, 1e-3)))
    chroma = np.hypot(red, yellow)
    tinted = _ramp(chroma, 10.0, 16.0) * (1.0 - _ramp(chroma, 45.0, 55.0)) * _ramp(red, 5.0, 9.0)
    return tinted * _ramp(hue, 22.0, 32.0) * (1.0 - _ramp(hue, 62.0, 72.0)) * _ramp(lightness, 28.0, 40.0)
