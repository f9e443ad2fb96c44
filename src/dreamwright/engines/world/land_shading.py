"""The light that land gives back: materials by cover, slope, height and wetness, under key light and sky.

Pure functions of Dr.Jit arrays, traced into the frame's kernel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from dreamwright.engines.world.biome import Biome
from dreamwright.engines.world.canopy import Crowns, crowns
from dreamwright.engines.world.ground import Cover, Ground, Shape
from dreamwright.engines.world.jit import Array3f, Float, Int, UInt, dr, vector
from dreamwright.engines.world.layered import Layered, on_wall, streaks
from dreamwright.engines.world.noise import gradient_noise, hash2, unit, unit_vector
from dreamwright.engines.world.scrub import scrub
from dreamwright.engines.world.stones import stones
from dreamwright.engines.world.turf import tufts
from dreamwright.engines.world.water.shore import SurfPoint

SNOW = (0.86, 0.885, 0.92)
ICE = (0.50, 0.70, 0.80)
SEAM, WASHED_ICE = (0.20, 0.48, 0.66), (0.06, 0.22, 0.32)
NOTCH_M = 1.3
"""Height over the water up to which waves keep ice wet and clear."""


class Materials:
    """A biome's colours on the device, so that one kernel serves every season."""

    def __init__(self, recipe: Biome, wind_toward_deg: float, wetness: float) -> None:
        self.recipe = recipe
        self.rock, self.rock_other, self.loose = map(vector, (recipe.rock, recipe.rock_other, recipe.loose))
        self.green, self.green_other = vector(recipe.green), vector(recipe.green_other)
        self.scrub = vector(recipe.scrub)
        self.leaf, self.flowers = vector(recipe.leaf), vector(recipe.flowers)
        angle = math.radians(wind_toward_deg)
        self.wind = [dr.opaque(Float, v) for v in (math.sin(angle), math.cos(angle))]
        self.wetness = dr.opaque(Float, wetness)
        self.has_trees = recipe.woods > 0
        self.has_strata = recipe.strata > 0
        self.has_ripples = recipe.ripples > 0
        self.has_flowers = recipe.flowering > 0
        self.has_stones = recipe.stones > 0
        self.has_turf = recipe.greenness > 0.5
        self.has_ice = recipe.ice > 0
        self.has_sastrugi = recipe.snow_cover > 0.5
        self.stones = dr.opaque(Float, recipe.stones)


def stoniness(cover: Cover, height_m: Float, materials: Materials) -> Float:
    """How thickly stones lie, 0-1: most on scree, few on grass, none under snow or water."""
    most = 0.35 + 0.65 * cover.loose - 0.25 * cover.green
    return materials.stones * most * dr.clip(1.3 - 1.6 * cover.snow, 0, 1) * dr.clip(2 * height_m - 0.1, 0, 1)


def grassiness(cover: Cover, materials: Materials) -> Float:
    """How thick the turf stands, 0-1, before the finest patches."""
    return (
        dr.clip(1.7 * cover.green - 0.35, 0, 1) * dr.clip(1 - 2 * cover.snow, 0, 1) if materials.has_turf else Float(0)
    )


@dataclass(frozen=True)
class Site:
    """Points on land, ready to be lit."""

    normal: Array3f
    albedo: Array3f
    height: Float
    """Of the visible surface (m)."""
    open: Float
    gloss: Float
    """0 matt … 1 wet or icy."""
    leafy: Float
    """Light let through from behind, 0-1."""
    snow: Float


