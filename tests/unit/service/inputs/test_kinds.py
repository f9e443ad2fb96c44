"""Kinds are told by content, for files as true programs write them."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pillow_heif
import pytest
from PIL import Image

from dreamwright.errors import BadFile
from dreamwright.service.inputs.kinds import ENDINGS, kind_of, media_type_of

FILMS = {"video/mp4": ("mp4", "libx264"), "video/quicktime": ("mov", "libx264"), "video/webm": ("webm", "libvpx-vp9")}
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/avif": "AVIF", "image/tiff": "TIFF"}


def made(media_type: str, path: Path) -> Path:
    """A small true file of that type, under a name that says nothing."""
    picture = Image.fromarray(np.zeros((16, 16, 3), np.uint8))
    if media_type == "image/heic":
        pillow_heif.from_pillow(picture).save(path, format="HEIF")
    elif media_type in PICTURES:
        picture.save(path, PICTURES[media_type])
    else:
        film(path, *FILMS[media_type])
    return path


def film(path: Path, container: str, codec: str) -> None:
    with av.open(path, "w", format=container) as file:
        stream = file.add_stream(codec, 24)
        stream.width = stream.height = 16
        stream.pix_fmt = "yuv420p"
        for _ in range(3):
            file.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), "rgb24")))
        file.mux(stream.encode())


@pytest.mark.parametrize("media_type", ENDINGS)
def test_true_files_are_known(media_type: str, tmp_path: Path) -> None:
    assert media_type_of(made(media_type, tmp_path / "x.txt")) == media_type
    assert kind_of(media_type) == ("film" if media_type in FILMS else "picture")


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", "image/avif"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1heicmiaf", "image/heic"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "video/quicktime"),
        (b"\0\0\0\x08wide\0\0\0\0mdat", "video/quicktime"),
        (b"\0\0\0\x14ftypM4A \0\0\0\0", None),
        (b"\0\0\0\x14ftypcrx \0\0\0\0", None),
        (b"\x1aE\xdf\xa3\x42\x82\x88matroska", None),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"\x89PNG", None),
        (b"#EXTM3U\nhttp://x", None),
        (b"ffconcat version 1.0", None),
    ],
)
def test_heads_are_known(head: bytes, wanted: str | None, tmp_path: Path) -> None:
    (path := tmp_path / "film.mp4").write_bytes(head)
    if wanted is None:
        with pytest.raises(BadFile, match="of no kind that is known here: give JPEG"):
            media_type_of(path)
    else:
        assert media_type_of(path) == wanted


def test_empty_and_missing_files_are_told(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(io.BytesIO().getvalue())
    with pytest.raises(BadFile, match=r"^The file is empty\.$"):
        media_type_of(tmp_path / "empty")
    with pytest.raises(BadFile, match=r"^The file cannot be read\.$"):
        media_type_of(tmp_path / "none")
