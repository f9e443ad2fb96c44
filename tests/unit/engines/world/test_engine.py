"""The world engine from outside: what it says of a plan, and the films it hands over."""

from __future__ import annotations

from fractions import Fraction
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamwright.engines.base import Engine, Inputs, Watch
from dreamwright.engines.world import camera_crew
from dreamwright.engines.world.biome import biome
from dreamwright.engines.world.engine import PREVIEW_WIDTH, WorldEngine
from dreamwright.engines.world.honours import SHOWN
from dreamwright.errors import Cancelled, MachineFault
from dreamwright.frames import Frame
from dreamwright.shot import plan
from dreamwright.shot.plan import FrameSpec, PlaceKind, Scene, Shot, Subject

EVERY = sorted(set().union(*SHOWN.values()) | {"waterfall", "bridge", "neon", "no_trees", "empty", "lava"})
places = st.sampled_from(sorted(SHOWN))
features = st.lists(st.sampled_from(EVERY) | st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True), max_size=8)


class Crew:
    """Stands in for the one that films; grey frames, or a fault."""

    fault: Exception | None = None

    def __init__(self, shot: Shot, inputs: Inputs, watch: Watch) -> None: ...

    def shoot(self, k: int, width: int, height: int, scale: float) -> Frame:
        if self.fault:
            raise self.fault
        return Frame(np.full((height, width, 3), k, np.float32))


@pytest.fixture
def crew(monkeypatch: pytest.MonkeyPatch) -> type[Crew]:
    monkeypatch.setattr(camera_crew, "Crew", Crew)
    monkeypatch.setattr(Crew, "fault", None)
    return Crew


def unmet(place: str, *features: str, **scene: object) -> list[str]:
    shot = Shot(scene=Scene(place=place, features=features, **scene))  # type: ignore[arg-type]
    return [one.reason for one in WorldEngine().fit(shot).unmet if one.field == "scene.features"]


@given(places, features)
def test_whatever_is_not_drawn_is_named_with_a_reason(place: str, asked: list[str]) -> None:
    shot = Shot(scene=Scene(place=place, features=tuple(asked)))  # type: ignore[arg-type]
    fit = WorldEngine().fit(shot)
    told = [one.reason for one in fit.unmet if one.field == "scene.features"]
    missing = [name for name in asked if name not in SHOWN[place] | {"empty", "no_trees"}]
    assert all(len(reason) > 10 for reason in told)
    assert len(told) >= len(missing)
    for name in missing:
        assert any(name.replace("_", " ") in reason for reason in told)
    assert fit.seconds is not None
    assert fit.seconds > 0


def test_every_place_has_its_features() -> None:
    assert set(SHOWN) == set(get_args(PlaceKind))


@pytest.mark.parametrize(
    ("place", "feature"),
    [
        ("arctic", "glacier"), ("canyon", "river"), ("river", "river"), ("lake", "lake"), ("plains", "meadow"),
        ("plains", "grass"), ("islands", "islands"), ("mountains", "mountains"), ("desert", "mesa"),
        ("desert", "salt_flat"), ("coast", "cliffs"), ("ocean", "iceberg"), ("lake", "frozen"),
        ("islands", "turquoise_water"), ("volcano", "crater"), ("forest", "empty"), ("desert", "no_trees"),
        ("lake", "no_trees"),
    ],
)  # fmt: skip
def test_what_a_place_shows_is_not_reported(place: str, feature: str) -> None:
    assert unmet(place, feature) == []


@pytest.mark.parametrize(
    ("place", "feature"),
    [
        ("mountains", "glacier"), ("plains", "mesa"), ("desert", "frozen"), ("mountains", "turquoise_water"),
        ("arctic", "wildflowers"), ("desert", "trees"), ("ocean", "snow_cover"), ("lake", "waterfall"),
    ],
)  # fmt: skip
def test_what_a_place_does_not_show_is_reported(place: str, feature: str) -> None:
    assert len(unmet(place, feature)) == 1


def test_one_feature_can_hide_another() -> None:
    assert unmet("desert", "salt_flat", "dunes") == ["dunes cannot be seen where salt flat is drawn"]
    assert unmet("lake", "frozen", "reflections") == ["reflections cannot be seen where frozen is drawn"]
    assert unmet("desert", "mesa", "dunes") == []


