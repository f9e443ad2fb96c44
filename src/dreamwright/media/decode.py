"""Pictures out of files: in order, by number, or by time.

Gives uint8 (H, W, 3) display-encoded pictures, turned upright; `frames` gives them as linear light.
Knows probe.py's containers; knows nothing of what the pictures are for.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av.error
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image, ImageOps

from dreamwright.errors import BadFile
from dreamwright.frames import Array, Frame, Frames
from dreamwright.media import convert
from dreamwright.media.probe import FilmFacts, damaged, opened, probe

_NEAR_S = 2.0
"""Frames this far ahead are reached by decoding on, farther ones by a seek: keyframes stand about so far apart."""


def pictures(path: Path) -> Iterator[NDArray[np.uint8]]:
    """Every picture of a film in order, or the one of a still; BadFile when it cannot be read."""
    with FilmReader(path) as film:
        yield from film


def frames(path: Path) -> Frames:
    """A film as lazy linear-light frames (sRGB curve undone); a still is a film of one frame at 24 fps."""
    film, lock = FilmReader(path), threading.Lock()

    def make(k: int) -> Frame:
        with lock:
            return Frame(linear(film[k]))

    return Frames(film.width, film.height, film.facts.fps or Fraction(24), film.facts.frames, make)


def linear(picture: NDArray[np.uint8]) -> Array:
    """Display-encoded uint8 → linear light 0-1 (IEC 61966-2-1)."""
    return _LINEAR[picture]


def read_still(path: Path) -> NDArray[np.uint8]:
    """A still as uint8 RGB, turned as its EXIF says; transparency shows black."""
    try:
        with Image.open(path) as file:
            upright = ImageOps.exif_transpose(file)
            over = Image.new("RGBA", upright.size, (0, 0, 0, 255)) if "A" in upright.getbands() else None
            flat = Image.alpha_composite(over, upright.convert("RGBA")) if over else upright
            return np.asarray(flat.convert("RGB"), dtype=np.uint8)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise BadFile(f"“{path}” is not a picture that can be read.") from error


class FilmReader:
    """A film held open, for many pictures. Reading on is quick; going back costs a seek. One thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.facts: FilmFacts = probe(path)
        self._source = _Still(path) if self.facts.fps is None else _Source(path)
        first = self.at(0.0)
        self.height, self.width = first.shape[:2]

    def __len__(self) -> int:
        return self.facts.frames

    def __getitem__(self, k: int) -> NDArray[np.uint8]:
        """The k-th picture; IndexError beyond."""
        if not 0 <= k < self.facts.frames:
            raise IndexError(f"picture {k} of a film of {self.facts.frames}")
        return self.at(float(k / self.facts.fps) if self.facts.fps else 0.0)

    def __iter__(self) -> Iterator[NDArray[np.uint8]]:
        yield from self._source.all()

    def at(self, time_s: float) -> NDArray[np.uint8]:
        """The picture on the screen at a time from the film's start; outside the film its first or last picture."""
        slack_s = 0.25 / float(self.facts.fps or 1)  # containers round times to the millisecond
        return self._source.at(time_s + slack_s)

    def close(self) -> None:
        """Lets go of the file."""
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Still:
    """A source of one picture."""

    def __init__(self, path: Path) -> None:
        self._picture = read_still(path)

    def all(self) -> Iterator[NDArray[np.uint8]]:
        yield self._picture

    def at(self, _time_s: float) -> NDArray[np.uint8]:
        return self._picture

    def close(self) -> None: ...


class _Source:
    """A decoder that stands between two frames: `_shown` is the one on the screen, `_next` comes after."""

    _container: InputContainer
    _stream: VideoStream
    _frames: Iterator[VideoFrame]
    _shown: VideoFrame | None
    _next: VideoFrame | None

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open = ExitStack()
        self._graph: convert.Graph | None = None
        self._rewind()

    def all(self) -> Iterator[NDArray[np.uint8]]:
        self._rewind()
        while self._shown is not None:
            yield self._picture(self._shown)
            self._shown, self._next = self._next, self._decode()

    def at(self, time_s: float) -> NDArray[np.uint8]:
        self._go_near(time_s)
        while self._next is not None and self._time(self._next) <= time_s:
            self._shown, self._next = self._next, self._decode()
        if self._shown is None:
            raise damaged(self._path)
        return self._picture(self._shown)

    def close(self) -> None:
        self._open.close()

    def _go_near(self, time_s: float) -> None:
        """Puts the decoder at or before a time, and not far before it."""
        time_s = max(time_s, 0.0)
        if self._shown is not None and 0 <= time_s - self._time(self._shown) < _NEAR_S:
            return
        self._seek(time_s)
        if self._shown is None or self._time(self._shown) > time_s:
            self._rewind()

    def _seek(self, time_s: float) -> None:
        try:
            offset = round(time_s / float(self._stream.time_base or 1)) + self._start
            self._container.seek(offset, stream=self._stream)
        except av.error.FFmpegError:
            self._rewind()
        else:
            self._begin()

    def _rewind(self) -> None:
        """Opens the file anew: some containers cannot seek."""
        self._open.close()
        self._container, self._stream = self._open.enter_context(opened(self._path))
        self._stream.thread_type = "AUTO"
        self._start = self._stream.start_time or 0
        self._begin()

    def _begin(self) -> None:
        self._frames = iter(self._container.decode(self._stream))
        self._shown = self._decode()
        self._next = self._decode()

    def _decode(self) -> VideoFrame | None:
        try:
            return next(self._frames, None)
        except av.error.FFmpegError as error:
            raise damaged(self._path) from error

    def _time(self, frame: VideoFrame) -> float:
        return float(((frame.pts or 0) - self._start) * (self._stream.time_base or 1))

    def _picture(self, frame: VideoFrame) -> NDArray[np.uint8]:
        if self._graph is None:
            self._graph = convert.to_picture(frame, Fraction(25))
        picture = convert.as_picture(self._graph(frame))
        return np.ascontiguousarray(np.rot90(picture, round(frame.rotation / 90)))


def _srgb_to_linear() -> Array:
    v = np.arange(256, dtype=np.float64) / 255
    curve = np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)
    return curve.astype(np.float32)


_LINEAR = _srgb_to_linear()
