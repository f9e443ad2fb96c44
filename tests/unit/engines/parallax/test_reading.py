"""What the engine makes of given pictures: depth by the best way at hand, regions by words and masks."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import cv2
import numpy as np
import pytest

from dreamwright.engines.base import Inputs
from dreamwright.engines.parallax.engine import ParallaxEngine
from dreamwright.engines.parallax.reading import Seen, read
from dreamwright.engines.parallax.regions import Evidence, look_at
from dreamwright.engines.parallax.relief_types import Regions, Relief
from dreamwright.engines.parallax.stage import Role, Stage
from dreamwright.errors import BadPlan
from dreamwright.frames import Array, StillPicture
from dreamwright.shot.plan import Inputs as Given
from dreamwright.shot.plan import Move, Shot, Subject

from .landscapes import landscape, linear
from .scenes import codes, place, plan, psnr

START, DEPTH, MASK = (f"sha256:{digit * 64}" for digit in "abc")
PUSH = Move(kind="push_in", amount=3.0)


@dataclass
class Shelf:
    """Pictures by hash, and how they were asked for."""

    color: Array
    planes: dict[str, Array] = field(default_factory=dict)
    asked: list[tuple[str, Any]] = field(default_factory=list)

    def picture(self, content_hash: str, cover: tuple[int, int] | None = None) -> StillPicture:
        self.asked.append((content_hash, cover))
        return StillPicture(self.color)

    def plane(self, content_hash: str, cover: tuple[int, int] | None = None) -> Array:
        self.asked.append((content_hash, cover))
        return self.planes[content_hash]


@pytest.fixture(autouse=True)
def _cues_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dreamwright.engines.parallax.depth.choose.installed", lambda: False)


def standing_on(given: Given, prompt: str = "push in") -> Shot:
    return plan(PUSH, size=(320, 180)).model_copy(update={"inputs": given, "prompt": prompt})


def seen(shelf: Shelf, prompt: str = "push in", **given: Any) -> Seen:
    return read(standing_on(Given(start_image=START, **given), prompt), Inputs(pictures=shelf))


def test_depth_is_guessed_and_says_so() -> None:
    shelf = Shelf(linear(landscape()))
    found = seen(shelf)
    assert shelf.asked == [(START, (320, 180))]
    assert found.guessed
    assert found.relief.how.startswith("estimated from the picture")
    assert found.framing == "crop"


def test_a_given_map_wins() -> None:
    near = np.tile(np.linspace(0, 0.5, 90, dtype=np.float32)[:, None], (1, 160))
    found = seen(Shelf(linear(landscape()), {DEPTH: near}), depth=DEPTH, fit="outpaint")
    assert not found.guessed
    assert (found.relief.how, found.framing) == ("given", "outpaint")
    assert found.relief.disparity.shape == (180, 320)
    assert found.relief.disparity[-1, 0] == pytest.approx(1.0, abs=0.02)


def test_words_and_masks_name_regions(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(linear(landscape()), {MASK: np.eye(90, 160, dtype=np.float32)})
    heard: list[frozenset[str]] = []

    def look(color: Array, relief: Relief, words: frozenset[str]) -> Evidence:
        heard.append(words)
        return look_at(color, relief, words)

    monkeypatch.setattr("dreamwright.engines.parallax.reading.look_at", look)
    given = seen(shelf, prompt="Smoke over the lake-side", masks=(("fire", MASK),)).regions.fire
    assert heard == [frozenset({"smoke", "over", "the", "lake", "side"})]
    np.testing.assert_allclose(given, cv2.resize(shelf.planes[MASK], (320, 180), interpolation=cv2.INTER_LINEAR))


def test_no_start_image_is_one_sentence() -> None:
    with pytest.raises(BadPlan, match="names no picture"):
        read(standing_on(Given(end_image=START)), Inputs())


def test_the_engine_tells_which_depth_and_what_is_not_honoured() -> None:
    shot = standing_on(Given(start_image=START))
    shot = shot.model_copy(update={"scene": shot.scene.model_copy(update={"subjects": (Subject(kind="sailboat"),)})})
    shelf = Shelf(linear(landscape()))
    files: dict[str, Any] = {START: None}
    fit = ParallaxEngine().fit(shot, Inputs(pictures=shelf, files=files))
    assert fit.told[0].startswith("depth: estimated from the picture")
    assert "scene.subjects" in [unmet.field for unmet in fit.unmet]


def test_it_opens_on_the_picture_in_its_own_light() -> None:
    shelf = Shelf(linear(landscape()))
    frames = ParallaxEngine().render(standing_on(Given(start_image=START)), Inputs(pictures=shelf))
    assert frames.display_referred
    assert psnr(frames[0].color, shelf.color) >= 38
    assert codes(frames[0].color).shape == (180, 320, 3)


def test_a_ragged_silhouette_opens_as_it_is() -> None:
    size = 320, 180
    y, x = np.mgrid[:180, :320]
    ragged = 60 + 25 * np.sin(x / 7.0) * np.sin(x / 31.0)
    codes = np.where((y > ragged)[..., None], landscape() * [0.5, 0.3, 0.2], landscape()).astype(np.float32)
    shelf = Shelf(linear(codes))
    given = plan(PUSH, size=size).model_copy(update={"inputs": Given(start_image=START), "prompt": "push in"})
    frames = ParallaxEngine().render(given, Inputs(pictures=shelf))
    assert psnr(frames[0].color, shelf.color) >= 50


def test_a_guess_moves_the_camera_less() -> None:
    size = 704, 396
    sure = place(size)
    unsure = Seen(sure.color, sure.relief, sure.regions, guessed=True)
    orbit = plan(Move(kind="orbit", direction="left", amount=120.0), size=size)
    shares = [Stage(orbit, picture, "standard", _Silent()).share for picture in (sure, unsure)]
    assert 0 < shares[1] < shares[0]


def test_holes_are_as_wide_at_any_size() -> None:
    truck = Move(kind="truck", direction="right", amount=0.4)
    widths = []
    for times in (1, 2, 3):
        shot = plan(truck, size=(352 * times, 198 * times))
        strain = Stage(shot, larger(place(), times), "draft", _Silent(), Role(share=1.0)).strain(shot.frame.count - 1)
        widths.append(strain.hole_width)
    assert max(widths) < 1.3 * min(widths)
    assert widths[-1] == pytest.approx(0.059, rel=0.1)  # the disc before the sky: 0.4 m · 0.75 / 4.49 m · focal


def larger(seen: Seen, times: int) -> Seen:
    """The same place, painted with more pixels."""

    def grown(values: Array) -> Array:
        return np.asarray(cv2.resize(values, None, fx=times, fy=times, interpolation=cv2.INTER_LINEAR), np.float32)

    horizon = None if seen.relief.horizon_row is None else times * seen.relief.horizon_row
    regions = Regions(*(grown(getattr(seen.regions, f.name)) for f in fields(Regions)))
    return Seen(grown(seen.color), Relief(grown(seen.relief.disparity), horizon, "painted"), regions, guessed=True)


class _Silent:
    def progress(self, stage: str, done: int, total: int) -> None: ...

    def check(self) -> None: ...
