"""Files from strangers are read in a process of its own: true ones to their end, evil ones within their limits."""

from __future__ import annotations

import os
import struct
import sys
import zlib
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from dreamwright.errors import BadFile, MachineFault
from dreamwright.service.inputs.examine import Allowance, Facts, examine

SMALL = Allowance(memory_bytes=1 << 30, cpu_s=20, wall_s=60)


def program(code: str) -> tuple[str, ...]:
    return (sys.executable, "-S", "-c", code)


def noise(side: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(1).integers(0, 255, (side, side, 3), np.uint8))


def test_a_picture_lies_as_it_is_seen(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    noise(32).crop((0, 0, 32, 20)).save(tmp_path / "x", "JPEG", exif=exif)
    assert examine(tmp_path / "x") == Facts(20, 32)


def test_a_film_tells_its_times(tmp_path: Path) -> None:
    with av.open(tmp_path / "x", "w", format="mp4") as file:
        stream = file.add_stream("libx264", 25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(10):
            file.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), "rgb24")))
        file.mux(stream.encode())
    facts = examine(tmp_path / "x")
    assert (facts.width, facts.height, facts.frames, facts.fps, facts.has_audio) == (64, 48, 10, 25.0, False)
    assert facts.duration_s == pytest.approx(0.4)


def test_a_file_cut_short_is_told_without_its_path(tmp_path: Path) -> None:
    noise(64).save(tmp_path / "x", "PNG")
    data = (tmp_path / "x").read_bytes()
    (tmp_path / "x").write_bytes(data[: len(data) // 2])
    with pytest.raises(BadFile, match=r"^The file is damaged or cut short\.$"):
        examine(tmp_path / "x")


def png_of_zeros(path: Path, width: int, height: int) -> None:
    """A true PNG, small on the disk, that says to be large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + width * 3)) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def test_a_bomb_of_too_many_pixels_is_refused_by_its_head(tmp_path: Path) -> None:
    png_of_zeros(tmp_path / "x", 60_000, 20)
    data = bytearray((tmp_path / "x").read_bytes())
    data[20:24] = struct.pack(">I", 60_000)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(BadFile, match=r"^The file has (3600 megapixels: the most is 120|too many pixels)"):
        examine(tmp_path / "x")


def test_a_picture_that_needs_too_much_memory_is_refused(tmp_path: Path) -> None:
    png_of_zeros(tmp_path / "x", 10_000, 9_000)
    assert (tmp_path / "x").stat().st_size < 1_000_000
    with pytest.raises(BadFile, match=r"^The file (needs too much memory|is damaged)"):
        examine(tmp_path / "x", Allowance(memory_bytes=450 << 20, cpu_s=20))


@pytest.mark.parametrize(
    "code",
    ["import time; time.sleep(60)", "while True: pass", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"],
    ids=["asleep", "busy", "killed"],
)
def test_what_hangs_is_ended(tmp_path: Path, code: str) -> None:
    with pytest.raises(BadFile, match=r"^The file takes too long to be read\.$"):
        examine(tmp_path / "x", Allowance(cpu_s=1, wall_s=2.0), program(code))


def test_a_decoder_that_falls_over_is_the_files_fault(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"^The file is damaged: it cannot be read\.$"):
        examine(tmp_path / "x", SMALL, program("import os; os.abort()"))


@pytest.mark.parametrize(
    "code",
    ["raise SystemExit(1)", "print('nonsense')", "print('[]')", "print('{\"width\": \"1\", \"height\": 2}')",
     "print('{\"width\": 1}')", "print('{\"width\": 0, \"height\": 5}')", "print('x' * 10_000_000)", "import nowhere"],
)  # fmt: skip
def test_an_answer_that_is_none_is_the_machines_fault(tmp_path: Path, code: str) -> None:
    with pytest.raises(MachineFault, match="cannot be examined"):
        examine(tmp_path / "x", SMALL, program(code))


def test_the_process_is_limited_and_gets_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    code = (
        "import json, os, resource as r\n"
        "assert 'AWS_SECRET_ACCESS_KEY' not in os.environ\n"
        "assert os.getsid(0) == os.getpid()\n"
        "print(json.dumps({'width': r.getrlimit(r.RLIMIT_AS)[0] >> 20, 'height': r.getrlimit(r.RLIMIT_CPU)[0]}))"
    )
    assert examine(tmp_path / "x", SMALL, program(code)) == Facts(1024, 20)
    assert os.environ["AWS_SECRET_ACCESS_KEY"] == "secret"
