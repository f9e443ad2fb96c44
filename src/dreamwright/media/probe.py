"""What a film or picture file is: codec, size, rate, length, colour, words inside.

The whole file is walked once (not decoded), so that a file cut short is found out.
Knows only the containers it lists by their first bytes: FFmpeg's guessing also opens text and playlists.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
import av.error
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream
from PIL import Image

from dreamwright.errors import BadFile
from dreamwright.media.formats import rate
from dreamwright.media.provenance import PLAN, read_metadata

_PRIMARIES = {1: "bt709", 5: "bt470bg", 6: "smpte170m", 9: "bt2020", 12: "display-p3"}
_TRANSFERS = {1: "bt709", 6: "smpte170m", 8: "linear", 13: "srgb", 14: "bt2020", 16: "pq", 18: "hlg"}
_MATRICES = {0: "rgb", 1: "bt709", 5: "bt470bg", 6: "smpte170m", 9: "bt2020"}
_RANGES: Mapping[int, Literal["limited", "full"]] = {1: "limited", 2: "full"}
_STILLS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg"}
_MODES = {"RGB": "rgb24", "RGBA": "rgba", "L": "gray", "P": "pal8", "I;16": "gray16", "CMYK": "cmyk"}


@dataclass(frozen=True)
class FilmFacts:
    """What is known of a film or still without decoding it."""

    container: str
    codec: str
    profile: str | None
    pixel_format: str
    width: int
    height: int
    fps: Fraction | None
    """None for a still."""
    frames: int
    duration_s: float
    bit_rate: int | None
    """Bits a second, the whole file."""
    primaries: str | None = None
    transfer: str | None = None
    matrix: str | None = None
    range: Literal["limited", "full"] | None = None
    faststart: bool | None = None
    """MP4 and MOV: whether the index stands before the pictures, so that it plays while it loads."""
    has_audio: bool = False
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def plan(self) -> str | None:
        """The JSON of the plan that made it, when it is inside."""
        return self.metadata.get(PLAN)


def probe(path: Path) -> FilmFacts:
    """The facts of a film or still; BadFile when it is missing, cut short, or neither."""
    kind = container_of(path)
    return _still_facts(path, kind) if kind in ("png", "jpeg", "webp") else _film_facts(path, kind)


def container_of(path: Path) -> str:
    """mp4, matroska, gif, avi, mpegts, png, jpeg or webp, by the file's first bytes; BadFile for all else."""
    head = _head(path)
    if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"):
        return "mp4"
    if head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"AVI "):
        return "webp" if head[8:12] == b"WEBP" else "avi"
    known = {b"\x1aE\xdf\xa3": "matroska", b"GIF8": "gif", **_STILLS}
    for magic, name in known.items():
        if head.startswith(magic):
            return name
    if len(head) > 188 and head[0] == head[188] == 0x47:
        return "mpegts"
    raise BadFile(f"“{path}” is not a film or picture.")


