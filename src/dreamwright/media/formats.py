"""The formats that can be written, one table, and which one a file's name asks for.

Knows names, endings, depths and limits; opens no file and loads no codec.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Literal

from dreamwright.errors import BadFile, BadOption, UnknownName

Kind = Literal["film", "still", "sequence"]
Effort = Literal["draft", "standard", "high"]

NUMBERED = re.compile(r"%(0[1-9])?d")
"""The number of a frame in a sequence's name: %d, %04d."""
MAX_FPS = 240


@dataclass(frozen=True)
class Format:
    """One way to write pictures; what `--codec` names."""

    name: str
    label: str
    """What people call it."""
    kind: Kind
    suffixes: tuple[str, ...]
    """Endings it may be written to, the usual one first."""
    codec: str
    """The encoder's name in FFmpeg; for stills the file's own name."""
    pixel_format: str
    bit_depth: Literal[8, 10, 16]
    """Depth that reaches the file: above 8, pictures are given as uint16 over the full 16-bit scale."""
    tag: str | None = None
    """Four-letter code asked of MP4 and MOV, where players insist on one."""
    multiple: tuple[int, int] = (1, 1)
    """Width and height must be multiples of these."""
    min_size: int = 1
    max_size: int = 16384
    max_fps: int = MAX_FPS
    options: Mapping[str, str] = field(default_factory=dict)
    efforts: Mapping[Effort, Mapping[str, str]] = field(default_factory=dict)
    """Encoder options that trade time for quality and size."""


H264 = Format(
    "h264", "H.264", "film", (".mp4", ".m4v", ".mov", ".mkv"), "libx264", "yuv420p", 8,
    multiple=(2, 2), tag="avc1", options={"profile": "high", "aq-mode": "3"},
    efforts={
        "draft": {"preset": "superfast", "crf": "19"},
        # x264 starts only when its look ahead is full: a shorter one begins, and ends, sooner.
        "standard": {"preset": "fast", "crf": "17", "rc-lookahead": "24"},
        "high": {"preset": "slow", "crf": "15"},
    },
)  # fmt: skip
HEVC = Format(
    "hevc", "HEVC (10 bit)", "film", (".mp4", ".m4v", ".mov", ".mkv"), "libx265", "yuv420p10le", 10,
    multiple=(2, 2), tag="hvc1", max_size=8192, options={"profile": "main10", "x265-params": "log-level=none"},
    efforts={
        "draft": {"preset": "veryfast", "crf": "22"},
        "standard": {"preset": "fast", "crf": "18"},
        "high": {"preset": "medium", "crf": "15"},
    },
)  # fmt: skip
VP9 = Format(
    "vp9", "VP9", "film", (".webm", ".mkv", ".mp4"), "libvpx-vp9", "yuv420p", 8, multiple=(2, 2),
    options={"b": "0", "deadline": "good", "row-mt": "1", "tile-columns": "2"},
    efforts={
        "draft": {"cpu-used": "5", "crf": "26"},
        "standard": {"cpu-used": "4", "crf": "22"},
        "high": {"cpu-used": "2", "crf": "18"},
    },
)  # fmt: skip
AV1 = Format(
    "av1", "AV1 (10 bit)", "film", (".mp4", ".webm", ".mkv"), "libsvtav1", "yuv420p10le", 10, multiple=(2, 2),
    min_size=64, max_size=8192, max_fps=120,  # SVT-AV1 never comes back from pictures 16 wide and 720 high
    efforts={
        "draft": {"preset": "10", "crf": "26"},
        "standard": {"preset": "8", "crf": "20"},
        "high": {"preset": "5", "crf": "17"},
    },
)  # fmt: skip
PRORES = Format(
    "prores", "ProRes 422 HQ", "film", (".mov", ".mkv"), "prores_ks", "yuv422p10le", 10, multiple=(2, 1), tag="apch",
    options={"profile": "3", "vendor": "apl0"},
)  # fmt: skip
GIF = Format("gif", "GIF", "film", (".gif",), "gif", "pal8", 8, max_fps=50)
PNG = Format("png", "PNG", "still", (".png",), "png", "rgb24", 8)
PNG16 = Format("png16", "PNG (16 bit)", "still", (".png",), "png", "rgb48be", 16)
JPEG = Format("jpeg", "JPEG", "still", (".jpg", ".jpeg"), "jpeg", "yuvj444p", 8)
WEBP = Format("webp", "WebP", "still", (".webp",), "webp", "rgb24", 8, max_size=16383)


