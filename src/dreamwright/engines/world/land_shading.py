"""The light that land gives back: materials by cover, slope, height and wetness, under key light and sky.

Pure functions of Dr.Jit arrays, traced into the frame's kernel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from dreamwright.engines.world.bare_ice import broken, icy
from dreamwright.engines.world.biome import Biome
from dreamwright.engines.world.blades import Breeze, Standpoints, blades
from dreamwright.engines.world.canopy import Crowns, Trees, crowns
from dreamwright.engines.world.crags import crags
from dreamwright.engines.world.flowers import Sight, flowers
from dreamwright.engines.world.ground import Cover, Ground, Shape
from dreamwright.engines.world.jit import Array3f, Float, UInt, dr, vector
from dreamwright.engines.world.layered import Layered, on_wall, streaks
from dreamwright.engines.world.noise import gradient_noise, unit_vector
from dreamwright.engines.world.scrub import scrub
from dreamwright.engines.world.stones import stones
from dreamwright.engines.world.strata import Strata
from dreamwright.engines.world.turf import tufts
from dreamwright.engines.world.water.shore import SurfPoint

SNOW = (0.815, 0.88, 0.965)
SNOW_FORWARD = 0.45
"""How much brighter snow is towards the sun: its grains throw light on."""
TIDE_M = 1.3
"""Height up to which rock on a shore is black with weed and water."""
FEW = 0.28
"""Share of the stones that stand out of deep snow."""
CRAG_M = 0.4
"""Size of the lumps on a stone's face."""
RIPPLES = ((0.14, 0.2), (0.55, 0.1), (2.2, 0.075))
"""Wavelength (m) and steepness of wind ripples."""
LEAF_LIGHT = (1.25, 1.2, 0.6)
"""Hue of light that went through a leaf, against light it threw back."""


class Materials:
    """A biome's colours on the device, so that one kernel serves every season."""

    def __init__(self, recipe: Biome, wind_toward_deg: float, wetness: float) -> None:
        self.recipe = recipe
        self.rock, self.rock_other, self.loose = map(vector, (recipe.rock, recipe.rock_other, recipe.loose))
        self.green, self.green_other = vector(recipe.green), vector(recipe.green_other)
        self.scrub = vector(recipe.scrub)
        self.leaf = vector(recipe.leaf)
        self.petals = [vector(color) for color in recipe.flowers]
        angle = math.radians(wind_toward_deg)
        self.wind = [dr.opaque(Float, v) for v in (math.sin(angle), math.cos(angle))]
        self.wetness = dr.opaque(Float, wetness)
        self.broad = dr.opaque(Float, recipe.broad_leaved)
        self.has_trees = recipe.woods > 0
        self.has_snow = recipe.snow_cover > 0
        self.has_strata = recipe.strata > 0
        self.has_ripples = recipe.ripples > 0
        self.has_flowers = recipe.flowering > 0
        self.has_crags = recipe.crags > 0
        self.tidal = recipe.rocky_shore > 0
        self.has_stones = recipe.stones > 0
        self.has_turf = recipe.greenness > 0.5
        self.has_ice = recipe.ice > 0
        self.stones = dr.opaque(Float, recipe.stones)


def stoniness(cover: Cover, height_m: Float, materials: Materials) -> Float:
    """How thickly stones lie, 0-1: most on scree, few on grass, fewest out of snow, none under water."""
    most = 0.35 + 0.65 * cover.loose - 0.17 * cover.green
    return materials.stones * most * dr.clip(1.3 - 1.6 * cover.snow, FEW, 1) * dr.clip(2 * height_m - 0.1, 0, 1)


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


@dataclass(frozen=True)
class Look:
    """Points of land and how rays meet them."""

    x: Float
    y: Float
    z: Float
    """Where the ray met the land (m)."""
    view: Array3f
    """Unit vector away from the eye."""
    distance: Float
    footprint_m: Float
    gap_m: Float
    """What the visibility pass could tell apart there (m)."""

    @property
    def ahead(self) -> tuple[Float, Float]:
        """Level unit vector away from the eye."""
        scale = dr.rsqrt(dr.maximum(self.view.x * self.view.x + self.view.y * self.view.y, 1e-8))
        return self.view.x * scale, self.view.y * scale