@contextmanager
def opened(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    """The film's container and its first video stream; FFmpeg's faults leave as BadFile."""
    demuxer = container_of(path)
    try:
        with av.open(path, format=demuxer, metadata_errors="replace") as container:
            if not container.streams.video:
                raise BadFile(f"“{path}” has no pictures in it.")
            yield container, container.streams.video[0]
    except av.error.FFmpegError as error:
        raise damaged(path) from error


def damaged(path: Path) -> BadFile:
    """The error for a file that starts well and does not go on so."""
    return BadFile(f"“{path}” is damaged or cut short.")


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(189)
    except FileNotFoundError as error:
        raise BadFile(f"There is no file “{path}”.") from error
    except OSError as error:
        raise BadFile(f"“{path}” cannot be opened: {(error.strerror or str(error)).lower()}.") from error
    if not head:
        raise BadFile(f"“{path}” is empty.")
    return head


def _film_facts(path: Path, kind: str) -> FilmFacts:
    with opened(path) as (container, stream):
        packets = _walk(path, container, stream)
        fps, duration_s = _timing(container, stream, packets, kind)
        context = stream.codec_context
        return FilmFacts(
            container=_container_name(path, kind),
            codec=context.codec.canonical_name,
            profile=stream.profile,
            pixel_format=context.pix_fmt or "unknown",
            width=context.width,
            height=context.height,
            fps=fps,
            frames=len(packets),
            duration_s=duration_s,
            bit_rate=container.bit_rate or None,
            primaries=_PRIMARIES.get(int(context.color_primaries)),
            transfer=_TRANSFERS.get(int(context.color_trc)),
            matrix=_MATRICES.get(int(context.colorspace)) if kind != "gif" else "rgb",
            range=_RANGES.get(int(context.color_range)),
            faststart=_faststart(path) if kind == "mp4" else None,
            has_audio=bool(container.streams.audio),
            metadata=read_metadata(path),
        )


def _walk(path: Path, container: InputContainer, stream: VideoStream) -> list[float]:
    """Times of all frames in seconds, sorted; BadFile when the file ends before it says."""
    packets = [packet for packet in container.demux(stream) if packet.size]
    if not packets or len(packets) < stream.frames or any(packet.is_corrupt for packet in packets):
        raise damaged(path)
    if container.format.name == "gif" and not _ends_with(path, b";"):
        raise damaged(path)
    times = sorted(_time(packet) for packet in packets)
    # Matroska only says how long it is: a frame count that is missing shows as time that is missing.
    told = (container.duration or 0) / av.time_base - (container.start_time or 0) / av.time_base
    step = (times[-1] - times[0]) / (len(times) - 1) if len(times) > 1 else told
    if "matroska" in container.format.name and times[-1] + 3 * step + 0.05 < told:
        raise damaged(path)
    return times


def _time(packet: Packet[VideoStream]) -> float:
    stamp = packet.pts if packet.pts is not None else packet.dts
    return float((stamp or 0) * packet.time_base)


def _timing(container: InputContainer, stream: VideoStream, times: list[float], kind: str) -> tuple[Fraction, float]:
    """Rate and length: the length is frames ÷ rate where the container agrees to within a frame."""
    told = container.duration / av.time_base if container.duration else None
    if kind == "gif" and told:
        return rate(len(times) / told), told
    fps = stream.average_rate or stream.guessed_rate or Fraction(25)
    if "matroska" in container.format.name:  # it keeps nanoseconds a frame: 60000/1001 comes back as 19001/317
        fps = rate(float(fps))
    exact = float(len(times) / fps)
    return fps, exact if told is None or abs(told - exact) <= 1 / fps else told


def _container_name(path: Path, kind: str) -> str:
    if kind == "matroska":
        return "webm" if path.suffix.lower() == ".webm" else "matroska"
    return "mov" if kind == "mp4" and path.suffix.lower() == ".mov" else kind


def _ends_with(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        file.seek(-len(mark), 2)
        return file.read() == mark


def _faststart(path: Path) -> bool:
    """Whether the box `moov` comes before `mdat` (ISO 14496-12, 4.2)."""
    with path.open("rb") as file:
        while len(head := file.read(16)) >= 8:
            size, kind = struct.unpack(">I4s", head[:8])
            if kind in (b"moov", b"mdat"):
                return bool(kind == b"moov")
            if size == 1 and len(head) == 16:
                size = struct.unpack(">Q", head[8:])[0]
            if size < 8:
                break
            file.seek(size - len(head), 1)
    return False


def _still_facts(path: Path, kind: str) -> FilmFacts:
    try:
        with Image.open(path) as picture:
            picture.load()
            width, height, mode = picture.width, picture.height, picture.mode
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise damaged(path) from error
    return FilmFacts(
        container=kind, codec=kind, profile=None, pixel_format=_deep(path, kind) or _MODES.get(mode, mode),
        width=width, height=height, fps=None, frames=1, duration_s=0.0, bit_rate=None,
        matrix="rgb", transfer="srgb", primaries="bt709", range="full", metadata=read_metadata(path),
    )  # fmt: skip


def _deep(path: Path, kind: str) -> str | None:
    """rgb48 for a PNG of 16 bits a channel, which Pillow opens as 8."""
    head = _head(path)
    return "rgb48" if kind == "png" and head[24:26] == b"\x10\x02" else None