@dataclass(frozen=True)
class Reel:
    """All that an encoder must know before the first picture."""

    width: int
    height: int
    fps: Fraction
    format: Format
    metadata: Mapping[str, str]
    effort: Effort = "standard"


FORMATS: Mapping[str, Format] = {f.name: f for f in (H264, HEVC, VP9, AV1, PRORES, GIF, PNG, PNG16, JPEG, WEBP)}
_DEFAULTS: Mapping[str, Format] = {
    ".mp4": H264, ".m4v": H264, ".mkv": H264, ".mov": PRORES, ".webm": VP9, ".gif": GIF,
    ".png": PNG, ".jpg": JPEG, ".jpeg": JPEG, ".webp": WEBP,
}  # fmt: skip


def endings() -> tuple[str, ...]:
    """Every file ending that can be written."""
    return tuple(_DEFAULTS)


def format_for(path: Path | str, name: str | None = None, sequence: bool = False) -> Format:
    """The format that `path` asks for by its ending, or the one called `name`.

    A still's format becomes a sequence when the name holds a number (`shot_%04d.png`), when `path` is a folder
    (it exists, or is written with a final slash), or when `sequence` is asked for.
    Raises UnknownName for a codec that is not known and BadFile for an ending that does not fit.
    """
    chosen = _named(name) if name is not None else None
    if _is_folder(path):
        return _as_sequence(path, chosen or PNG)
    found = _by_ending(Path(path), chosen)
    return _as_sequence(path, found) if sequence or NUMBERED.search(Path(path).name) else found


def bit_depth(path: Path | str, name: str | None = None) -> int:
    """Bits per channel that reach the file: 8 wants uint8 pictures, more wants uint16."""
    return format_for(path, name).bit_depth


def rate(fps: float) -> Fraction:
    """The exact frame rate meant by `fps`: 23.976 is 24000/1001, 29.97 is 30000/1001, 12.5 is 25/2."""
    nominal = round(fps * 1.001)
    broadcast = Fraction(nominal * 1000, 1001)
    if nominal in (24, 30, 48, 60, 120) and abs(float(broadcast) - fps) < 0.0045:
        return broadcast
    return Fraction(fps).limit_denominator(1000)


def check_picture(format: Format, width: int, height: int, fps: Fraction | None = None) -> None:
    """Raises BadOption when the format cannot hold pictures of this size or rate."""
    across, down = format.multiple
    if width % across or height % down:
        sides = "width and height" if down > 1 else "width"
        raise BadOption(f"{format.label} needs an even {sides}, and {width}x{height} is odd: change the size by one.")
    if not format.min_size <= min(width, height) <= max(width, height) <= format.max_size:
        sides = f"{format.min_size} to {format.max_size} pixels a side"
        raise BadOption(f"{format.label} holds pictures of {sides}, not {width}x{height}.")
    if fps is not None and not 0 < fps <= format.max_fps:
        raise BadOption(
            f"{format.label} plays at most {format.max_fps} frames a second, not {float(fps):g}: lower the rate."
        )


def _named(name: str) -> Format:
    try:
        return FORMATS[name.lower()]
    except KeyError:
        raise UnknownName(f"No codec is called “{name}”; the known ones are {', '.join(FORMATS)}.") from None


def _is_folder(path: Path | str) -> bool:
    return str(path).endswith(("/", "\\")) or Path(path).is_dir()


def _by_ending(path: Path, chosen: Format | None) -> Format:
    suffix = path.suffix.lower()
    if suffix not in _DEFAULTS:
        what = f"“{path.name}” ends in {suffix}" if suffix else f"“{path.name}” has no ending"
        raise BadFile(f"{what}; a film's name ends in one of {', '.join(_DEFAULTS)}.")
    if chosen is not None and suffix not in chosen.suffixes:
        raise BadFile(f"{chosen.label} is not written to {suffix} files, only to {', '.join(chosen.suffixes)}.")
    return chosen or _DEFAULTS[suffix]


def _as_sequence(path: Path | str, format: Format) -> Format:
    if format.kind == "film":
        raise BadFile(f"{format.label} is one file, and “{path}” asks for numbered pictures: use png, jpeg or webp.")
    return replace(format, kind="sequence")