def site(ground: Ground, materials: Materials, x: Float, y: Float, z: Float, footprint_m: Float, gap_m: Float) -> Site:
    """Material and normal of the land at points seen with that footprint (m).

    `z` (m) is where the ray met it, `gap_m` what the visibility pass could tell apart there.
    """
    coarse = ground.shape(x, y)
    if ground.strata is not None:
        x, y = on_wall(ground.strata, coarse, x, y, z, gap_m)
    shape = ground.fine(x, y, coarse, 1.2 * footprint_m, z)
    cover = ground.cover(x, y)
    spots = _spots(x, y, footprint_m, ground.salt)
    slope_x, slope_y = shape.slope_x, shape.slope_y
    steep = dr.sqrt(slope_x * slope_x + slope_y * slope_y)
    albedo, gloss = _bare(materials, cover, shape, steep, spots, footprint_m)
    opened = cover.open
    if ground.strata is not None:
        rock = Layered(ground.strata, z, footprint_m, steep)
        albedo = rock.albedo(materials.loose, spots, streaks(x, y, footprint_m, ground.salt))
        opened = opened * rock.shelter(shape)
        grown = scrub(x, y, rock.scrubby(spots), footprint_m, ground.salt)
        albedo = dr.lerp(albedo * grown.shade, materials.scrub * (0.6 + 0.8 * grown.hue), grown.share)
        slope_x, slope_y = slope_x + grown.slope_x, slope_y + grown.slope_y
    grass = Float(0)
    if materials.recipe.greenness > 0:
        albedo, grass = _greened(materials, cover, albedo, steep, spots, x, y, footprint_m, ground.salt)
    if materials.has_ripples:
        slope_x, slope_y = _rippled(materials, cover, x, y, slope_x, slope_y, footprint_m, ground.salt)
    if materials.has_ice:
        albedo = dr.lerp(albedo, _icy(x, y, z, steep, spots), cover.ice)
        lean_x, lean_y = _broken(x, y, z, footprint_m, ground.salt)
        share = cover.ice * dr.clip(1.6 * steep - 0.6, 0, 1)
        slope_x, slope_y = slope_x + lean_x * share * (1 + steep), slope_y + lean_y * share * (1 + steep)
    snow = dr.clip(
        (cover.snow + 0.32 * spots[1] + 0.16 * spots[2] - 0.3 * dr.maximum(steep - 0.7, 0) - 0.38) * 3.2, 0, 1
    )
    albedo = dr.lerp(albedo, Array3f(*SNOW) * (1 + 0.03 * spots[0]), snow)
    if materials.has_sastrugi:
        slope_x, slope_y = _sastrugi(materials, snow, x, y, slope_x, slope_y, footprint_m, ground.salt)
    height = shape.height
    if materials.has_turf:
        turf = tufts(x, y, grassiness(cover, materials), footprint_m, ground.salt)
        shaded = dr.lerp(1, 0.3 + 1.4 * turf.depth, grass)
        albedo *= shaded * (1 + grass * (turf.depth - 0.5) * Array3f(0.35, 0.15, -0.1))
        slope_x, slope_y = slope_x + turf.slope_x * 0.5, slope_y + turf.slope_y * 0.5
    if materials.has_stones:
        lying = stones(x, y, stoniness(cover, height, materials), footprint_m, ground.salt)
        tone = (0.75 + 0.6 * lying.hue) * (1 + 0.3 * spots[3])
        albedo = dr.lerp(albedo, dr.lerp(materials.rock, materials.rock_other, lying.hue) * tone, lying.share)
        slope_x, slope_y, height = slope_x + lying.slope_x, slope_y + lying.slope_y, height + lying.height
        grass *= 1 - lying.share
    wet = dr.clip(cover.wet * 0.8 + materials.wetness, 0, 1) * (1 - snow)
    albedo *= 1 - 0.5 * wet
    leafy = grass * 0.6
    if materials.has_trees:
        wood = crowns(x, y, cover.trees, dr.maximum(footprint_m, gap_m), ground.salt, z - shape.height)
        albedo, leafy, opened = _wooded(materials, wood, albedo, leafy, opened, snow, spots)
        slope_x += wood.slope_x * 0.5 * wood.share
        slope_y += wood.slope_y * 0.5 * wood.share
        height += wood.height
    normal = unit_vector(Array3f(-slope_x, -slope_y, Float(1)))
    return Site(
        normal, albedo, height, opened, dr.maximum(gloss * (1 - grass), wet * 0.7 * (1 - 0.7 * grass)), leafy, snow
    )


