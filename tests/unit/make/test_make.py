"""Plan, engine, finish and file together: what is asked is checked first, what is made is what was asked."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from dreamwright.engines import registry
from dreamwright.engines.base import Fit, Inputs, Silent, Watch
from dreamwright.errors import BadFile, BadOption, Cancelled, UnknownName
from dreamwright.finish.finish import finish
from dreamwright.frames import Frame, Frames
from dreamwright.make.choose import choose
from dreamwright.make.live import abandon_all, live
from dreamwright.make.make import FILMING, METERING, Order, film, make, ready
from dreamwright.media.provenance import read_metadata, read_plan
from dreamwright.shot.codec import from_json
from dreamwright.shot.plan import FrameSpec, Shot

SHOT = Shot(prompt="a slope", seed=5, frame=FrameSpec(width=64, height=36, fps=10, duration_s=1))


class Slope:
    """A slope that moves; remembers which frames it rendered, and how many of them are alive."""

    name = "slope"

    def __init__(self) -> None:
        self.rendered: list[int] = []
        self.meters: list[int] = []

    def fit(self, shot: Shot, inputs: Inputs = Inputs()) -> Fit:
        return Fit(self.name)

    def render(self, shot: Shot, inputs: Inputs = Inputs(), watch: Watch = Silent()) -> Frames:
        f = shot.frame
        y, x = np.mgrid[: f.height, : f.width].astype(np.float32)

        def picture(k: int, log: list[int]) -> Frame:
            log.append(k)
            color = np.stack([0.2 + 0.2 * np.sin(x / 9 + k), y / f.height, 0.3 + 0 * x], axis=-1)
            return Frame(color.astype(np.float32), depth=x)

        preview = Frames(f.width, f.height, Fraction(f.fps), f.count, lambda k: picture(k, self.meters))
        return Frames(f.width, f.height, Fraction(f.fps), f.count, lambda k: picture(k, self.rendered), preview=preview)


class Listens(Silent):
    """Remembers stages; cancels at a number of frames."""

    def __init__(self, cancel_at: int | None = None) -> None:
        self.heard: list[tuple[str, int, int]] = []
        self.cancel_at = cancel_at

    def progress(self, stage: str, done: int, total: int) -> None:
        self.heard.append((stage, done, total))

    def check(self) -> None:
        if self.cancel_at is not None and (FILMING, self.cancel_at, SHOT.frame.count) in self.heard:
            raise Cancelled("enough")


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Slope:
    slope = Slope()
    monkeypatch.setattr(registry, "get", lambda name: slope)
    return slope


def order(folder: Path, name: str = "x.mp4", **more: Any) -> Order:
    return Order(str(folder / name), **more)


def pictures(path: Path) -> list[Any]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def test_every_frame_is_rendered_once_and_in_order(engine: Slope, tmp_path: Path) -> None:
    made = make(SHOT, order(tmp_path))
    assert engine.rendered == list(range(10))
    assert (made.frames, made.engine, made.seed) == (10, "slope", 5)
    assert len(pictures(tmp_path / "x.mp4")) == 10


def test_the_film_carries_plan_seed_and_version(engine: Slope, tmp_path: Path) -> None:
    make(SHOT, order(tmp_path))
    plan = read_plan(tmp_path / "x.mp4")
    assert plan is not None
    assert from_json(plan) == SHOT
    words = read_metadata(tmp_path / "x.mp4")
    assert words["dreamwright.seed"] == "5"
    assert words["dreamwright.version"]


def test_pictures_are_those_of_the_finish(engine: Slope, tmp_path: Path) -> None:
    make(SHOT, order(tmp_path, "x_%04d.png"))
    expected = finish(Slope().render(SHOT), SHOT.look, seed=5, depth=8)
    for k in (0, 4, 9):
        written = cv2.imread(str(tmp_path / f"x_{k:04d}.png"), cv2.IMREAD_UNCHANGED)
        assert written is not None
        assert np.array_equal(written[..., ::-1], expected[k])


@pytest.mark.parametrize(("second", "k"), [(0.0, 0), (0.5, 5), (1.0, 9)])
def test_a_still_renders_its_frame_alone(engine: Slope, tmp_path: Path, second: float, k: int) -> None:
    made = make(SHOT, order(tmp_path, "x.png", still_s=second))
    assert engine.rendered == [k]
    assert made.frames == 1


def test_a_stills_ending_alone_asks_for_the_opening_picture(engine: Slope, tmp_path: Path) -> None:
    make(SHOT, order(tmp_path, "x.jpg"))
    assert engine.rendered == [0]


def test_progress_is_told_stage_by_stage(engine: Slope, tmp_path: Path) -> None:
    watch = Listens()
    make(SHOT, order(tmp_path), watch)
    assert list(dict.fromkeys(stage for stage, _, _ in watch.heard)) == [METERING, FILMING, "closing the file"]
    assert [done for stage, done, _ in watch.heard if stage == FILMING] == list(range(1, 11))


@pytest.mark.parametrize("name", ["x.mp4", "x.gif", "x_%04d.png"])
def test_cancelling_stops_within_a_frame_and_leaves_nothing(engine: Slope, tmp_path: Path, name: str) -> None:
    with pytest.raises(Cancelled):
        make(SHOT, order(tmp_path, name), Listens(cancel_at=4))
    assert engine.rendered[-1] <= 4
    assert list(tmp_path.iterdir()) == []


def test_metering_can_be_cancelled(engine: Slope, tmp_path: Path) -> None:
    class Never(Silent):
        def check(self) -> None:
            raise Cancelled("no")

    with pytest.raises(Cancelled):
        make(SHOT, order(tmp_path), Never())
    assert len(engine.meters) <= 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "more", "error"),
    [
        ("x.avi", {}, BadFile),
        ("x.mp4", {"codec": "divx"}, UnknownName),
        ("x.mp4", {"still_s": 0.5}, BadOption),
        ("x.png", {"still_s": 1.5}, BadOption),
        ("x.png", {"still_s": float("nan")}, BadOption),
        ("x.mp4", {"sequence": True}, BadFile),
        ("nowhere/x.mp4", {}, BadFile),
    ],
)
def test_a_bad_order_is_refused_before_any_work(
    engine: Slope, tmp_path: Path, name: str, more: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        ready(SHOT, order(tmp_path, name, **more))
    assert list(tmp_path.iterdir()) == []


def test_an_odd_size_is_refused_where_the_codec_cannot(engine: Slope, tmp_path: Path) -> None:
    odd = SHOT.model_copy(update={"frame": FrameSpec(width=65, height=37)})
    with pytest.raises(BadOption, match="even"):
        ready(odd, order(tmp_path))
    assert ready(odd, order(tmp_path, "x.png")).pictures == range(1)


def test_a_process_that_ends_at_once_leaves_no_half_file(engine: Slope, tmp_path: Path) -> None:
    class Ends(Silent):
        def progress(self, stage: str, done: int, total: int) -> None:
            if done == 5:
                abandon_all()
                raise SystemExit

    with pytest.raises(SystemExit):
        film(ready(SHOT, order(tmp_path)), Ends())
    assert list(tmp_path.iterdir()) == []


def test_writers_are_live_only_inside_the_block() -> None:
    class Writer:
        gone = 0

        def abandon(self) -> None:
            self.gone += 1

    writer = Writer()
    with live(writer):
        abandon_all()
    abandon_all()
    assert writer.gone == 1


def test_the_choice_says_why(engine: Slope) -> None:
    assert "by name" in choose(SHOT, "slope").why
    assert "no GPU" in choose(SHOT).why
