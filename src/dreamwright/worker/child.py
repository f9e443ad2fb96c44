"""The process that makes one film: `python -m dreamwright.worker.child`, a request on stdin, messages on stdout.

Dies with the worker that started it. Knows make; knows no job, no store and no database.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import resource
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dreamwright.errors import BadInput, DreamwrightError, Refused
from dreamwright.worker.request import POSTER, Request, request_of

if TYPE_CHECKING:
    from dreamwright.engines.base import Fit
    from dreamwright.make.make import Ready
    from dreamwright.media.convert import Picture
    from dreamwright.worker.assemble import Assembled

PREVIEW_S = 1.0
"""Between two previews, at least."""
PREVIEW_SIDE = 240
POSTER_SIDE = 540
_PR_SET_PDEATHSIG = 1


@dataclass
class Line:
    """The way out: one message a line, whole, from whichever thread."""

    descriptor: int
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, **message: Any) -> None:
        with self._lock:
            os.write(self.descriptor, (json.dumps(message) + "\n").encode())


@dataclass
class Teller:
    """A Watch that tells the worker, and keeps pictures for it."""

    line: Line
    folder: Path
    poster: int
    """Which frame stands for the film."""
    _shown_at: float = float("-inf")
    _told: tuple[str, int] = ("", -1)

    def progress(self, stage: str, done: int, total: int) -> None:
        if (stage, done) != self._told:
            self._told = stage, done
            self.line.send(progress={"stage": stage, "done": done, "total": total})

    def check(self) -> None:
        """Never cancels: the worker ends the process."""

    def picture(self, k: int, picture: Picture) -> None:
        if k == self.poster:
            self._keep(picture, POSTER, POSTER_SIDE)
        if time.monotonic() - self._shown_at >= PREVIEW_S:
            name = f"preview-{k:05d}.jpg"
            self._keep(picture, name, PREVIEW_SIDE)
            self.line.send(preview=name)
            self._shown_at = time.monotonic()

    def _keep(self, picture: Picture, name: str, side: int) -> None:
        from dreamwright.worker.thumbnail import thumbnail

        (self.folder / name).write_bytes(thumbnail(picture, side))


def main() -> int:
    """Makes the film that stdin asks for; the exit status: 0 = it was made or the reason was told."""
    _die_with_parent()
    line = _line()
    request = request_of(sys.stdin.read())
    if os.getppid() != request.parent:
        return 1  # it died before this process could ask to be told
    if request.memory_bytes is not None:
        resource.setrlimit(resource.RLIMIT_AS, (request.memory_bytes, request.memory_bytes))
    try:
        line.send(done=_make(request, line))
    except (BadInput, Refused) as fault:
        line.send(refused=sentence_of(fault, request))
    except DreamwrightError as fault:
        line.send(fault=sentence_of(fault, request))
    except MemoryError:
        line.send(fault="The machine ran out of memory.")
    except OSError as fault:
        line.send(fault=f"{fault.strerror or fault}.")
    return 0


def sentence_of(fault: DreamwrightError, request: Request) -> str:
    """What the fault says, without the names that files have on this machine: they are nobody's who asked."""
    own = re.escape(str(Path(request.folder).parent))
    said = re.sub(rf"“{own}[^”]*”|{own}\S*", "the file", str(fault))
    return f"{said[:1].upper()}{said[1:]}"


def _make(request: Request, line: Line) -> dict[str, Any]:
    from dreamwright.make.make import film
    from dreamwright.worker.assemble import assembled

    plan = assembled(request)
    work = _ready(request, plan)
    count = len(work.pictures)
    made = film(work, Teller(line, Path(request.folder), work.pictures[count // 2]))
    frame = work.shot.frame
    is_film = work.format.kind == "film"
    seconds = float(made.frames / frame.fps) if is_film else None
    return {
        "frames": made.frames, "width": frame.width, "height": frame.height, "seconds": seconds,
        "engine": made.engine, "plan": work.shot.model_dump(mode="json"), "told": [*plan.told, *_told(made.fit)],
        "inputs": [path.name for path in plan.made],
    }  # fmt: skip


def _told(fit: Fit) -> list[str]:
    """What the engine says of the plan, and each wish that it could not honour."""
    return [*fit.told, *(f"not as asked: {unmet.field}: {unmet.reason}" for unmet in fit.unmet)]


def _ready(request: Request, plan: Assembled) -> Ready:
    from dreamwright.make.make import Order, ready

    asked = request.asked
    order = Order(
        str(Path(request.folder) / asked.output),
        asked.engine,
        asked.quality,
        asked.codec,
        files=plan.files,
        mark=asked.watermark,
    )
    return ready(plan.shot, order)


def _line() -> Line:
    """Standard output, for messages alone: what libraries print goes to standard error from now on."""
    own = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return Line(own)


def _die_with_parent() -> None:
    """However the worker ends: nobody else would stop the work."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


if __name__ == "__main__":
    sys.exit(main())