def _icy(x: Float, y: Float, z: Float, steep: Float, spots: list[Float]) -> Array3f:
    """Colour of bare ice: white where it is full of air, blue in seams, dark and glassy in the notch the sea washes."""
    beds, _, _ = gradient_noise(z / 11.0 + 0.03 * x + 0.022 * y + 0.3 * spots[1], 0.013 * (x - y), UInt(81))
    seam = dr.clip(1 - 13 * dr.abs(beds - 0.16 - 0.1 * spots[0]), 0, 1) * dr.clip(1.2 * steep - 0.3, 0, 1)
    white = dr.lerp(Array3f(*ICE), Array3f(0.74, 0.84, 0.89), dr.clip(0.5 + beds + 0.5 * spots[1], 0, 1))
    notch = dr.clip((NOTCH_M + 0.8 * spots[1] - z) / 0.5, 0, 1)
    return dr.lerp(dr.lerp(white, Array3f(*SEAM), 0.75 * seam), Array3f(*WASHED_ICE), notch)


def _broken(x: Float, y: Float, z: Float, footprint_m: Float, salt: UInt) -> tuple[Float, Float]:
    """Lean (slope) of the flat faces along which ice breaks: one for each cell of two turned lattices."""
    lean_x, lean_y = Float(0), Float(0)
    for size, most in ((11.0, 0.5), (4.1, 0.45), (1.3, 0.3)):
        jag, _, _ = gradient_noise(x / size, y / size + z / size, salt + 85)
        u = Int(dr.floor((x + 0.6 * y) / size + 0.9 * jag))
        v = Int(dr.floor(z / size + (0.4 * x - 0.5 * y) / size - 0.9 * jag))
        h = hash2(u, v, salt + 86)
        seen = most * dr.clip(1.5 - 2 * footprint_m / size, 0, 1)
        lean_x += seen * (2 * unit(h) - 1)
        lean_y += seen * (2 * unit(h * UInt(0x9E3779B1)) - 1)
    return lean_x, lean_y


def washed(place: Site, swash: SurfPoint | None) -> Site:
    """Sand that the surf has wetted, with its foam."""
    if swash is None:
        return place
    near = dr.clip((1.6 - place.height) * 2, 0, 1)
    damp, foam = swash.wetness * near, swash.foam * near
    albedo = dr.lerp(place.albedo * (1 - 0.45 * damp), Array3f(0.78, 0.8, 0.82), foam)
    return replace(place, albedo=albedo, gloss=dr.maximum(place.gloss, 0.8 * damp * (1 - foam)))


def _spots(x: Float, y: Float, footprint_m: Float, salt: UInt) -> list[Float]:
    """Noise at wavelengths of 160, 24, 3.5, 0.5 and 0.07 m, each gone where a pixel is wider."""
    spots: list[Float] = []
    for k, size in enumerate((160.0, 24.0, 3.5, 0.5, 0.07)):
        value, _, _ = gradient_noise(x / size + 0.37 * k, y / size, salt + 31 + k)
        spots.append(1.5 * value * dr.clip(1.5 - 2 * footprint_m / size, 0, 1))
    return spots


def _bare(
    m: Materials, cover: Cover, shape: Shape, steep: Float, spots: list[Float], footprint_m: Float
) -> tuple[Array3f, Float]:
    mix = dr.clip(0.5 + 0.6 * spots[0] + 0.45 * spots[1] + 0.3 * spots[2], 0, 1)
    rock = dr.lerp(m.rock, m.rock_other, mix)
    if m.has_strata:
        rock = dr.lerp(rock, rock * _strata(shape, spots), cover.strata)
    loose = m.loose * (1 + 0.14 * spots[0] + 0.1 * spots[1] + 0.1 * spots[2] + 0.14 * spots[3] + 0.3 * spots[4])
    share = dr.clip((cover.loose + 0.3 * spots[1] + 0.2 * spots[2] - 0.35) * 2.6, 0, 1)
    share = share * dr.clip(2.2 - 2.0 * steep, 0, 1)
    rock = rock * (1 + 0.22 * spots[2] + 0.2 * spots[3] + 0.25 * spots[4])
    return dr.lerp(rock * _cracked(steep, spots, footprint_m), loose, share), Float(0.08)


