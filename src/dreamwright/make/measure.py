"""How long a film takes, by stage, beside the time libx264 takes to encode the same pictures alone.

Ratios within one run mean the same on every machine; seconds do not. Knows make's stages, changes none.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.base import Inputs, Quality
from dreamwright.errors import MachineFault
from dreamwright.finish.finish import finish
from dreamwright.make.choose import choose
from dreamwright.make.gather import Gathered, gather
from dreamwright.make.make import Desk
from dreamwright.media.encode import FilmWriter
from dreamwright.media.formats import H264, rate
from dreamwright.shot.codec import to_json
from dreamwright.shot.plan import Shot

T = TypeVar("T")
_KIB_PER_UNIT = 1 / 1024 if sys.platform == "darwin" else 1.0
"""ru_maxrss counts KiB on Linux and bytes on macOS."""


MEDIUM = replace(H264, efforts={"standard": {"preset": "medium", "crf": "18"}})
"""The yardstick: libx264 as it comes."""


@dataclass(frozen=True)
class Timing:
    """What one film cost. Stage times are measured one after another, the whole with everything overlapping."""

    width: int
    height: int
    frames: int
    quality: Quality
    build_s: float
    """From the plan to the first picture, metering included, beyond what a frame takes."""
    render_s: float
    """Seconds a frame."""
    finish_s: float
    """Seconds a frame."""
    encode_s: float
    """Seconds a frame that libx264 medium takes alone."""
    whole_s: float
    """The whole process, from its start to its end."""
    memory_mib: float
    """Most memory the whole process held."""

    @property
    def ratio(self) -> float:
        """The whole process over encoding the same film alone."""
        return self.whole_s / (self.encode_s * self.frames)


@dataclass(frozen=True)
class _Stages:
    build_s: float
    render_s: float
    finish_s: float


def measure(
    shot: Shot, quality: Quality = "standard", engine: str | None = None, files: Mapping[str, Path] | None = None
) -> Timing:
    """Films the shot twice, once stage by stage and once as a user does, in a temporary folder.

    `files`: content hash → file, of pictures that the plan stands on.
    """
    frame, given = shot.frame, gather(shot, files or {})
    with TemporaryDirectory(prefix="dreamwright-bench-") as folder:
        whole_s, memory_mib = _whole(shot, _words(quality, engine, given), Path(folder))
        shape = (frame.count, frame.height, frame.width, 3)
        pictures = np.memmap(Path(folder) / "pictures", np.uint8, "w+", shape=shape)
        inputs = Inputs(quality, files=given.files, pictures=given)
        stages = _stages(shot, inputs, engine, pictures)
        encode_s = _alone(shot, pictures, Path(folder))
        del pictures
    return Timing(
        frame.width, frame.height, frame.count, quality, stages.build_s, stages.render_s, stages.finish_s, encode_s,
        whole_s, memory_mib,
    )  # fmt: skip


def _words(quality: Quality, engine: str | None, given: Gathered) -> list[str]:
    """The options that make the same film at the command line."""
    pictures = [word for path in given.files.values() for word in ("--input", str(path))]
    return ["--quality", quality, "--quiet", *(["--engine", engine] if engine else []), *pictures]


def _whole(shot: Shot, options: list[str], folder: Path) -> tuple[float, float]:
    """Seconds and MiB of a process that films the plan, from its start to its end."""
    plan = folder / "plan.json"
    plan.write_text(to_json(shot), encoding="utf-8")
    words = [sys.executable, "-m", "dreamwright", "render", str(plan), "-o", str(folder / "film.mp4"), *options]
    begun_s = time.perf_counter()
    with Popen(words, stdout=DEVNULL, stderr=PIPE, text=True) as process:
        said = process.stderr.read() if process.stderr else ""
        status, memory = _waited(process)
    if status:
        raise MachineFault(f"The film to be measured could not be made: {said.removeprefix('dreamwright: ')}")
    return time.perf_counter() - begun_s, memory


def _waited(process: Popen[str]) -> tuple[int, float]:
    """Exit status and most MiB held; 0 MiB where the system does not tell."""
    if not hasattr(os, "wait4"):
        return process.wait(), 0.0
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_maxrss * _KIB_PER_UNIT / 1024


def _stages(shot: Shot, inputs: Inputs, engine: str | None, pictures: NDArray[np.uint8]) -> _Stages:
    """Renders and finishes frame by frame, nothing at the same time; the pictures go to `pictures`."""
    built_s, frames = _timed(lambda: choose(shot, engine, inputs).engine.render(shot, inputs))
    desk = Desk(frames)
    finished = finish(desk.frames, shot.look, seed=shot.seed, loop=shot.loop, depth=8)
    first_s = _timed(lambda: desk.open(0, finished))[0]
    render_s = finish_s = 0.0
    for k in range(frames.count):
        render_s += _timed(lambda k=k: desk.put(k))[0]  # type: ignore[misc]
        seconds, pictures[k] = _timed(lambda k=k: desk.clear(k, finished))  # type: ignore[misc]
        finish_s += seconds
    render_s, finish_s = render_s / frames.count, finish_s / frames.count
    return _Stages(max(0.0, built_s + first_s - render_s - finish_s), render_s, finish_s)


def _alone(shot: Shot, pictures: NDArray[np.uint8], folder: Path) -> float:
    """Seconds a frame that H.264 takes by itself: libx264, preset medium, CRF 18."""
    frame = shot.frame
    begun_s = time.perf_counter()
    with FilmWriter(folder / "alone.mp4", frame.width, frame.height, rate(frame.fps), MEDIUM, {}) as file:
        for picture in pictures:
            file.write(picture)
    return (time.perf_counter() - begun_s) / len(pictures)


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    begun_s = time.perf_counter()
    result = work()
    return time.perf_counter() - begun_s, result
