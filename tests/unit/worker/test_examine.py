"""The program that reads a stranger's file says what it holds, or one sentence, in JSON."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from dreamwright.errors import BadFile
from dreamwright.worker import examine


def test_a_picture_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.new("RGB", (8, 5)).save(tmp_path / "x", "WEBP")
    assert examine.main(tmp_path / "x") == 0
    assert json.loads(capsys.readouterr().out) == {"width": 8, "height": 5}


def test_what_is_wrong_is_told_without_the_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x").write_bytes(b"\xff\xd8\xff nothing more")
    assert examine.main(tmp_path / "x") == 2
    said = json.loads(capsys.readouterr().out)["error"]
    assert said.startswith("The file is ")
    assert str(tmp_path) not in said


def test_memory_that_runs_out_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def greedy(path: Path) -> None:
        raise MemoryError

    monkeypatch.setattr(examine, "facts", greedy)
    assert examine.main(tmp_path / "x") == 2
    assert "too much memory" in json.loads(capsys.readouterr().out)["error"]


def test_a_film_that_is_too_wide_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with av.open(tmp_path / "x", "w", format="mp4") as file:
        stream = file.add_stream("libx264", 24)
        stream.width, stream.height, stream.pix_fmt = 64, 16, "yuv420p"
        file.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((16, 64, 3), np.uint8), "rgb24")))
        file.mux(stream.encode())
    assert examine.facts(tmp_path / "x")["width"] == 64
    monkeypatch.setattr(examine, "MOST_FILM_SIDE", 32)
    with pytest.raises(BadFile, match="is 64 × 16 pixels: the most is 32 a side"):
        examine.facts(tmp_path / "x")
