"""Real processes, and engines that stand in for the built-in one where a test is not about pictures.

The stand-ins are installed the way any plug-in is: a distribution with an entry point.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ENGINES = '''
import hashlib
from dataclasses import replace
from fractions import Fraction
import numpy as np
from dreamwright.engines.base import Fit, Inputs, Silent, Unmet
from dreamwright.frames import Frame, Frames


class Paint:
    """A coloured slope that moves; another seed is another colour."""

    name = "paint"

    def fit(self, shot, inputs=Inputs()):
        return Fit(self.name, (Unmet("scene.place", "only a slope is painted"),))

    def render(self, shot, inputs=Inputs(), watch=Silent()):
        f = shot.frame
        y, x = np.mgrid[: f.height, : f.width].astype(np.float32)
        tint = np.random.default_rng(shot.seed).random(3, np.float32) + 0.2

        def make(k, work=lambda k: None):
            work(k)
            slope = 0.5 + 0.5 * np.sin(x / 9 + k * 0.3) * np.cos(y / 7)
            return Frame((slope[..., None] * tint).astype(np.float32))

        film = Frames(f.width, f.height, Fraction(f.fps), f.count, make)
        return replace(film, make=lambda k: make(k, self.work), preview=film)

    def work(self, k):
        pass


class Deaf(Paint):
    """Hears no signal while it renders: seconds of native code a frame."""

    name = "deaf"

    def work(self, k):
        if k:
            hashlib.pbkdf2_hmac("sha512", b"a", b"b", 6_000_000)


class Fails(Paint):
    """A machine that gives up at the third frame."""

    name = "fails"

    def work(self, k):
        if k == 2:
            raise MemoryError
'''
ENTRY_POINTS = """[dreamwright.engines]
paint = stand_in_engines:Paint
deaf = stand_in_engines:Deaf
fails = stand_in_engines:Fails
broken = no_such_module_at_all:Engine
"""

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def plug_ins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for PYTHONPATH with the stand-in engines installed."""
    folder = tmp_path_factory.mktemp("plug_ins")
    info = folder / "stand_in_engines-1.0.dist-info"
    info.mkdir()
    (folder / "stand_in_engines.py").write_text(ENGINES)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stand-in-engines\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(ENTRY_POINTS)
    return folder


@pytest.fixture
def environment(plug_ins: Path) -> dict[str, str]:
    paths = os.pathsep.join([str(plug_ins), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": paths, "NO_COLOR": "1", "COLUMNS": "120"}


@pytest.fixture
def dreamwright(environment: dict[str, str], tmp_path: Path) -> Run:
    """Runs the command in an empty folder; its status and what it said."""

    def run(*words: str | Path, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "dreamwright", *map(str, words)]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=timeout, check=False
        )

    return run