@dataclass
class _Skin:
    """Points of land while one layer after another is laid on them."""

    ground: Ground
    materials: Materials
    look: Look
    x: Float
    y: Float
    shape: Shape
    cover: Cover
    spots: list[Float]
    steep: Float
    albedo: Array3f
    slope: tuple[Float, Float]
    height: Float
    opened: Float
    grass: Float
    leafy: Float
    tall: Float
    """Height of the turf that stones must stand out of (m)."""
    snow: Float

    def lean(self, by_x: Float, by_y: Float) -> None:
        """Adds slopes."""
        self.slope = self.slope[0] + by_x, self.slope[1] + by_y


def site(ground: Ground, materials: Materials, look: Look, stand: Standpoints, wind: Breeze) -> Site:
    """Material and normal of the land that rays meet; grass as drawn from those standpoints in that wind."""
    skin, gloss = _bared(ground, materials, look)
    if materials.has_crags:
        _crag(skin)
    if ground.strata is not None:
        _bed(skin, ground.strata)
    if materials.recipe.greenness > 0:
        meadow = _meadow(materials, look, stand, wind, skin.shape.height, ground.salt)
        skin.albedo, skin.grass = _greened(materials, skin.cover, skin.albedo, skin.steep, skin.spots, meadow)
        skin.leafy = 0.4 * skin.grass
    if materials.has_ripples:
        _rippled(skin)
    if materials.has_ice:
        _ice(skin)
    _snow(skin)
    if materials.has_turf and materials.has_snow:
        _tips(skin, meadow)
    if materials.has_turf:
        _turf(skin, meadow)
    if materials.has_stones:
        _stones(skin)
    wet = dr.clip(skin.cover.wet * 0.8 + materials.wetness, 0, 1) * (1 - skin.snow)
    skin.albedo *= 1 - 0.5 * wet
    normal = _rooted(skin) if materials.has_trees else _lain(skin)
    shine = dr.maximum(gloss * (1 - skin.grass), wet * 0.7 * (1 - 0.7 * skin.grass))
    return Site(normal, skin.albedo, skin.height, skin.opened, shine, skin.leafy, skin.snow)


def _bared(ground: Ground, materials: Materials, look: Look) -> tuple[_Skin, Float]:
    """The land without anything on it, and its gloss."""
    x, y = look.x, look.y
    coarse = ground.shape(x, y)
    if ground.strata is not None:
        x, y = on_wall(ground.strata, coarse, x, y, look.z, look.gap_m)
    shape = ground.fine(x, y, coarse, 1.2 * look.footprint_m, look.z)
    cover, spots = ground.cover(x, y), _spots(x, y, look.footprint_m, ground.salt)
    steep = dr.sqrt(shape.slope_x * shape.slope_x + shape.slope_y * shape.slope_y)
    albedo, gloss = _bare(materials, cover, shape, steep, spots, look.footprint_m)
    slope, none = (shape.slope_x, shape.slope_y), Float(0)
    skin = _Skin(
        ground, materials, look, x, y, shape, cover, spots, steep, albedo, slope, shape.height, cover.open, none, none,
        none, none,
    )  # fmt: skip
    return skin, gloss


def _crag(skin: _Skin) -> None:
    """Bare rock, broken along faces and joints; black where the tide wets it."""
    firm = dr.clip(1.3 - 1.6 * skin.cover.loose, 0, 1)
    rock = crags(skin.x, skin.y, skin.look.z, skin.look.footprint_m, skin.ground.salt)
    skin.lean(firm * rock.lean_x, firm * rock.lean_y)
    skin.albedo *= dr.lerp(1, rock.tone, firm)
    skin.opened = skin.opened * dr.lerp(1, rock.open, firm)
    if skin.materials.tidal:
        black = dr.clip((TIDE_M + 0.8 * skin.spots[1] + 0.5 * skin.spots[2] - skin.look.z) / 0.5, 0, 1)
        skin.albedo *= 1 - 0.55 * firm * black