@pytest.mark.parametrize("place", sorted(SHOWN))
def test_trees_are_shown_where_the_land_bears_them(place: str) -> None:
    woods = biome(Shot(scene=Scene(place=place))).woods > 0  # type: ignore[arg-type]
    felled = biome(Shot(scene=Scene(place=place, features=("no_trees",))))  # type: ignore[arg-type]
    assert felled.woods == 0
    assert ("trees" in SHOWN[place]) <= woods


def test_subjects_stand_ins_and_pictures_are_reported() -> None:
    given = plan.Inputs(start_image="sha256:" + "ab" * 32)
    shot = Shot(scene=Scene(place="city", subjects=(Subject(kind="sailboat"),)), inputs=given)
    assert [one.field for one in WorldEngine().fit(shot).unmet] == ["scene.place", "scene.subjects", "inputs"]


@pytest.mark.parametrize(
    ("fps", "rate"), [(24.0, Fraction(24)), (24000 / 1001, Fraction(24000, 1001)), (12.5, Fraction(25, 2))]
)
def test_a_film_is_as_large_as_fast_and_as_long_as_planned(crew: type[Crew], fps: float, rate: Fraction) -> None:
    shot = Shot(frame=FrameSpec(width=320, height=180, fps=fps, duration_s=2))
    film = WorldEngine().render(shot)
    assert (film.width, film.height, film.count, film.fps) == (320, 180, shot.frame.count, rate)
    assert film[3].color.shape == (180, 320, 3)
    assert film.preview is not None
    assert (film.preview.count, film.preview.fps) == (film.count, film.fps)
    assert film.preview[3].color.shape == (round(180 * PREVIEW_WIDTH / 320), PREVIEW_WIDTH, 3)
    assert isinstance(WorldEngine(), Engine)


def test_a_watch_that_stops_is_heard_before_a_frame(crew: type[Crew]) -> None:
    class Stop:
        def progress(self, stage: str, done: int, total: int) -> None: ...

        def check(self) -> None:
            raise Cancelled("Stopped.")

    film = WorldEngine().render(Shot(), Inputs(), Stop())
    with pytest.raises(Cancelled):
        film[0]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("jit_malloc(): out of memory! Could not allocate 99 bytes.", "ran out of memory"),
        ("cuda_check(): API error 0700 (CUDA_ERROR_ILLEGAL_ADDRESS)\nmore", "API error 0700"),
        ("drjit.eval(): something failed.", "something failed"),
    ],
)
def test_the_renderers_faults_are_the_machines(crew: type[Crew], said: str, told: str) -> None:
    crew.fault = RuntimeError(said)
    film = WorldEngine().render(Shot())
    assert film.preview is not None
    for one in (film, film.preview):
        with pytest.raises(MachineFault, match=told) as caught:
            one[0]
        assert str(caught.value).endswith(".")
        assert ".." not in str(caught.value)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "fault", [RuntimeError("dictionary changed size"), NotImplementedError("jit"), ValueError("jit")]
)
def test_our_own_faults_stay_as_they_are(crew: type[Crew], fault: Exception) -> None:
    crew.fault = fault
    with pytest.raises(type(fault)) as caught:
        WorldEngine().render(Shot())[0]
    assert caught.value is fault


def test_ctrl_c_heard_inside_a_traced_branch_stays_ctrl_c(crew: type[Crew]) -> None:
    crew.fault = RuntimeError("dr.if_stmt(): encountered an exception (see above).")
    crew.fault.__cause__ = RuntimeError("dr.while_loop(): encountered an exception (see above).")
    crew.fault.__cause__.__cause__ = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        WorldEngine().render(Shot())[0]


@pytest.mark.parametrize("kind", ["leaves", "embers", "motes", "fireflies"])
def test_what_floats_in_pictures_only_is_told(kind: str) -> None:
    shot = Shot(scene=Scene.model_validate({"precipitation": {"kind": kind, "rate": 0.4}}))
    told = [one.reason for one in WorldEngine().fit(shot).unmet if one.field == "scene.precipitation"]
    assert len(told) == 1
    assert "not drawn" in told[0]


@pytest.mark.parametrize("kind", ["rain", "snow", "dust", "ash"])
def test_what_falls_in_worlds_is_not_denied(kind: str) -> None:
    shot = Shot(scene=Scene.model_validate({"precipitation": {"kind": kind, "rate": 0.4}}))
    assert [one for one in WorldEngine().fit(shot).unmet if one.field == "scene.precipitation"] == []
