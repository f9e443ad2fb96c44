"""Films out: pictures in, encoded in a thread of its own while the next one is being made.

A film stands under its name whole, or what stood there before still does.
Knows threads and drafts; the encoders themselves are in track.py and gif.py.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import av.error
from av.video.frame import VideoFrame

from dreamwright.errors import BadOption, CannotWrite, MissingBackend
from dreamwright.media import files, stills
from dreamwright.media.convert import Picture, as_frame, fitted
from dreamwright.media.formats import Effort, Format, Reel, check_picture
from dreamwright.media.gif import Gif
from dreamwright.media.track import Film, Track

_WAITING = 4
"""Frames that may wait for the encoder: enough to smooth its bursts, little memory."""
_GIVE_UP_S = 0.1


class PictureWriter(Protocol):
    """Takes finished pictures in order; a context manager that commits at a good end and discards at a bad one."""

    def write(self, picture: Picture) -> None:
        """Takes the next (H, W, 3) picture."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class FilmWriter(files.AllOrNothing):
    """Writes one film. `write` pictures inside a `with` block.

    Leaving the block well finishes the file and gives it its name; leaving by any exception (Cancelled too)
    removes every trace. Raises BadOption for a size or rate the format cannot hold, BadFile when the folder is
    missing, CannotWrite when it is unwritable or full, MissingBackend when this FFmpeg lacks the encoder.
    """

    def __init__(
        self,
        path: Path,
        width: int,
        height: int,
        fps: Fraction,
        format: Format,
        metadata: Mapping[str, str],
        effort: Effort = "standard",
    ) -> None:
        check_picture(format, width, height, fps)
        files.check_destination(path)
        self._path, self._draft = path, files.draft_name(path)
        self._shape, self._fps, self._format = (height, width, 3), fps, format
        self._count = 0
        self._fault: BaseException | None = None
        self._finished = False
        self._stop = threading.Event()
        self._queue: queue.Queue[VideoFrame | None] = queue.Queue(_WAITING)
        self._track = self._open(Reel(width, height, fps, format, metadata, effort))
        self._thread = threading.Thread(target=self._work, name="encoder", daemon=True)
        self._thread.start()

    def write(self, picture: Picture) -> None:
        """Takes the next picture: uint8, or uint16 over the full scale for formats deeper than 8 bits.

        Copies it, then waits while the encoder is behind. Raises promptly when the encoder failed before.
        """
        self._check()
        self._put(as_frame(fitted(picture, self._shape, self._format.bit_depth), self._count, self._fps))
        self._count += 1

    def close(self) -> None:
        """Finishes the film and gives it its name; CannotWrite when the disk would not hold it."""
        try:
            if not self._count:
                raise BadOption("A film needs at least one frame.")
            self._put(None)
            self._thread.join()
            self._check()
            files.commit(self._draft, self._path)
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Stops the encoder and removes the draft; nothing happens after a good close."""
        self._stop.set()
        self._thread.join()
        self._track.abandon()
        files.discard(self._draft)

    def _open(self, reel: Reel) -> Track:
        try:
            return Gif(self._draft, reel) if reel.format.name == "gif" else Film(self._draft, reel)
        except (av.error.FFmpegError, av.codec.codec.UnknownCodecError, OSError) as error:
            files.discard(self._draft)
            raise self._told(error) from error

    def _put(self, frame: VideoFrame | None) -> None:
        while True:
            self._check()
            try:
                return self._queue.put(frame, timeout=_GIVE_UP_S)
            except queue.Full:
                continue

    def _work(self) -> None:
        """The encoder's thread: frames until None, then the end of the file."""
        try:
            while not self._stop.is_set():
                try:
                    frame = self._queue.get(timeout=_GIVE_UP_S)
                except queue.Empty:
                    continue
                if frame is None:
                    self._track.finish()
                    self._finished = True
                    return
                self._track.push(frame)
        except (av.error.FFmpegError, OSError, MemoryError, ValueError, RuntimeError) as error:
            self._fault = error

    def _check(self) -> None:
        if self._fault is not None:
            raise self._told(self._fault) from self._fault
        if not (self._finished or self._thread.is_alive()):
            raise CannotWrite(f"“{self._path}” could not be written: the encoder stopped unexpectedly.")

    def _told(self, error: BaseException) -> CannotWrite | MissingBackend:
        if isinstance(error, OSError):
            return files.cannot_write(self._path, error)
        if isinstance(error, av.codec.codec.UnknownCodecError | av.error.EncoderNotFoundError):
            return MissingBackend(f"This build of FFmpeg cannot write {self._format.label}: choose another codec.")
        return CannotWrite(f"“{self._path}” could not be written as {self._format.label}: {error}.")


class StillWriter:
    """Writes the first picture it is given as one still; further ones are refused."""

    def __init__(
        self, path: Path, width: int, height: int, format: Format, metadata: Mapping[str, str],
        own: Callable[[], Mapping[str, str]] = dict,
    ) -> None:  # fmt: skip
        """`own()` is metadata that is known once the picture is made."""
        check_picture(format, width, height)
        files.check_destination(path)
        self._path, self._shape, self._format = path, (height, width, 3), format
        self._metadata, self._own = metadata, own
        self._picture: Picture | None = None

    def write(self, picture: Picture) -> None:
        if self._picture is not None:
            raise BadOption(f"“{self._path}” holds one picture: give a numbered name like shot_%04d.png for more.")
        self._picture = fitted(picture, self._shape, self._format.bit_depth).copy()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._picture is not None:
            stills.write_still(self._path, self._picture, {**self._metadata, **self._own()})