def _bed(skin: _Skin, strata: Strata) -> None:
    """Beds of rock with scrub on their ledges."""
    materials, look, salt = skin.materials, skin.look, skin.ground.salt
    rock = Layered(strata, look.z, look.footprint_m, skin.steep)
    albedo = rock.albedo(materials.loose, skin.spots, streaks(skin.x, skin.y, look.footprint_m, salt))
    skin.opened = skin.opened * rock.shelter(skin.shape)
    grown = scrub(skin.x, skin.y, rock.scrubby(skin.spots), look.footprint_m, salt)
    skin.albedo = dr.lerp(albedo * grown.shade, materials.scrub * (0.6 + 0.8 * grown.hue), grown.share)
    skin.lean(grown.slope_x, grown.slope_y)


def _ice(skin: _Skin) -> None:
    """Bare ice, with facets where it broke."""
    skin.albedo = dr.lerp(skin.albedo, icy(skin.x, skin.y, skin.look.z, skin.steep, skin.spots), skin.cover.ice)
    lean_x, lean_y = broken(skin.x, skin.y, skin.look.z, skin.look.footprint_m, skin.ground.salt)
    share = skin.cover.ice * dr.clip(1.6 * skin.steep - 0.6, 0, 1) * (1 + skin.steep)
    skin.lean(lean_x * share, lean_y * share)


def _snow(skin: _Skin) -> None:
    """Snow where it lies, in drifts."""
    lying: Float = (
        skin.cover.snow + 0.32 * skin.spots[1] + 0.16 * skin.spots[2] - 0.5 * dr.maximum(skin.steep - 0.66, 0)
    )
    if skin.materials.has_crags and skin.materials.has_snow:  # ledges keep snow on walls
        ledge, _, _ = gradient_noise(
            skin.look.z / 17 + 0.012 * (skin.x - skin.y) + skin.spots[0], skin.spots[1], UInt(77)
        )
        lying += dr.clip(2.5 * skin.steep - 1.2, 0, 1) * (1.3 * ledge + 0.5 * skin.spots[0] + 0.15)
    skin.snow = dr.clip((lying - 0.38) * 3.2, 0, 1)
    skin.albedo = dr.lerp(skin.albedo, Array3f(*SNOW) * (1 + 0.03 * skin.spots[0]), skin.snow)
    if skin.materials.has_snow:
        drift = _drifted(skin.materials, skin.x, skin.y, skin.look.footprint_m, skin.ground.salt)
        skin.lean(skin.snow * drift[0], skin.snow * drift[1])


def _tips(skin: _Skin, meadow: Meadow) -> None:
    """Dry grass that stands out of the snow here and there."""
    patch = dr.clip(1.6 * skin.spots[1] + 0.8 * skin.spots[2] - 0.15, 0, 1) * dr.clip(2 * skin.cover.green + 0.6, 0, 1)
    tips = patch * dr.clip(2.2 * meadow.tip - 0.5, 0, 1) * dr.clip(1.4 - skin.look.footprint_m / 0.1, 0, 1)
    skin.albedo = dr.lerp(skin.albedo, 0.55 * skin.materials.green_other, tips)
    skin.snow = skin.snow * (1 - tips)


def _turf(skin: _Skin, meadow: Meadow) -> None:
    """Turf between the blades, bent by gusts."""
    materials, grass = skin.materials, skin.grass
    turf = tufts(skin.x, skin.y, grassiness(skin.cover, materials), skin.look.footprint_m, skin.ground.salt)
    depth = dr.clip(turf.depth + 0.42 * meadow.tip, 0, 1)
    shaded = dr.lerp(1, 0.3 + 1.4 * depth, grass)
    skin.albedo *= shaded * (1 + grass * (depth - 0.5) * Array3f(0.35, 0.15, -0.1))
    bent = 0.22 * grass * meadow.gust
    skin.lean(turf.slope_x * 0.35 - bent * materials.wind[0], turf.slope_y * 0.35 - bent * materials.wind[1])
    skin.leafy, skin.tall = grass * (0.15 + 0.85 * depth), turf.height * grass


