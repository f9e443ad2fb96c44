"""Weather means what it says, measured in the light that reaches the camera."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from dreamwright.shot.plan import Clouds, Fog, Lens, Night, PlaceKind, PrecipitationKind, Shot, Sun
from dreamwright.shot.plan import Precipitation as Falling

from .filming import CLEAR, NIGHT, frame, plan
from .seeing import Map, centres, luminance, rays, toward

SIZE = (240, 136)


def weather(place: PlaceKind, **scene: Any) -> Shot:
    return plan(place, size=SIZE, scene=scene)


def light(shot: Shot, k: int = 0) -> Map:
    return luminance(frame(shot, k).color)


def ground(shot: Shot) -> Map:
    """Luminances of all land and water in the picture."""
    depth = frame(shot).depth
    assert depth is not None
    return light(shot)[np.isfinite(depth)]


def change(shot: Shot) -> float:
    """Mean change from one frame to the next, in stops."""
    return float(np.abs(np.log2(light(shot, 0) / light(shot, 1))).mean())


def falls(kind: PrecipitationKind, rate: float) -> Falling:
    return Falling(kind=kind if rate else "none", rate=rate)


@pytest.mark.parametrize(
    "kind", ["rain", "snow", *(pytest.param(kind, marks=pytest.mark.slow) for kind in ("dust", "ash"))]
)
def test_what_falls_moves_and_more_of_it_moves_more(kind: PrecipitationKind) -> None:
    none, some, much = (change(weather("desert", precipitation=falls(kind, rate))) for rate in (0.0, 0.05, 0.4))
    assert none < 0.1 * some
    assert much > 1.5 * some


@pytest.mark.parametrize("kind", ["rain", *(pytest.param(kind, marks=pytest.mark.slow) for kind in ("snow", "dust"))])
def test_what_falls_veils_the_distance(kind: PrecipitationKind) -> None:
    shots = [weather("mountains", features=("snow_cover",), precipitation=falls(kind, r)) for r in (0.0, 0.3, 1.0)]
    clear, some, much = (far_texture(shot, shots[0]) for shot in shots)
    assert clear > 1.05 * some > 1.5 * much


def far_texture(shot: Shot, model: Shot) -> float:
    """Spread of the land beyond 1.5 km about its own mean."""
    depth = frame(model).depth
    assert depth is not None
    far = np.isfinite(depth) & (depth > 1500)
    assert far.sum() > 200
    return float(light(shot)[far].std() / light(shot)[far].mean())


def test_fog_takes_contrast_step_by_step() -> None:
    shots = [weather("mountains", fog=Fog(density=d, top_m=2000.0)) for d in (0.0, 0.1, 0.4, 1.0)]
    found = [far_texture(shot, shots[0]) for shot in shots]
    assert found == sorted(found, reverse=True)
    assert found[-1] < 0.1 * found[0]


@pytest.mark.parametrize(("density", "sight_m"), [(0.35, 2761.0), (0.6, 631.0)])
def test_fog_hides_things_at_its_sight(density: float, sight_m: float) -> None:
    """Koschmieder: contrast falls as exp(−3.912 d / sight); measured between two bands of distance."""
    camera = {"height_m": 40.0, "pitch_deg": -6.0}
    bare = {"features": ("no_trees",)}  # a tree's edge is texture between two distances
    foggy, clear = (
        plan("plains", size=SIZE, scene={**bare, "fog": Fog(density=d, top_m=5000.0)}, camera=camera)
        for d in (density, 0.0)
    )
    depth = frame(clear).depth
    assert depth is not None
    bands = [(100, 200), (300, 450)]
    kept, at = zip(*(_texture_kept(light(foggy), light(clear), depth, band) for band in bands), strict=True)
    assert kept[0] > kept[1]
    found = 3.912 * (at[1] - at[0]) / np.log(kept[0] / kept[1])
    assert sight_m / 1.35 < found < 1.35 * sight_m


def _texture_kept(foggy: Map, clear: Map, depth: np.ndarray, band: tuple[float, float]) -> tuple[float, float]:
    """Share of the clear picture's fine texture that is left in a band of distance, and its mean distance."""
    inside = (depth > band[0]) & (depth < band[1])
    assert inside.sum() > 300
    foggy_fine, clear_fine = (picture - cv2.blur(picture, (9, 1)) for picture in (foggy, clear))
    slope = float((foggy_fine * clear_fine)[inside].sum() / (clear_fine**2)[inside].sum())
    return slope, float(depth[inside].mean())


@pytest.mark.slow
def test_cover_of_clouds_grows() -> None:
    """Clouds are whiter than the blue around them: the share of sky that is not blue grows with the cover."""
    camera = {"pitch_deg": 25.0, "lens": Lens(focal_mm=18)}
    found = []
    for cover in (0.0, 0.25, 0.6, 1.0):
        clouds = Clouds(kind="cumulus", cover=cover) if cover else CLEAR
        taken = frame(plan("plains", size=SIZE, scene={"clouds": clouds}, camera=camera))
        assert taken.depth is not None
        blue = taken.color[..., 2] / np.maximum(taken.color[..., 0], 1e-9)
        found.append(float((blue[~np.isfinite(taken.depth)] < 1.7).mean()))
    assert found == sorted(found)
    assert found[0] < 0.25
    assert found[-1] > 0.8


def test_closed_clouds_dim_the_land() -> None:
    clear, closed = (ground(weather("plains", clouds=c)).mean() for c in (CLEAR, Clouds(kind="stratus", cover=1.0)))
    storm = ground(weather("plains", clouds=Clouds(kind="storm", cover=1.0))).mean()
    assert 0.02 < closed / clear < 0.6
    assert storm < closed


