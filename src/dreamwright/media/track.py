"""One encoder and its container: frames go in, a finished file is there at the end.

Knows FFmpeg; knows nothing of threads, drafts or errors told to users (faults leave as FFmpegError).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import av
import av.error
from av.container import OutputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from dreamwright.media import convert
from dreamwright.media.formats import Format, Reel

_KEYFRAME_S = 2
_REORDERED = 2
"""Frames by which x265 decodes ahead of showing."""
_MP4_LIKE = (".mp4", ".m4v", ".mov")


class Track(Protocol):
    """What writes frames into one file."""

    def push(self, frame: VideoFrame) -> None:
        """Takes the next RGB frame."""

    def finish(self) -> None:
        """Writes all that is still held back and closes the file."""

    def abandon(self) -> None:
        """Lets go of the file, whatever state it is in; never raises."""


class Film:
    """A Track through libavcodec: everything but GIF."""

    def __init__(self, path: Path, reel: Reel) -> None:
        os.environ.setdefault("SVT_LOG", "1")  # errors only: SVT-AV1 greets on stderr otherwise
        self._reel = reel
        # FFmpeg takes .m4v for the iPod's narrow kind of MP4.
        muxer = "mp4" if path.suffix.lower() == ".m4v" else None
        self._container = av.open(path, "w", format=muxer, options=_muxer_options(path, reel.format))
        self._container.metadata.update(reel.metadata)
        self._stream = add_video(self._container, reel.format.codec, reel.fps, _options(reel))
        _describe(self._stream, reel)
        if reel.format.tag and path.suffix.lower() in _MP4_LIKE:
            self._stream.codec_context.codec_tag = reel.format.tag
        self._graph: convert.Graph | None = None
        self._count = 0

    def push(self, frame: VideoFrame) -> None:
        if self._graph is None:
            self._graph = convert.to_codec(frame, self._reel.fps, self._reel.format.pixel_format)
        self._encode(self._graph(frame))
        self._count += 1

    def finish(self) -> None:
        self._encode(None)
        self._container.close()

    def abandon(self) -> None:
        with contextlib.suppress(av.error.FFmpegError, OSError):
            self._container.close()

    def _encode(self, frame: VideoFrame | None) -> None:
        for k, packet in enumerate(self._stream.encode(frame)):
            if frame is None and self._reel.format.name == "hevc":
                _mend(packet, k, self._count)
            self._container.mux(packet)


def _mend(packet: Packet[VideoStream], k: int, count: int) -> None:
    """x265 leaves decoding times unset in films of fewer frames than it reorders: the k-th of all packets gets its."""
    if count == 1:
        packet.dts = packet.pts
    elif count <= _REORDERED + 1:
        packet.dts = k - _REORDERED


def add_video(container: OutputContainer, codec: str, fps: Fraction, options: Mapping[str, str]) -> VideoStream:
    """A new video stream in the container."""
    stream = container.add_stream(codec, rate=fps, options=dict(options))
    assert isinstance(stream, VideoStream)
    return stream


def _describe(stream: VideoStream, reel: Reel) -> None:
    stream.width, stream.height, stream.pix_fmt = reel.width, reel.height, reel.format.pixel_format
    context = stream.codec_context
    context.time_base = 1 / reel.fps
    context.framerate = reel.fps
    context.gop_size = max(1, round(_KEYFRAME_S * reel.fps))
    context.thread_count = os.cpu_count() or 1
    context.color_primaries = context.color_trc = context.colorspace = convert.BT709
    context.color_range = convert.LIMITED


def _options(reel: Reel) -> Mapping[str, str]:
    return {**reel.format.options, **reel.format.efforts.get(reel.effort, {})}


def _muxer_options(path: Path, format: Format) -> dict[str, str]:
    if path.suffix.lower() not in _MP4_LIKE:
        return {"fflags": "+bitexact"}  # Matroska would draw a random number for the film's identity
    # ProRes is for editors, not for the web: moving its gigabytes to put the index first gains nothing.
    return {"movflags": "+use_metadata_tags" + ("" if format.name == "prores" else "+faststart")}
