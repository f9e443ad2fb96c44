"""The built-in engine through the real command: the main job, end to end."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
PROMPT = "a slow cinematic pan over mountains at sunset"
SMALL = ("--size", "192x108", "--quality", "draft", "--duration", "0.5", "--device", "cpu")
pytestmark = pytest.mark.slow


def pictures(path: Path) -> np.ndarray:
    """All pictures of a film, (T, H, W, 3) uint8."""
    with av.open(path) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])


def test_a_prompt_becomes_a_film_and_its_plan_the_same_film(dreamwright: Run, tmp_path: Path) -> None:
    made = dreamwright("create", PROMPT, "-o", "x.mp4", *SMALL)
    assert made.returncode == 0, made.stderr
    film = pictures(tmp_path / "x.mp4")
    assert film.shape == (12, 108, 192, 3)
    assert film.std() > 10, "a picture, not a flat field"
    again = dreamwright("render", "x.mp4", "-o", "again.mp4", "--quality", "draft", "--device", "cpu")
    assert again.returncode == 0, again.stderr
    assert np.array_equal(film, pictures(tmp_path / "again.mp4"))


def test_a_still_is_the_frame_of_the_film(dreamwright: Run, tmp_path: Path) -> None:
    dreamwright("create", PROMPT, "-o", "all.png", "--sequence", *SMALL)
    dreamwright("create", PROMPT, "-o", "one.png", "--still", "0.25", *SMALL)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "all_0006.png").read_bytes()


def test_what_is_not_drawn_is_told_before_the_film_starts(dreamwright: Run) -> None:
    made = dreamwright("create", "a lone sailboat on a calm lake", "-o", "x.png", "--still", "0", *SMALL)
    assert made.returncode == 0, made.stderr
    assert made.stderr.index("sailboat") < made.stderr.index("filming")


def test_another_seed_is_another_picture(dreamwright: Run, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        dreamwright("create", PROMPT, "-o", f"{seed}.png", "--seed", seed, "--still", "0", *SMALL)
    assert (tmp_path / "1.png").read_bytes() != (tmp_path / "2.png").read_bytes()


@pytest.mark.parametrize("stage", ["building", "filming"])
def test_ctrl_c_stops_a_large_film_at_once(tmp_path: Path, environment: dict[str, str], stage: str) -> None:
    command = [sys.executable, "-m", "dreamwright", "create", PROMPT, "-o", "x.mp4", "--device", "cpu"]
    with subprocess.Popen(
        [*command, "--resolution", "1080p"], cwd=tmp_path, env=environment, text=True, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith(stage):
                break
        time.sleep(0.3)
        begun_s = time.monotonic()
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert time.monotonic() - begun_s < 1.5
    assert process.returncode == 130
    assert said.splitlines()[-1] == "dreamwright: stopped; no file was left."
    assert list(tmp_path.iterdir()) == []