def _stones(skin: _Skin) -> None:
    """Stones that stand out of the turf or the snow, mossy in grass, capped with what snow lies about."""
    m, spots, look, salt = skin.materials, skin.spots, skin.look, skin.ground.salt
    lying = stones(skin.x, skin.y, stoniness(skin.cover, skin.height, m), look.footprint_m, salt)
    bare = lying.share * dr.clip(9 * (lying.height - skin.tall), 0, 1)
    met = dr.clip((look.z - skin.shape.height) / dr.maximum(lying.height, 0.02), 0, 1)
    # A face is met at one spot of the ground from foot to brow: its grain must run along what the eye sees of it.
    face, (ax, ay) = dr.clip(4 - 4 * met, 0, 1), look.ahead
    crag, lean, _ = gradient_noise((skin.x * ay - skin.y * ax) / CRAG_M, look.z / CRAG_M, salt + 613)
    tone = (0.45 + 0.45 * lying.hue) * (1 + dr.lerp(0.4 * spots[3] + 0.3 * spots[4], 0.5 * crag, face))
    stone = dr.lerp(dr.lerp(m.rock, m.rock_other, lying.hue), m.green, 0.75 * dr.clip(skin.cover.green, 0, 1))
    bare = bare * (1 - skin.snow * dr.clip(5 * met - 3.2 + crag, 0, 1))
    skin.albedo = dr.lerp(skin.albedo, stone * tone, bare)
    aside, level = 0.5 * face * lean, 1 - 0.6 * face
    skin.lean(bare * (level * lying.slope_x + aside * ay), bare * (level * lying.slope_y - aside * ax))
    skin.height = skin.height + lying.height
    skin.grass, skin.leafy, skin.snow = (part * (1 - bare) for part in (skin.grass, skin.leafy, skin.snow))


def _lain(skin: _Skin) -> Array3f:
    """The normal of what lies on the land."""
    return unit_vector(Array3f(-skin.slope[0], -skin.slope[1], Float(1)))


def _rooted(skin: _Skin) -> Array3f:
    """Trees, where rays met them; the normal with theirs."""
    m, look = skin.materials, skin.look
    wood = _woods(m, look, skin.cover.trees, look.z - skin.shape.height, skin.ground.salt)
    skin.albedo, skin.leafy, skin.opened = _wooded(m, wood, skin.albedo, skin.leafy, skin.opened, skin.snow, skin.spots)
    skin.height = skin.height + wood.height
    return unit_vector(dr.lerp(_lain(skin), _facing(wood, look.ahead), wood.share))


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


@dataclass(frozen=True)
class Meadow:
    """Grass at points: its strokes, the gust over it, its blossom."""

    tip: Float
    gust: Float
    blossom: Float
    petals: Array3f


def _meadow(m: Materials, look: Look, stand: Standpoints, wind: Breeze, height_m: Float, salt: UInt) -> Meadow:
    """What grows in the turf, drawn upright."""
    if not m.has_turf:
        return Meadow(Float(0), Float(0), Float(0), Array3f(0))
    gust = wind.gust(look.x, look.y, salt)
    drawn = blades(look.x, look.y, height_m, stand, gust, salt)
    if not m.has_flowers:
        return Meadow(drawn.tip, gust, Float(0), Array3f(0))
    sight = Sight(*look.ahead, dr.abs(look.view.z), look.distance)
    found = flowers(look.x, look.y, sight, drawn.tip, salt)
    first, second, third = m.petals
    petals = dr.lerp(dr.lerp(first, second, dr.clip(found.kind, 0, 1)), third, dr.clip(found.kind - 1, 0, 1))
    petals = dr.lerp(petals, Array3f(0.45, 0.3, 0.03), 0.8 * found.heart)
    return Meadow(drawn.tip, gust, found.share, petals)


def _greened(
    m: Materials, cover: Cover, albedo: Array3f, steep: Float, spots: list[Float], meadow: Meadow
) -> tuple[Array3f, Float]:
    share = dr.clip((cover.green + 0.12 * spots[1] + 0.12 * spots[2] - 0.28 * steep - 0.2) * 2.6, 0, 1)
    dry = dr.clip(0.3 + 0.3 * spots[0] + 0.16 * spots[1] + 0.25 * meadow.tip - 0.6 * cover.wet, 0, 1)
    grass = dr.lerp(m.green, m.green_other, dry) * dr.maximum(
        1 + 0.08 * spots[2] + 0.12 * spots[3] + 0.3 * spots[4] + 0.14 * meadow.gust, 0.1
    )
    if m.has_flowers:
        grass = dr.lerp(grass, meadow.petals, meadow.blossom)
    return dr.lerp(albedo, grass, share), share