def test_night_is_night() -> None:
    day = ground(weather("mountains")).mean()
    dark = ground(weather("mountains", sun=NIGHT, night=Night(moon=0.0))).mean()
    moonlit = ground(weather("mountains", sun=NIGHT, night=Night(moon=1.0))).mean()
    assert day / dark > 1e5
    assert day / moonlit > 5e4
    assert moonlit > 5 * dark


@pytest.mark.slow
def test_light_fades_as_the_sun_sinks() -> None:
    heights = (60.0, 10.0, -4.0, -9.0, -18.0)
    suns = [Sun(elevation_deg=e, azimuth_deg=140.0) for e in heights]
    found = [float(np.median(ground(weather("plains", sun=sun)))) for sun in suns]
    assert found == sorted(found, reverse=True)
    assert found[1] > 300 * found[3]


def test_sunset_is_warm_and_noon_is_blue() -> None:
    def redness(elevation: float) -> float:
        shot = weather("ocean", sun=Sun(elevation_deg=elevation, azimuth_deg=8.0))
        color = frame(shot).color[40:80].reshape(-1, 3).mean(axis=0)
        return float(color[0] / color[2])

    assert redness(1.0) > 1.5
    assert redness(50.0) < 1.0


def test_wet_ground_is_darker() -> None:
    """Looked at from so near that the rain itself veils nothing, by the dullest pixels, which no drop crosses."""
    clouds = Clouds(kind="stratus", cover=1.0)
    camera = {"pitch_deg": -50.0}
    dry, wet = (
        plan("desert", size=SIZE, scene={"clouds": clouds, "precipitation": falls("rain", r)}, camera=camera)
        for r in (0.0, 0.6)
    )
    assert np.median(light(wet)) < 0.85 * np.median(light(dry))


def test_snow_cover_whitens_the_land() -> None:
    bare, snowy = (weather("plains", features=f) for f in ((), ("snow_cover",)))
    assert ground(snowy).mean() > 2 * ground(bare).mean()

    def colourfulness(shot: Shot) -> float:
        color, depth = frame(shot).color, frame(shot).depth
        assert depth is not None
        mean = color[np.isfinite(depth)].mean(axis=0)
        return float(np.ptp(mean) / mean.mean())

    assert colourfulness(snowy) < 0.6 * colourfulness(bare)


@pytest.mark.parametrize("place", ["ocean", pytest.param("lake", marks=pytest.mark.slow)])
def test_wind_raises_and_moves_the_waves(place: PlaceKind) -> None:
    calm, breeze = (weather(place, wind_mps=w) for w in (0.0, 8.0))
    assert change(calm) < 0.02
    assert change(breeze) > 2.5 * change(calm)
    assert np.log2(ground(breeze)).std() > 0


@pytest.mark.slow
def test_lightning_flashes() -> None:
    """Flashes are scaled to be seen by the eye that is used to the dark: a few stops, not the true dozens."""
    storm = {"clouds": Clouds(kind="storm", cover=1.0), "sun": NIGHT}
    shot = plan("plains", size=(96, 54), count=48, scene={**storm, "lightning": 1.0})
    dark = plan("plains", size=(96, 54), count=48, scene=storm)
    brightness = [float(light(shot, k).mean()) for k in range(0, 48, 2)]
    assert max(brightness) > 5 * np.mean(light(dark))
    assert np.median(brightness) < 0.5 * max(brightness)  # flashes are short


@pytest.mark.slow
def test_aurora_and_stars_light_the_dark_sky() -> None:
    night = Night(stars=0.0, milky_way=0.0)
    bare, stars, aurora = (
        plan("arctic", size=SIZE, scene={"sun": NIGHT, "night": n}, camera={"pitch_deg": 20.0})
        for n in (night, Night(stars=1.0), night.model_copy(update={"aurora": 1.0}))
    )
    sky = ~np.isfinite(frame(bare).depth)  # type: ignore[arg-type]
    assert light(stars)[sky].std() > 2 * light(bare)[sky].std()
    color = frame(aurora).color[sky].mean(axis=0) - frame(bare).color[sky].mean(axis=0)
    assert color[1] > 2 * frame(bare).color[sky].mean(axis=0)[1]
    assert color[1] == max(color)  # oxygen's green


def test_rainbow_stands_opposite_the_sun() -> None:
    """The primary bow lies 42° from the point opposite the sun, red outside."""
    sun = Sun(elevation_deg=15.0, azimuth_deg=180.0)
    camera = {"pitch_deg": 15.0, "lens": Lens(focal_mm=18)}
    scene = {"sun": sun, "precipitation": Falling(kind="rain", rate=0.3)}
    plain, bowed = (plan("plains", size=SIZE, scene={**scene, "rainbow": r}, camera=camera) for r in (0.0, 1.0))
    gain = frame(bowed).color - frame(plain).color
    view = frame(plain).view
    assert view is not None
    px, py = centres(*SIZE)
    away = np.degrees(np.arccos(np.clip(rays(view, px, py, *SIZE) @ -toward(180.0, 15.0), -1, 1)))
    peaks = []
    for channel in (0, 2):
        ring = [gain[..., channel][(away > a) & (away <= a + 0.5)].mean() for a in np.arange(37, 46, 0.5)]
        peaks.append(37.25 + 0.5 * int(np.argmax(ring)))
    assert 40 < peaks[1] < peaks[0] < 43.5


def test_an_overcast_day_is_cool_even_over_snow_and_under_a_low_sun() -> None:
    low = Sun(elevation_deg=11.0, azimuth_deg=-30.0)
    sky = weather("arctic", clouds=Clouds(kind="stratus", cover=0.95), sun=low)
    red, _, blue = frame(sky).color[: SIZE[1] // 3].mean(axis=(0, 1))
    assert 1.0 < blue / red < 1.7
