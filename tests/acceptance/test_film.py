"""A real process turns words into a file that opens, and the file's own plan into the same pictures."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

Run = Callable[..., subprocess.CompletedProcess[str]]

SMALL = ("--size", "96x54", "--duration", "0.5", "--engine", "paint")
PROMPT = "a slow cinematic pan over mountains at sunset"


def pictures(path: Path) -> np.ndarray:
    """All pictures of a film, (T, H, W, 3) uint8."""
    with av.open(path) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])


def test_create_makes_the_film_and_says_what_it_made(dreamwright: Run, tmp_path: Path) -> None:
    result = dreamwright("create", PROMPT, "-o", "x.mp4", "--seed", "7", *SMALL)
    assert result.returncode == 0, result.stderr
    assert pictures(tmp_path / "x.mp4").shape == (12, 54, 96, 3)
    for word in ("x.mp4", "12 frames", "seed 7", "paint", "read:", "“sunset”", "not read:"):
        assert word in result.stdout
    assert result.stderr.index("only a slope is painted") < result.stderr.index("filming")
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.mp4"]


def test_quiet_says_nothing(dreamwright: Run) -> None:
    result = dreamwright("create", PROMPT, "-o", "x.mp4", "--quiet", *SMALL)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_a_film_is_filmed_again_from_its_own_plan(dreamwright: Run, tmp_path: Path) -> None:
    dreamwright("create", PROMPT, "-o", "x.mp4", "--seed", "7", *SMALL)
    result = dreamwright("render", "x.mp4", "-o", "again.mp4", "--engine", "paint")
    assert result.returncode == 0, result.stderr
    assert np.array_equal(pictures(tmp_path / "x.mp4"), pictures(tmp_path / "again.mp4"))
    assert (tmp_path / "x.mp4").read_bytes() == (tmp_path / "again.mp4").read_bytes()


def test_plan_saved_printed_and_inside_are_the_same(dreamwright: Run, tmp_path: Path) -> None:
    dreamwright("create", PROMPT, "-o", "x.png", "--save-plan", "saved.json", *SMALL)
    printed = dreamwright("plan", PROMPT, "--json", *SMALL[:4])
    probed = dreamwright("probe", "x.png", "--json")
    saved = json.loads((tmp_path / "saved.json").read_text())
    assert json.loads(printed.stdout) == saved == json.loads(probed.stdout)["plan"]
    assert saved["schema"] == 1


@pytest.mark.parametrize("name", ["x.webm", "x.mov", "x.gif"])
def test_the_ending_sets_the_format(dreamwright: Run, tmp_path: Path, name: str) -> None:
    result = dreamwright("create", PROMPT, "-o", name, "--fps", "25", *SMALL)
    assert result.returncode == 0, result.stderr
    assert len(pictures(tmp_path / name)) == 12


def test_a_still_is_the_films_frame(dreamwright: Run, tmp_path: Path) -> None:
    dreamwright("create", PROMPT, "-o", "all.png", "--sequence", *SMALL)
    dreamwright("create", PROMPT, "-o", "one.png", "--still", "0.25", *SMALL)
    assert len(list(tmp_path.glob("all_*.png"))) == 12
    with Image.open(tmp_path / "one.png") as one, Image.open(tmp_path / "all_0006.png") as frame:
        assert np.array_equal(np.asarray(one), np.asarray(frame))


def test_sheet_and_probe_look_at_the_film(dreamwright: Run, tmp_path: Path) -> None:
    dreamwright("create", PROMPT, "-o", "x.mp4", *SMALL)
    assert dreamwright("sheet", "x.mp4", "-o", "sheet.jpg").returncode == 0
    with Image.open(tmp_path / "sheet.jpg") as sheet:
        assert sheet.width > 96
    probed = dreamwright("probe", "x.mp4")
    for word in ("h264", "96", "54", "24", "bt709", "render"):
        assert word in probed.stdout


def test_plan_in_english(dreamwright: Run) -> None:
    result = dreamwright("plan", PROMPT + " with a flurbled gadget")
    assert result.returncode == 0, result.stderr
    assert "camera.moves" in result.stdout
    assert "“sunset”" in result.stdout
    assert "flurbled" in result.stdout.splitlines()[-1]


def test_doctor_finds_this_machine_fit(dreamwright: Run) -> None:
    result = dreamwright("doctor")
    assert result.returncode == 0, result.stdout
    for word in ("cores", "memory", "LLVM", "codecs", "H.264", "disk", "kernel cache"):
        assert word in result.stdout


def test_doctor_says_what_to_install(dreamwright: Run, environment: dict[str, str]) -> None:
    environment |= {"DRJIT_LIBLLVM_PATH": "/nowhere/libLLVM.so", "DREAMWRIGHT_DEVICE": "cpu"}
    result = dreamwright("doctor")
    assert result.returncode == 1
    assert "karellen-llvm-core" in result.stdout


def test_bench_prints_a_row_a_size(dreamwright: Run) -> None:
    result = dreamwright(
        "bench", "--size", "96x54", "--size", "64x36", "--duration", "0.3", "--engine", "paint", "--json"
    )
    assert result.returncode == 0, result.stderr
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["width"] for row in rows] == [96, 64]
    assert all(row["ratio"] > 0 and row["memory_mib"] > 10 for row in rows)
