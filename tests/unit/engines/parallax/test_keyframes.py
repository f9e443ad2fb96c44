"""Pictures at several times of a film: each is seen as it is, and the way between them has no ghost and no jump."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from itertools import combinations, pairwise

import numpy as np
import pytest

from dreamwright.engines.base import Inputs, Silent
from dreamwright.engines.parallax.engine import ParallaxEngine
from dreamwright.engines.parallax.matching import look_of, same_place
from dreamwright.engines.parallax.reel import Reel
from dreamwright.engines.parallax.reveal import Reveal, heading_of
from dreamwright.engines.parallax.stage import Role, Stage, motion_of
from dreamwright.engines.parallax.survey import Survey, survey
from dreamwright.frames import Array
from dreamwright.shot.camera import CameraPath
from dreamwright.shot.plan import Camera, Clouds, Move, Reading, Shot

from .pairs import NAMES, carried, filmed, known, of_name, pictures, showing, stages_alive
from .scenes import SIZE, codes, place, plan, psnr

PUSH = Move(kind="push_in", amount=0.6, ease="linear")
TRUCK = Move(kind="truck", direction="right", amount=0.4, ease="linear")
PAN = Move(kind="pan", direction="right", amount=4.0, ease="linear")
STILL = Move()
MOVES = [STILL, PUSH, TRUCK, PAN]
SHARP = {"camera": {"shutter_deg": 180.0, "shake": 0.2}}
WINDY = {"scene": {"clouds": Clouds(kind="cumulus", cover=0.5), "wind_mps": 9.0, "time_scale": 8.0}}


def surveyed(shot: Shot) -> Survey:
    return survey(shot, lambda one: known(one, Inputs()), Silent())


def keyed(frames: Mapping[int, Array], names: Mapping[int, str]) -> None:
    for k, name in names.items():
        assert psnr(frames[k], of_name(name)) >= 38, (k, name)


@pytest.mark.parametrize("move", MOVES, ids=lambda m: m.kind)
@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"start": "here"}, {0: "here"}),
        ({"end": "here"}, {23: "here"}),
        ({"at": {0.5: "here"}}, {12: "here"}),
        ({"start": "here", "end": "hall"}, {0: "here", 23: "hall"}),
        ({"start": "here", "at": {0.5: "beside"}, "end": "hall"}, {0: "here", 12: "beside", 23: "hall"}),
    ],
    ids=["start", "end", "middle", "both", "three"],
)
def test_a_frame_is_the_picture_that_stands_there(move: Move, given: dict[str, object], names: dict[int, str]) -> None:
    frames = filmed(showing(move, count=24, **SHARP, **given))  # type: ignore[arg-type]
    keyed({k: frames[k].color for k in names}, names)


def test_the_whole_film_leads_to_its_end() -> None:
    frames = filmed(showing(PUSH, end="here", count=24))
    apart = [np.abs(frames[k].color - of_name("here")).mean() for k in (0, 8, 16, 23)]
    assert apart == sorted(apart, reverse=True)


def test_sharpness_comes_and_goes_without_a_pop() -> None:
    fast = Move(kind="pan", direction="right", amount=14.0, ease="linear")
    shot = showing(fast, at={0.5: "here"}, count=24, camera={"shutter_deg": 180.0})
    frames = filmed(shot)
    sharp = [float(np.abs(np.diff(frames[k].color[..., 1], axis=1)).mean()) for k in range(4, 21)]
    steps = np.abs(np.diff(np.log(sharp)))
    assert max(sharp) > 1.1 * min(sharp)
    assert steps.max() < 0.5 * np.log(max(sharp) / min(sharp))


def test_places_are_told_apart() -> None:
    looks = {name: look_of(seen.color) for name, seen in pictures().items()}
    one = ("here", "beside", "late")
    for (a, first), (b, second) in combinations(looks.items(), 2):
        assert same_place(first, second) == (a in one and b in one), (a, b)


def test_between_pictures_of_one_place_nothing_is_doubled() -> None:
    frames = filmed(showing(start="here", end="beside", count=25))
    truth = carried(place(), 13.0, 1.03).color
    dissolve = 0.5 * (of_name("here") + of_name("beside"))
    inner = (slice(10, -10), slice(30, -30))
    found = psnr(frames[12].color[inner], truth[inner])
    assert found > 25
    assert found > psnr(dissolve[inner], truth[inner]) + 6


@pytest.mark.parametrize("move", MOVES, ids=lambda m: m.kind)
@pytest.mark.parametrize("end", ["beside", "late"])
def test_between_pictures_of_one_place_nothing_jumps(move: Move, end: str) -> None:
    frames = filmed(showing(move, start="here", end=end, count=25))
    film = [codes(frame.color).astype(float) for frame in frames]
    steps = [np.abs(after - before).mean() for before, after in pairwise(film)]
    assert max(steps) <= 2.5 * np.median(steps)


def test_light_changes_without_a_doubled_edge() -> None:
    frames = filmed(showing(start="here", end="late", count=25))
    levels = [codes(frames[k].color).mean() for k in range(25)]
    assert levels == sorted(levels, reverse=True)
    # what is seen half way has the detail of both: it is no blur and no two pictures
    mid, first = codes(frames[12].color)[..., 1].astype(float), codes(of_name("here"))[..., 1].astype(float)
    assert np.corrcoef(np.diff(mid, axis=1).ravel(), np.diff(first, axis=1).ravel())[0, 1] > 0.9


@pytest.mark.parametrize("move", MOVES, ids=lambda m: m.kind)
@pytest.mark.parametrize("end", ["hall", "shore"])
def test_different_pictures_never_show_ghosts(move: Move, end: str) -> None:
    shot = plan(move, count=48)
    first, second = (
        Stage(shot, pictures()[name], "standard", Silent(), Role(anchor, share=0.5))
        for name, anchor in (("here", 0.0), (end, 47 / 24))
    )
    motion = motion_of(first.take(24, True))
    assert motion is not None
    reveal = Reveal(SIZE, heading_of(motion), 4)
    gone = []
    for k in range(15, 34):
        weight = reveal.at((first.take(k, True), second.take(k, True)), (k - 14) / 20)
        assert ((weight > 0.15) & (weight < 0.85)).mean() <= 0.05
        gone.append(weight.mean())
    assert gone == sorted(gone)
    assert gone[0] < 0.15
    assert gone[-1] > 0.85


def test_far_things_give_way_before_near_ones() -> None:
    shot = plan(count=24)
    stages = [Stage(shot, pictures()[name], "standard", Silent(), Role(share=1.0)) for name in ("here", "hall")]
    takes = stages[0].take(0, True), stages[1].take(0, True)
    weight = Reveal(SIZE, (0.0, 0.0, 0.0), 4).at(takes, 0.5)
    near = place().relief.disparity
    assert weight[near < 0.05].mean() > weight[near > 0.6].mean() + 0.4


def test_before_and_after_the_change_one_picture_alone_is_seen() -> None:
    shot = showing(start="here", end="hall", count=48)
    frames, span = filmed(shot), surveyed(shot).spans[0]
    assert not span.same
    since, until = span.changing(24)
    assert until - since == pytest.approx(0.8 * 24)
    for k, name in ((int(since), "here"), (int(until) + 1, "hall")):
        structure = [np.diff(np.log(c + 0.02), axis=1).ravel() for c in (frames[k].color, of_name(name))]
        assert np.corrcoef(*structure)[0, 1] > 0.98


@pytest.mark.parametrize(
    "given",
    [
        {"start": "here", "end": "beside"},
        {"start": "hall", "end": "here"},
        {"at": {0.1: "hall", 0.6: "here", 0.9: "beside"}},
    ],
    ids=["one place", "two places", "three"],
)
def test_a_frame_alone_is_the_frame_of_the_whole(given: dict[str, object]) -> None:
    shot = showing(TRUCK, count=24, **WINDY, **given)  # type: ignore[arg-type]
    whole = [frame.color for frame in filmed(shot)]
    assert np.array_equal(whole[13], filmed(shot)[13].color)
    shuffled = filmed(shot)
    for k in (20, 2, 11):
        assert np.array_equal(whole[k], shuffled[k].color), k


def test_no_more_than_two_pictures_are_prepared_at_once() -> None:
    at = {k / 24: name for k, name in zip((0, 5, 10, 15, 20), ("here", "hall", "shore", "here", "beside"), strict=True)}
    before = stages_alive()
    frames = filmed(showing(TRUCK, at=at, count=24))
    most = 0
    for k in (1, 7, 12, 17, 22, 3):
        frames[k]
        most = max(most, stages_alive() - before)
    assert 0 < most <= 2
    del frames
    gc.collect()


def test_a_loop_of_pictures_returns_to_the_first() -> None:
    shot = showing(PUSH, at={0.0: "here", 0.5: "beside"}, count=24, loop=True)
    frames = filmed(shot)
    keyed({k: frames[k].color for k in (0, 12)}, {0: "here", 12: "beside"})
    steps = [np.abs(frames[k].color - frames[(k + 1) % 24].color).mean() for k in range(24)]
    assert steps[-1] <= 1.2 * max(steps[:-1])
    assert surveyed(shot).spans[-1].pair == (1, 0)


def test_a_loop_through_another_place_returns_too() -> None:
    shot = showing(at={0.25: "hall", 1.0: "here"}, count=48, loop=True)
    frames = filmed(shot)
    keyed({k: frames[k].color for k in (6, 24)}, {6: "hall", 24: "here"})
    seam = np.abs(frames[47].color - frames[0].color).mean()
    steps = [np.abs(frames[k].color - frames[k + 1].color).mean() for k in range(40, 47)]
    assert seam <= 1.5 * max(steps) + 1e-4


def test_one_share_of_the_moves_for_all_and_the_picture_that_limits_is_named() -> None:
    greedy = Move(kind="push_in", amount=40.0)
    shot = showing(greedy, start="here", end="hall", count=24)
    found = surveyed(shot)
    assert 0 < found.share < 1
    assert "push in is limited to" in found.limits[0].reason
    assert "the picture at" in found.limits[0].reason
    reel = Reel(shot, lambda one: known(one, Inputs()), "standard", Silent())
    # the camera is one and the same on both sides of every picture and every change
    height = [reel.shoot(k).view for k in range(24)]
    ahead = [view.position[1] for view in height if view is not None]
    assert np.abs(np.diff(ahead, 2)).max() < 0.1 * max(ahead)


def test_where_no_move_is_asked_for_pictures_of_one_place_lead() -> None:
    drawn = showing(PUSH, start="here", end="beside", count=24).model_copy(update={"prompt": "a lake"})
    assert surveyed(drawn).shot.camera.moves == ()
    assert any("stands still" in line for line in surveyed(drawn).told)
    asked = drawn.model_copy(update={"readings": (Reading(words="push in", start=0, end=7, field="camera.moves.0"),)})
    assert surveyed(asked).shot.camera.moves == (PUSH,)
    apart = showing(PUSH, start="here", end="hall", count=24).model_copy(update={"prompt": "a lake"})
    assert surveyed(apart).shot.camera.moves == (PUSH,)


def test_depth_and_masks_are_the_first_pictures() -> None:
    heard: list[tuple[str | None, str | None]] = []

    def reading(shot: Shot, inputs: Inputs) -> object:
        heard.append((shot.inputs.start_image, shot.inputs.depth))
        return known(shot, inputs)

    shot = showing(start="here", end="hall", count=24)
    deep = shot.model_copy(update={"inputs": shot.inputs.model_copy(update={"depth": NAMES["shore"]})})
    ParallaxEngine(reading).render(deep, Inputs())[12]  # type: ignore[arg-type]
    assert set(heard) == {(NAMES["here"], NAMES["shore"]), (NAMES["hall"], None)}


def test_what_the_engine_tells() -> None:
    shot = showing(start="here", end="hall", count=24)
    files = dict.fromkeys(NAMES.values())
    fit = ParallaxEngine(known).fit(shot, Inputs(files=files))  # type: ignore[arg-type]
    assert fit.told[0] == "depth: painted"
    assert fit.told[1].startswith("pictures: 0 to 0.958 s: different places")
    assert "inputs" not in [unmet.field for unmet in fit.unmet]


def test_what_moves_of_itself_has_not_moved_at_its_picture() -> None:
    frames = filmed(showing(at={0.5: "here"}, count=24, **WINDY))
    assert psnr(frames[12].color, of_name("here")) >= 38
    sky = place().regions.sky > 0.5
    for k in (2, 22):
        assert np.abs(frames[k].color - of_name("here"))[sky].mean() > 0.004


def test_passes_go_on_between_pictures() -> None:
    frames = filmed(showing(TRUCK, start="here", end="beside", count=24), passes=True)
    middle = frames[11]
    assert middle.depth is not None
    assert middle.motion is not None
    assert middle.motion.shape == (SIZE[1], SIZE[0], 2)
    assert middle.motion[..., 0].mean() < -0.5  # the picture pans to the right
    assert np.isfinite(middle.motion).all()


def test_a_still_camera_opens_where_the_path_does() -> None:
    shot = showing(STILL, start="here", end="hall", count=24)
    view = filmed(shot)[12].view
    assert view is not None
    assert view.pitch_deg == pytest.approx(CameraPath(shot).at(0).pitch_deg)
    assert isinstance(shot.camera, Camera)