def _cracked(steep: Float, spots: list[Float], footprint_m: Float) -> Float:
    """Dark joints in steep rock, where the noise of a few metres and of a few feet crosses zero."""
    near, close = (dr.clip(1.5 - 2 * footprint_m / size, 0, 1) for size in (3.5, 0.5))
    wide = near * dr.maximum(1 - 6 * dr.abs(spots[2]), 0) * dr.clip(4 * dr.abs(spots[1]), 0, 1)
    narrow = close * dr.maximum(1 - 6 * dr.abs(spots[3] + 0.2 * spots[2]), 0)
    return 1 - dr.clip(1.5 * steep - 0.6, 0, 1) * (0.12 * wide + 0.22 * narrow)


def _strata(shape: Shape, spots: list[Float]) -> Array3f:
    """Bed by bed: hard pale ledges, soft red slopes, dark seams."""
    z = shape.height + 3.5 * spots[0] + 1.2 * spots[1]
    thick, _, _ = gradient_noise(z / 34.0, Float(0.5), UInt(71))
    thin, _, _ = gradient_noise(z / 7.5, Float(0.5), UInt(72))
    seam, _, _ = gradient_noise(z / 2.1, Float(0.5), UInt(73))
    tone = 1 + 0.75 * thick + 0.5 * thin + 0.3 * seam
    pale = dr.clip(2.2 * thick + 0.7 * thin, 0, 1)
    return tone * dr.lerp(Array3f(1, 1, 1), Array3f(1.12, 1.4, 1.62), pale * 0.7)


def _greened(
    m: Materials, cover: Cover, albedo: Array3f, steep: Float, spots: list[Float], x: Float, y: Float,
    footprint_m: Float, salt: UInt,
) -> tuple[Array3f, Float]:  # fmt: skip
    share = dr.clip((cover.green + 0.25 * spots[1] + 0.2 * spots[2] - 0.28 * steep - 0.2) * 2.6, 0, 1)
    dry = dr.clip(0.35 + 0.7 * spots[0] + 0.35 * spots[1] - 0.6 * cover.wet, 0, 1)
    grass = dr.lerp(m.green, m.green_other, dry) * dr.maximum(
        1 + 0.2 * spots[2] + 0.35 * spots[3] + 0.75 * spots[4], 0.1
    )
    if m.has_flowers:
        grass = dr.lerp(grass, m.flowers, _flowers(spots, x, y, footprint_m, salt))
    return dr.lerp(albedo, grass, share), share


def _flowers(spots: list[Float], x: Float, y: Float, footprint_m: Float, salt: UInt) -> Float:
    """Share of blossom: drifts of them, single heads where they are near."""
    heads, _, _ = gradient_noise(x / 0.11, y / 0.11, salt + 91)
    sharp = dr.clip((heads - 0.15) * 7, 0, 1)
    drift = dr.clip(0.35 + 1.1 * spots[1] + 0.7 * spots[0] + 0.4 * spots[2], 0, 1)
    far = dr.clip(footprint_m / 0.09 - 0.4, 0, 1)
    return drift * dr.lerp(sharp, 0.42, far) * 0.9


def _rippled(
    m: Materials, cover: Cover, x: Float, y: Float, slope_x: Float, slope_y: Float, footprint_m: Float, salt: UInt
) -> tuple[Float, Float]:
    """Wind ripples of about 14 cm across the wind on loose sand, bent and broken as real ones are."""
    wx, wy = m.wind
    bend, _, _ = gradient_noise(x / 2.3, y / 2.3, salt + 51)
    bend_small, _, _ = gradient_noise(x / 0.6, y / 0.6, salt + 52)
    phase = (wx * x + wy * y + 0.45 * bend + 0.06 * bend_small) * (2 * math.pi / 0.14)
    seen = dr.clip(1.4 - footprint_m / 0.035, 0, 1) * dr.clip(cover.loose * 2, 0, 1)
    push = 0.22 * seen * (dr.cos(phase) + 0.35 * dr.cos(2 * phase + 0.8)) * (0.75 + 0.6 * bend)
    return slope_x + push * wx, slope_y + push * wy