def _rippled(skin: _Skin) -> None:
    """Wind ripples on loose sand, bent and forked as real ones are: small ones everywhere, coarse ones in bands.

    Each size fades where a pixel is as long, in the wind's direction, as half a wave.
    """
    wx, wy = skin.materials.wind
    x, y, salt, look = skin.x, skin.y, skin.ground.salt, skin.look
    ax, ay = look.ahead
    sink = dr.sqrt(dr.clip(dr.abs(look.view.z), 0.003, 1))
    along, aside = (wx * ax + wy * ay) * look.footprint_m / sink, (wx * ay - wy * ax) * look.footprint_m * sink
    reach = dr.sqrt(along * along + aside * aside)
    lying = dr.clip(2 * skin.cover.loose, 0, 1) * dr.clip(2.4 - 3.6 * skin.steep, 0, 1)  # slip faces are smooth
    band, _, _ = gradient_noise(x / 37.0, y / 37.0, salt + 50)
    for k, (wave, steep) in enumerate(RIPPLES):
        bend, _, _ = gradient_noise(x / (16 * wave), y / (16 * wave), salt + 51 + 2 * k)
        fork, _, _ = gradient_noise(x / (4.3 * wave), y / (4.3 * wave), salt + 52 + 2 * k)
        phase = ((wx * x + wy * y) / wave + 3.2 * bend + 0.45 * fork) * (2 * math.pi)
        seen = steep * lying * dr.clip(1.4 - 3.6 * reach / wave, 0, 1)
        share = 1.0 if k == 0 else dr.clip(0.55 + (1.9 if k == 1 else -1.9) * band + 0.8 * bend, 0, 1)
        push = seen * share * (dr.cos(phase) + 0.35 * dr.cos(2 * phase + 0.8)) * (0.75 + 0.6 * bend)
        skin.lean(push * wx, push * wy)


def _drifted(m: Materials, x: Float, y: Float, footprint_m: Float, salt: UInt) -> tuple[Float, Float]:
    """Slopes of wind-carved snow: long drifts across the wind and the small ridges on their backs."""
    wx, wy = m.wind
    along, across = wx * x + wy * y, wy * x - wx * y
    sum_along, sum_across = Float(0), Float(0)
    for k, (size, steep, long) in enumerate(((13.0, 0.2, 2.6), (3.1, 0.28, 2.0), (0.7, 0.13, 1.5))):
        _, du, dv = gradient_noise(along / size, across / (long * size), salt + 61 + k)
        seen = steep * dr.clip(1.5 - 2 * footprint_m / size, 0, 1)
        sum_along, sum_across = sum_along + seen * du, sum_across + seen * dv * (1 / long)
    return wx * sum_along + wy * sum_across, wy * sum_along - wx * sum_across


def _woods(m: Materials, look: Look, density: Float, seen_m: Float, salt: UInt) -> Crowns:
    """The trees that rays met, asked for only where any stand."""

    def some(*at: Float) -> tuple[Float, ...]:
        x, y, ax, ay, density, finest_m, seen_m = at
        found = crowns(Trees(x, y, (ax, ay), density, m.broad, finest_m), salt, seen_m)
        return found.height, found.across, found.hue, found.share, found.depth, found.lump, found.near

    def none(*at: Float) -> tuple[Float, ...]:
        return (Float(0),) * 7

    at = look.x, look.y, *look.ahead, density, dr.maximum(look.footprint_m, look.gap_m), seen_m
    return Crowns(*dr.if_stmt(at, density > 0, some, none))


