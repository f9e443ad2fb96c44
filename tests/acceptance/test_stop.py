"""Ctrl-C: within a second, exit status 130, one line, no file; also while native code hears nothing."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

LATEST_S = 1.5
"""One second is promised; the rest is for a busy machine."""


def interrupted(
    folder: Path, environment: dict[str, str], engine: str, how: signal.Signals, output: str = "x.mp4"
) -> tuple[int, float, str]:
    """Status, seconds from the signal to the end, and what was said of a film stopped while it is made."""
    words = ["create", "mountains", "-o", output, "--size", "640x360", "--duration", "60", "--engine", engine]
    command = [sys.executable, "-m", "dreamwright", *words]
    with subprocess.Popen(command, cwd=folder, env=environment, text=True, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("filming"):
                break
        time.sleep(0.5)
        begun_s = time.monotonic()
        process.send_signal(how)
        said = process.stderr.read()
    return process.returncode, time.monotonic() - begun_s, said


@pytest.mark.parametrize("engine", ["paint", "deaf"])
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_film_is_stopped(tmp_path: Path, environment: dict[str, str], engine: str, how: signal.Signals) -> None:
    status, seconds, said = interrupted(tmp_path, environment, engine, how)
    assert status == 130
    assert seconds < LATEST_S
    assert said.splitlines()[-1] == "dreamwright: stopped; no file was left."
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_a_sequence_is_stopped(tmp_path: Path, environment: dict[str, str]) -> None:
    assert interrupted(tmp_path, environment, "deaf", signal.SIGINT, "x_%04d.png")[0] == 130
    assert list(tmp_path.iterdir()) == []


def test_a_closed_pipe_is_no_fault(environment: dict[str, str]) -> None:
    command = f"{sys.executable} -m dreamwright plan mountains --json | head -n 1"
    result = subprocess.run(command, shell=True, env=environment, capture_output=True, text=True, check=True)
    assert result.stderr == ""
