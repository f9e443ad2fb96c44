"""Whether a file is truly what its first bytes claim, asked of a process of its own with little memory and time.

Knows how to run the command and to read its answer; the decoders are all in that process, without our secrets.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dreamwright.errors import BadFile, MachineFault

COMMAND: Final = (sys.executable, "-m", "dreamwright.worker.examine")
_LIMITED: Final = """\
import os, resource, sys
for name, most in zip(("AS", "CPU", "FSIZE", "CORE"), map(int, sys.argv[1:5])):
    kind = getattr(resource, "RLIMIT_" + name)
    hard = resource.getrlimit(kind)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    try:
        resource.setrlimit(kind, (most, most))
    except (OSError, ValueError):
        if sys.platform == "linux":  # other systems know some limits by name alone
            raise
os.execv(sys.argv[5], sys.argv[5:])
"""
"""Limits itself, then becomes the command: nothing of this process is copied between fork and exec."""
_ANSWER_BYTES: Final = 65_536
_KEPT: Final = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TMPDIR")
"""All that the process gets of our surroundings: credentials stand there too."""


@dataclass(frozen=True)
class Allowance:
    """What reading one file may cost."""

    memory_bytes: int = 3 << 30
    """Address space; 100 megapixels need 1.5 GB."""
    cpu_s: int = 30
    wall_s: float = 60.0


@dataclass(frozen=True)
class Facts:
    """What a file holds."""

    width: int
    height: int
    """Pixels, upright."""
    duration_s: float | None = None
    fps: float | None = None
    frames: int | None = None
    """None for a picture."""
    has_audio: bool = False


def examine(path: Path, allowance: Allowance = Allowance(), command: Sequence[str] = COMMAND) -> Facts:
    """The facts of a picture or film that was read to its end.

    BadFile, in one sentence, for one that is damaged, false, too large, or takes more than the allowance;
    MachineFault when no file at all can be examined.
    """
    status, answer = _run([*command, str(path)], allowance)
    said = _read(answer)
    if status == 0 and (facts := _facts(said)) is not None:
        return facts
    if isinstance(said.get("error"), str):
        raise BadFile(said["error"])
    if status < 0:  # a signal: too much time, or the decoder fell over
        slow = -status in (signal.SIGXCPU, signal.SIGKILL)
        raise BadFile("The file takes too long to be read." if slow else "The file is damaged: it cannot be read.")
    raise MachineFault("Files cannot be examined on this machine now.")


def _run(command: Sequence[str], allowance: Allowance) -> tuple[int, bytes]:
    """Exit status (negative = the signal) and what was said, of the command under its limits."""
    limits = (allowance.memory_bytes, allowance.cpu_s, _ANSWER_BYTES, 0)
    limited = [sys.executable, "-I", "-S", "-c", _LIMITED, *map(str, limits), *command]
    with tempfile.TemporaryFile() as answer:
        process = subprocess.Popen(
            limited,
            stdin=subprocess.DEVNULL,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            env=_surroundings(os.environ),
            start_new_session=True,
        )
        try:
            status = process.wait(allowance.wall_s)
        except subprocess.TimeoutExpired:
            status = -signal.SIGKILL
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        answer.seek(0)
        return status, answer.read(_ANSWER_BYTES)


def _surroundings(ours: Mapping[str, str]) -> dict[str, str]:
    kept = {name: ours[name] for name in _KEPT if name in ours}
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")  # each thread's stack counts too
    return {**kept, **one_thread, "PYTHONDONTWRITEBYTECODE": "1"}


def _read(answer: bytes) -> dict[str, Any]:
    try:
        said = json.loads(answer)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _facts(said: Mapping[str, Any]) -> Facts | None:
    """The facts, when that is what was said: a decoder that was taken over says anything."""
    try:
        facts = Facts(**said)
    except TypeError:
        return None
    whole = (facts.width, facts.height, *(() if facts.frames is None else (facts.frames,)))
    spans = (facts.duration_s, facts.fps)
    true = all(type(one) is int and 0 < one < 1 << 31 for one in whole)
    return facts if true and all(one is None or type(one) is float for one in spans) else None
