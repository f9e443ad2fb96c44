"""GIF in two passes: one palette for the whole film, so that still parts stay still.

Pass one counts colours and keeps the frames losslessly beside the film; pass two dithers and writes.
Knows nothing of threads or errors told to users (faults leave as FFmpegError).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np
from av.container import OutputContainer
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from dreamwright.media import chunks, convert
from dreamwright.media.files import discard
from dreamwright.media.formats import Reel
from dreamwright.media.provenance import packed
from dreamwright.media.track import add_video

_DITHER = 5
"""Levels of dither up and down. An ordered pattern stands still from frame to frame; error diffusion boils."""
_WEIGHTS = np.array([0.55, 0.77, 0.33])
"""How far apart a step of red, green or blue looks (square roots of 0.30, 0.59, 0.11)."""
_SPOOL = {"preset": "ultrafast", "qp": "0"}


class Gif:
    """A Track for GIF, which loops for ever."""

    def __init__(self, path: Path, reel: Reel) -> None:
        self._path, self._reel, self._fps = path, reel, reel.fps
        self._spool_path = path.with_suffix(".mkv")
        self._spool: OutputContainer = av.open(self._spool_path, "w")
        self._stream = add_video(self._spool, "libx264rgb", reel.fps, _SPOOL)
        self._stream.width, self._stream.height, self._stream.pix_fmt = reel.width, reel.height, "rgb24"
        source = convert.source((reel.width + 1) // 2, (reel.height + 1) // 2, "rgb24", reel.fps)
        self._palette = convert.Graph(source, ("palettegen", "stats_mode=full"))

    def push(self, frame: VideoFrame) -> None:
        self._palette.push(_gist(frame, self._fps))
        self._keep(frame)

    def finish(self) -> None:
        self._keep(None)
        self._spool.close()
        self._palette.push(None)
        self._write(self._palette.pull())
        self._path.write_bytes(chunks.gif_with(self._path.read_bytes(), packed(self._reel.metadata)))
        discard(self._spool_path)

    def abandon(self) -> None:
        with contextlib.suppress(av.error.FFmpegError, OSError):
            self._spool.close()
        discard(self._spool_path)

    def _keep(self, frame: VideoFrame | None) -> None:
        for packet in self._stream.encode(frame):
            self._spool.mux(packet)

    def _write(self, palette: VideoFrame) -> None:
        with av.open(self._path, "w", format="gif", options={"loop": "0"}) as container:
            stream = add_video(container, "gif", self._fps, {})
            stream.width, stream.height, stream.pix_fmt = self._reel.width, self._reel.height, "pal8"
            stream.codec_context.time_base = 1 / self._fps
            for frame in self._painted(palette):
                for packet in stream.encode(frame):
                    container.mux(packet)
            for packet in stream.encode(None):
                container.mux(packet)

    def _painted(self, palette: VideoFrame) -> Iterator[VideoFrame]:
        """The kept frames in the palette's colours."""
        paint = _Painter(palette)
        with av.open(self._spool_path) as spool:
            for k, frame in enumerate(spool.decode(video=0)):
                yield convert.stamped(paint(frame), k, self._fps)


def _gist(frame: VideoFrame, fps: Fraction) -> VideoFrame:
    """Every second pixel in 6 bits: palettegen takes seconds a frame over millions of different colours."""
    small = convert.as_picture(frame)[::2, ::2] & np.uint8(0xFC) | np.uint8(2)  # the middle of each step
    return convert.as_frame(small, frame.pts or 0, fps)


class _Painter:
    """Gives frames the colours of one palette, through a table of the nearest ones."""

    def __init__(self, palette: VideoFrame) -> None:
        self._argb = np.asarray(palette.to_ndarray(format="argb"), dtype=np.uint8).reshape(256, 4)
        self._nearest = _nearest(self._argb)

    def __call__(self, frame: VideoFrame) -> VideoFrame:
        picture = convert.as_picture(frame).astype(np.int16)
        picture += np.tile(_BAYER, (-(-frame.height // 8), -(-frame.width // 8)))[: frame.height, : frame.width, None]
        red, green, blue = np.moveaxis(picture.clip(0, 255) >> 2, -1, 0).astype(np.int32)
        painted: Any = (self._nearest[red << 12 | green << 6 | blue], self._argb)
        return VideoFrame.from_ndarray(painted, format="pal8")


def _nearest(argb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The palette's nearest colour for each of the 64³ colours of 6 bits a channel."""
    from scipy.spatial import KDTree

    solid = np.flatnonzero(argb[:, 0] == 255)
    levels = np.arange(64) * 4 + 1.5
    grid = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), -1).reshape(-1, 3)
    found = KDTree(argb[solid, 1:] * _WEIGHTS).query(grid * _WEIGHTS)[1]
    return solid[found].astype(np.uint8)


def _bayer() -> NDArray[np.int16]:
    """Ordered dither, 8 × 8, centred on zero (Bayer 1973)."""
    two = np.array([[0, 2], [3, 1]])
    four = np.block([[4 * two + n for n in row] for row in two.tolist()])
    eight = np.block([[4 * four + n for n in row] for row in two.tolist()])
    return np.rint((eight + 0.5) / 64 * 2 * _DITHER - _DITHER).astype(np.int16)


_BAYER = _bayer()
