"""What is written inside a file about how it was made, and how it is read back.

Knows where each container keeps words; the words are strings, and what a plan means is not known here.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping
from pathlib import Path

import av
import av.error
from PIL import Image

from dreamwright.errors import BadFile
from dreamwright.media import chunks

PREFIX = "dreamwright."
PLAN = "dreamwright.plan"
SEED = "dreamwright.seed"
VERSION = "dreamwright.version"
SECOND = "dreamwright.second"
"""Of a still: when in its plan's film it is."""
EXPOSURE = "dreamwright.exposure"
"""Of a still: log2 of the gain it was exposed by, and how far it is night to the eye."""
EXIF_IFD, USER_COMMENT, ASCII_NOTE = 0x8769, 0x9286, b"ASCII\0\0\0"
"""Where EXIF keeps a free text, and the mark of its letters (EXIF 2.3, 4.6.5)."""


def provenance(plan: str, seed: int, version: str, prompt: str = "") -> dict[str, str]:
    """The metadata of a film: its plan as JSON, seed, version, title and a line for people."""
    title = " ".join(prompt.split())[:200]
    words = {
        "comment": f"Made with Dreamwright {version}. The plan is in the key {PLAN}.",
        "software": f"Dreamwright {version}",
        PLAN: plan,
        SEED: str(seed),
        VERSION: version,
    }
    return {"title": title, **words} if title else words


def read_second(path: Path) -> float | None:
    """When in its plan's film a still is (s), or None where it does not say; BadFile when the file cannot be read."""
    try:
        second = float(read_metadata(path).get(SECOND, ""))
    except ValueError:
        return None
    return second if math.isfinite(second) else None


def read_exposure(path: Path) -> tuple[float, float] | None:
    """How a still was exposed, as `EXPOSURE`; None where it does not say so; BadFile when it cannot be read."""
    try:
        ev, night = (float(word) for word in read_metadata(path).get(EXPOSURE, "").split())
    except ValueError:
        return None
    return (ev, night) if abs(ev) <= 100 and 0 <= night <= 1 else None


def read_plan(path: Path) -> str | None:
    """The plan's JSON inside a file, or None when there is none; BadFile when the file cannot be read."""
    return read_metadata(path).get(PLAN)


def read_metadata(path: Path) -> dict[str, str]:
    """The words inside a film or still, keys in lower case; BadFile when the file cannot be read."""
    head = _head(path)
    reader = next((read for magic, read in _STILLS if head.startswith(magic)), None)
    return reader(path.read_bytes()) if reader else _film(path)


def packed(metadata: Mapping[str, str]) -> bytes:
    """The metadata as one ASCII text, for files that keep a single comment."""
    return json.dumps(dict(metadata), separators=(",", ":")).encode("ascii")


def unpacked(text: bytes) -> dict[str, str]:
    """The inverse of `packed`; other people's comments come back under `comment`."""
    try:
        found = json.loads(text)
    except ValueError:
        return {"comment": text.decode("utf-8", "replace")} if text else {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(16)
    except OSError as error:
        raise BadFile(f"“{path}” cannot be opened: {error.strerror}.") from error


def _film(path: Path) -> dict[str, str]:
    try:
        with av.open(path, metadata_errors="replace") as container:
            return {key.lower(): value for key, value in container.metadata.items()}
    except (av.error.FFmpegError, OSError) as error:
        raise BadFile(f"“{path}” is not a film or picture that can be read.") from error


def _png(data: bytes) -> dict[str, str]:
    return {key.lower(): text for key, text in chunks.png_texts(data)}


def _jpeg(data: bytes) -> dict[str, str]:
    return unpacked(chunks.jpeg_comment(data))


def _gif(data: bytes) -> dict[str, str]:
    return unpacked(chunks.gif_comment(data))


def _webp(data: bytes) -> dict[str, str]:
    try:
        with Image.open(io.BytesIO(data)) as picture:
            note = picture.getexif().get_ifd(EXIF_IFD).get(USER_COMMENT, b"")
    except (OSError, SyntaxError, ValueError):
        return {}
    return unpacked(bytes(note).removeprefix(ASCII_NOTE))


_STILLS = ((b"\x89PNG", _png), (b"\xff\xd8", _jpeg), (b"GIF8", _gif), (b"RIFF", _webp))
