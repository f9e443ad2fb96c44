"""The only room where plan, engine, finish and file meet.

Knows the order of the work and checks all of it before it begins; knows no option's spelling and no codec.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Literal

import dreamwright
from dreamwright.engines.base import Engine, Fit, Inputs, Quality, Silent, Watch
from dreamwright.errors import BadOption
from dreamwright.finish.finish import Finished, finish
from dreamwright.finish.mark import marked
from dreamwright.frames import Frame, Frames
from dreamwright.make.choose import choose
from dreamwright.make.gather import gather
from dreamwright.make.live import live
from dreamwright.make.overlap import overlap
from dreamwright.make.viewer import seen
from dreamwright.media.convert import Picture
from dreamwright.media.encode import FilmWriter, PictureWriter, StillWriter
from dreamwright.media.files import check_destination
from dreamwright.media.formats import Format, check_picture, format_for, rate
from dreamwright.media.provenance import EXPOSURE, SECOND, provenance
from dreamwright.media.sequence import SequenceWriter
from dreamwright.shot.codec import to_json
from dreamwright.shot.plan import Shot
from dreamwright.shot.takes import begin_s, exposed_in, takes_in

METERING = "metering the light"
FILMING = "filming"
CLOSING = "closing the file"


@dataclass(frozen=True)
class Order:
    """Where a film goes and how carefully it is made."""

    path: str
    """A file, a numbered name, or a folder with a final slash."""
    engine: str | None = None
    """null = the built-in one."""
    quality: Quality = "standard"
    codec: str | None = None
    """null = the one that the path's ending asks for."""
    still_s: float | None = None
    """One picture at this second; null = the film, or its first picture where the ending is a still's."""
    sequence: bool = False
    """One numbered picture per frame."""
    files: Mapping[str, Path] = field(default_factory=dict)
    """Content hash → file, for the pictures that the plan stands on."""
    mark: bool = False
    """Whether every picture carries the maker's mark."""


@dataclass(frozen=True)
class Ready:
    """An order that was checked: nothing about it can be refused any more, only the machine can fail."""

    shot: Shot
    order: Order
    engine: Engine
    fit: Fit
    why: str
    """Why this engine."""
    format: Format
    pictures: range
    """Which of the shot's frames are wanted."""
    inputs: Inputs
    """What the engine gets beside the plan."""


@dataclass(frozen=True)
class Made:
    """What came of it."""

    path: Path
    seconds: float
    frames: int
    engine: str
    seed: int
    fit: Fit


def make(shot: Shot, order: Order, watch: Watch = Silent()) -> Made:
    """The shot as a file at `order.path`; raises what `ready` and `film` raise."""
    return film(ready(shot, order), watch)


def ready(shot: Shot, order: Order) -> Ready:
    """The order, checked before any work: BadFile, BadOption, UnknownName or CannotWrite says what is wrong."""
    form = format_for(order.path, order.codec, order.sequence and order.still_s is None)
    pictures = _pictures(shot, order, form)
    check_picture(form, shot.frame.width, shot.frame.height, rate(shot.frame.fps) if form.kind == "film" else None)
    check_destination(order.path)
    given = gather(shot, order.files)
    inputs = Inputs(order.quality, files=given.files, pictures=given)
    choice = choose(shot, order.engine, inputs)
    return Ready(shot, order, choice.engine, choice.fit, choice.why, form, pictures, inputs)


def film(work: Ready, watch: Watch = Silent()) -> Made:
    """Renders in this thread, finishes and encodes in others; on any fault, and on Cancelled, no file is left."""
    begun_s = time.perf_counter()
    desk = Desk(_watched(work.engine.render(work.shot, work.inputs, watch), watch))
    finished = _finished(work, desk.frames)
    with _writer(work, finished) as file, live(file):
        overlap(
            _rendered(desk, finished, work.pictures, watch),
            lambda k: file.write(seen(watch, k, desk.clear(k, finished))),
        )
        watch.progress(CLOSING, 0, 1)
    seconds = time.perf_counter() - begun_s
    return Made(Path(work.order.path), seconds, len(work.pictures), work.engine.name, work.shot.seed, work.fit)