def _sastrugi(
    m: Materials, snow: Float, x: Float, y: Float, slope_x: Float, slope_y: Float, footprint_m: Float, salt: UInt
) -> tuple[Float, Float]:
    """Slopes of snow that the wind has packed and carved into long low ridges along it, of two sizes."""
    wx, wy = m.wind
    along, across = wx * x + wy * y, wy * x - wx * y
    for k, (size, most) in enumerate(((2.6, 0.16), (0.55, 0.12))):
        value, by_along, by_across = gradient_noise(along / (3.2 * size), across / size, salt + 61 + k)
        seen = most * snow * dr.clip(1.5 - 2 * footprint_m / size, 0, 1) * dr.select(value > 0, 1.5, 0.6)
        slope_x += seen * (wx * by_along / 3.2 + wy * by_across)
        slope_y += seen * (wy * by_along / 3.2 - wx * by_across)
    return slope_x, slope_y


def _wooded(
    m: Materials, wood: Crowns, albedo: Array3f, leafy: Float, opened: Float, snow: Float, spots: list[Float]
) -> tuple[Array3f, Float, Float]:
    leaf = m.leaf * (0.6 + 0.9 * wood.hue) * (0.35 + 0.85 * wood.depth) * (1 + 0.35 * spots[1] + 0.5 * spots[3])
    dusted = dr.lerp(leaf, Array3f(*SNOW), 0.45 * snow * dr.clip(wood.depth * 1.4 - 0.1, 0, 1))
    shaded = dr.lerp(0.2, 1.0, wood.depth)
    return (
        dr.lerp(albedo, dusted, wood.share),
        dr.lerp(leafy, Float(0.35), wood.share),
        opened * dr.lerp(Float(1), shaded, wood.share),
    )


def lit(place: Site, view: Array3f, key: Array3f, irradiance: Array3f, ambient: Array3f) -> Array3f:
    """Radiance (knit) toward the eye; `irradiance` (klux) of the key light as it arrives, `ambient` for the normal.

    Rough ground is lit more evenly than Lambert's law has it (after Oren and Nayar), leaves and snow let light through.
    """
    facing = dr.dot(place.normal, key)
    direct = dr.maximum(facing, 0)
    soft = dr.maximum((facing + 0.3) / 1.3, 0)
    through = 0.5 * place.leafy + 0.35 * place.snow
    diffuse = dr.lerp(direct, soft, through)
    toward = dr.maximum(dr.dot(view, key), 0)
    glow = place.leafy * 0.5 * toward * toward * toward
    body = place.albedo * (1 / math.pi) * (irradiance * (diffuse + glow) + ambient * place.open)
    half = unit_vector(key - view)
    shine = dr.maximum(dr.dot(place.normal, half), 0)
    power = 12 + 60 * place.gloss
    fresnel = 0.03 + 0.5 * (1 - dr.clip(-dr.dot(view, place.normal), 0, 1)) ** 4
    gleam = place.gloss * fresnel * (power + 8) / (8 * math.pi) * dr.exp(power * dr.log(shine + 1e-4))
    return body + irradiance * gleam * direct


def distant(ground: Ground, materials: Materials, x: Float, y: Float) -> tuple[Array3f, Array3f]:
    """Normal and albedo of land seen only in a mirror: mean colours, no fine relief."""
    shape, cover = ground.shape(x, y), ground.cover(x, y)
    albedo = dr.lerp(0.5 * (materials.rock + materials.rock_other), materials.loose, cover.loose)
    albedo = dr.lerp(albedo, 0.5 * (materials.green + materials.green_other), dr.clip(1.6 * cover.green - 0.2, 0, 1))
    if materials.has_trees:
        albedo = dr.lerp(albedo, materials.leaf, 0.75 * cover.trees)
    albedo = dr.lerp(albedo, Array3f(*SNOW), dr.clip(2.5 * cover.snow - 0.75, 0, 1))
    return unit_vector(Array3f(-shape.slope_x, -shape.slope_y, Float(1))), albedo