def _wooded(
    m: Materials, wood: Crowns, albedo: Array3f, leafy: Float, opened: Float, snow: Float, spots: list[Float]
) -> tuple[Array3f, Float, Float]:
    tone = (0.65 + 0.8 * wood.hue) * dr.clip(0.85 + 0.75 * wood.lump, 0.25, 1.6)
    leaf = m.leaf * tone * dr.lerp(0.6, 1.25, wood.depth) * (1 + 0.2 * spots[1])
    leaf *= 1 + (wood.hue - 0.5) * Array3f(0.5, 0.15, -0.2)
    leaf = dr.lerp(leaf, m.leaf, 0.6 * snow)  # snow evens them out
    laden = 0.6 * snow * dr.clip(0.4 + 0.6 * wood.lump * wood.near + 0.45 * wood.depth, 0, 1)
    edge = wood.across * wood.across
    shaded = dr.lerp(0.5, 1.0, wood.depth) * dr.clip(0.85 + 0.4 * wood.lump, 0.3, 1.1)
    return (
        dr.lerp(albedo, dr.lerp(leaf, Array3f(*SNOW), laden), wood.share),
        dr.lerp(leafy, 0.18 + 0.4 * edge + 0.2 * wood.depth, wood.share),
        opened * dr.lerp(Float(1), shaded, wood.share),
    )


def _facing(wood: Crowns, ahead: tuple[Float, Float]) -> Array3f:
    """Normal of a crown as rounded as it is seen, with its clumps."""
    ax, ay = ahead
    aside = 0.85 * wood.across * wood.near
    toward = dr.lerp(0.25, dr.sqrt(dr.maximum(1 - aside * aside, 0.05)), wood.near)
    up = 0.25 + 0.55 * wood.depth + 0.5 * wood.lump
    return unit_vector(Array3f(ay * aside - ax * toward, -ax * aside - ay * toward, dr.maximum(up, 0.05)))


def lit(place: Site, view: Array3f, key: Array3f, irradiance: Array3f, ambient: Array3f) -> Array3f:
    """Radiance (knit) toward the eye; `irradiance` (klux) of the key light as it arrives, `ambient` for the normal.

    Rough ground is lit more evenly than Lambert's law has it (after Oren and Nayar), leaves and snow let light through.
    """
    facing = dr.dot(place.normal, key)
    direct = dr.maximum(facing, 0)
    soft = dr.maximum((facing + 0.3) / 1.3, 0)
    diffuse = dr.lerp(direct, soft, 0.3 * place.leafy + 0.35 * place.snow)
    toward = dr.maximum(dr.dot(view, key), 0)
    diffuse *= 1 + SNOW_FORWARD * place.snow * toward * toward
    body = place.albedo * (1 / math.pi) * (irradiance * diffuse + ambient * place.open)
    body += place.albedo * Array3f(*LEAF_LIGHT) * irradiance * (1 / math.pi) * (place.leafy * _upright(view, key))
    half = unit_vector(key - view)
    shine = dr.maximum(dr.dot(place.normal, half), 0)
    power = 12 + 60 * place.gloss
    fresnel = 0.03 + 0.5 * (1 - dr.clip(-dr.dot(view, place.normal), 0, 1)) ** 4
    gleam = place.gloss * fresnel * (power + 8) / (8 * math.pi) * dr.exp(power * dr.log(shine + 1e-4))
    return body + irradiance * gleam * direct


def _upright(view: Array3f, key: Array3f) -> Float:
    """Light from upright blades and leaves: a little off their face, far more through them toward the light."""
    level = dr.sqrt(dr.maximum(1 - key.z * key.z, 0))
    toward = dr.maximum(dr.dot(view, key), 0)
    return level * (0.1 + 0.75 * toward * toward * toward)


def distant(ground: Ground, materials: Materials, x: Float, y: Float) -> tuple[Array3f, Array3f]:
    """Normal and albedo of land seen only in a mirror: mean colours, no fine relief."""
    shape, cover = ground.shape(x, y), ground.cover(x, y)
    albedo = dr.lerp(0.5 * (materials.rock + materials.rock_other), materials.loose, cover.loose)
    albedo = dr.lerp(albedo, 0.5 * (materials.green + materials.green_other), dr.clip(1.6 * cover.green - 0.2, 0, 1))
    if materials.has_trees:
        albedo = dr.lerp(albedo, materials.leaf, 0.75 * cover.trees)
    albedo = dr.lerp(albedo, Array3f(*SNOW), dr.clip(2.5 * cover.snow - 0.75, 0, 1))
    return unit_vector(Array3f(-shape.slope_x, -shape.slope_y, Float(1))), albedo