@dataclass
class Desk:
    """Rendered frames on their way to the finish, a few at a time."""

    rendered: Frames
    _lying: dict[int, Frame] = field(default_factory=dict)
    _done: dict[int, Picture] = field(default_factory=dict)

    @property
    def frames(self) -> Frames:
        """The same film, taking from the desk what lies there and rendering the rest."""
        return replace(self.rendered, make=lambda k: self._lying.get(k) or self.rendered.make(k))

    def put(self, k: int) -> None:
        """Renders frame k and keeps its colour; other passes are let go, nothing after the engine needs them."""
        self._lying[k] = replace(self.rendered[k], depth=None, motion=None, normal=None)

    def clear(self, k: int, finished: Finished) -> Picture:
        """Picture k as `finished` makes it of frame k, which then leaves the desk."""
        picture = self._done.pop(k) if k in self._done else finished[k]
        self._lying.pop(k, None)
        return picture

    def open(self, k: int, finished: Finished) -> None:
        """Finishes frame k at once: the first picture meters the film, and only the engine's own thread may render."""
        self.put(k)
        self._done[k] = finished[k]


def _pictures(shot: Shot, order: Order, form: Format) -> range:
    """The frames that are wanted: all, or the one at the asked second."""
    if order.still_s is None and form.kind != "still":
        return range(shot.frame.count)
    second = 0.0 if order.still_s is None else order.still_s
    if form.kind != "still":
        raise BadOption(f"A still is one picture, and “{order.path}” asks for many: name a .png, .jpg or .webp file.")
    if not 0 <= second <= shot.frame.duration_s:
        raise BadOption(f"The still must lie in the film, 0 to {shot.frame.duration_s:g} seconds, not {second:g}.")
    k = min(round(second * shot.frame.fps), shot.frame.count - 1)
    return range(k, k + 1)


def _rendered(desk: Desk, finished: Finished, pictures: range, watch: Watch) -> Iterator[int]:
    watch.progress(METERING, 0, 1)
    desk.open(pictures[0], finished)
    yield pictures[0]
    for done, k in enumerate(pictures[1:], 1):
        watch.check()
        watch.progress(FILMING, done, len(pictures))
        desk.put(k)
        yield k
    watch.progress(FILMING, len(pictures), len(pictures))


def _watched(frames: Frames, watch: Watch) -> Frames:
    """The same film, whose preview can be cancelled between two of its frames too."""

    def check(_: int, frame: Frame) -> Frame:
        watch.check()
        return frame

    return replace(frames, preview=frames.preview.map(check)) if frames.preview else frames


def _finished(work: Ready, frames: Frames) -> Finished:
    shot = work.shot
    depth: Literal[8, 16] = 16 if work.format.bit_depth > 8 else 8
    size = shot.frame.width, shot.frame.height
    styles = [(work.inputs.pictures.picture(style, size).color, weight) for style, weight in shot.inputs.style_images]
    opening = round(-begin_s(shot) * shot.frame.fps)
    film = finish(
        frames, shot.look, seed=shot.seed, loop=shot.loop, depth=depth, styles=styles, takes=takes_in(shot),
        known_at=exposed_in(shot), opening=opening,
    )  # fmt: skip
    return marked(film) if work.order.mark else film


def _writer(work: Ready, finished: Finished) -> PictureWriter:
    """The file, open under a hidden name until it is whole."""
    frame, form, words = work.shot.frame, work.format, _words(work.shot)
    path = Path(work.order.path)
    if form.kind == "still":
        return StillWriter(path, frame.width, frame.height, form, words, lambda: _of_frame(work, finished, 0))
    if form.kind == "sequence":
        own = partial(_of_frame, work, finished)
        return SequenceWriter(work.order.path, frame.width, frame.height, form, words, own)
    return FilmWriter(path, frame.width, frame.height, rate(frame.fps), form, words, work.order.quality)


def _of_frame(work: Ready, finished: Finished, k: int) -> Mapping[str, str]:
    """When in the film the k-th picture that was wanted is, and how it was exposed."""
    frame = work.pictures[k]
    words = {SECOND: repr(frame / work.shot.frame.fps)}
    if finished.exposed is not None:
        words[EXPOSURE] = " ".join(repr(float(part)) for part in finished.exposed(frame))
    return words


def _words(shot: Shot) -> Mapping[str, str]:
    return provenance(to_json(shot), shot.seed, dreamwright.__version__, shot.prompt)
