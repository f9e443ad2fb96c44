"""Pictures and films that are gone on from: the old frames stay, the seam does not show."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from dreamwright.engines.base import Inputs, NoPictures
from dreamwright.engines.parallax.engine import ParallaxEngine
from dreamwright.frames import Frame, Frames
from dreamwright.make.extend import extended
from dreamwright.prompt.parse import Onward
from dreamwright.shot.plan import Clouds, Move, Precipitation, Shot, Take
from dreamwright.shot.plan import Inputs as Given

from .scenes import SIZE, film, place, plan, psnr

PUSH = Move(kind="push_in", amount=0.3)
WEATHER = {
    "clouds": Clouds(kind="cumulus", cover=0.5),
    "wind_mps": 6.0,
    "precipitation": Precipitation(kind="snow", rate=0.5),
}
SAID = Onward(moves=(Move(kind="truck", direction="left", amount=0.2, end_s=0.5),))
HASH = f"sha256:{'7' * 64}"


@pytest.mark.parametrize("reverse", [False, True])
def test_a_longer_film_of_a_picture_keeps_its_old_frames(reverse: bool) -> None:
    old = plan(PUSH, scene=WEATHER)
    longer = extended(old, 0.5, SAID, reverse=reverse)
    before, after = film(old, place(water=True)), film(longer, place(water=True))
    shift = 12 if reverse else 0
    for k in (0, 6, 12):
        assert np.array_equal(before[k].color, after[k + shift].color)


@pytest.mark.parametrize("reverse", [False, True])
def test_nothing_jumps_where_the_films_meet(reverse: bool) -> None:
    longer = extended(plan(PUSH, scene=WEATHER), 0.5, SAID, reverse=reverse)
    frames = film(longer, place(water=True))
    steps = [float(np.abs(frames[k + 1].color - frames[k].color).mean()) for k in range(frames.count - 1)]
    join = 11 if reverse else 12
    assert max(steps[join - 1 : join + 1]) <= 1.1 * max(steps[: join - 1] + steps[join + 1 :])


def test_greedy_additions_are_limited_and_the_old_moves_are_not() -> None:
    greedy = Onward(moves=(Move(kind="truck", direction="left", amount=40, end_s=1.0),))
    longer = extended(plan(PUSH), 1, greedy)
    engine = ParallaxEngine(lambda _shot, _inputs: place())
    keyed = longer.model_copy(update={"inputs": Given(start_image=HASH)})
    told = engine.fit(keyed, Inputs(files={HASH: Path("picture.png")})).unmet
    assert [one.reason.split()[0] for one in told if one.field == "camera.moves"] == ["truck"]


class OneFilm(NoPictures):
    """A given film: the painted place, turned a little more in each picture."""

    def film(self, content_hash: str) -> Frames:
        assert content_hash == HASH
        return Frames(*SIZE, Fraction(24), 5, lambda k: Frame(np.roll(place().color, k - 4, axis=1)))


def around_a_film(*moves: Move, reverse: bool) -> Shot:
    begin, end = (0.0, 5 / 24) if reverse else (-4 / 24, 1 / 24)
    take = Take(fps=24, begin_s=begin, end_s=end, left_s=0.0, side="before" if reverse else "after")
    anchor = 12 / 24 if reverse else 4 / 24
    update = {"inputs": Given(source_video=HASH), "takes": (take,), "anchor_s": anchor}
    return plan(*moves, count=17).model_copy(update=update)


@pytest.mark.parametrize("reverse", [False, True])
def test_a_given_film_stays_as_it_is_and_goes_on_from_its_own_picture(reverse: bool) -> None:
    start, end = (-0.5, 0.0) if reverse else (0.0, 0.5)
    shot = around_a_film(Move(kind="pan", direction="right", amount=2, start_s=start, end_s=end), reverse=reverse)
    given, inputs = OneFilm().film(HASH), Inputs(pictures=OneFilm())
    met = given[0].color if reverse else given[4].color
    seen = place().__class__(met, place().relief, place().regions)
    frames = ParallaxEngine(lambda _shot, _inputs: seen).render(shot, inputs)
    first = 12 if reverse else 0
    for k in range(5):
        assert np.array_equal(frames[first + k].color, given[k].color)
    beside = frames[11] if reverse else frames[5]
    far = frames[0] if reverse else frames[16]
    assert psnr(beside.color, met) >= 34
    assert psnr(far.color, met) < psnr(beside.color, met) - 3


@pytest.mark.parametrize("reverse", [False, True])
def test_without_moves_the_film_rests_on_its_picture(reverse: bool) -> None:
    shot = around_a_film(reverse=reverse)
    given = OneFilm().film(HASH)
    met = given[0].color if reverse else given[4].color
    seen = place().__class__(met, place().relief, place().regions)
    frames = ParallaxEngine(lambda _shot, _inputs: seen).render(shot, Inputs(pictures=OneFilm()))
    assert psnr(frames[0 if reverse else 16].color, met) >= 38
