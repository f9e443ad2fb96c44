"""Pictures as arrays ↔ pictures as codecs keep them: the matrix, the range, the chroma.

RGB → Y'CbCr is BT.709, limited range, chroma sited left (H.264 Annex E, type 0), within one code value.
Knows nothing of files.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import av
import av.filter
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

Picture = NDArray[np.uint8] | NDArray[np.uint16]

BT709 = 1
LIMITED = 1
_ENCODE_FLAGS = "bicubic+accurate_rnd+full_chroma_inp"
_DECODE_FLAGS = "bicubic+accurate_rnd+full_chroma_inp+full_chroma_int"


class Graph:
    """A chain of FFmpeg filters with one way in and one way out."""

    def __init__(self, source: dict[str, Any], *steps: tuple[str, str]) -> None:
        self._graph = av.filter.Graph()
        last = self._graph.add_buffer(**source)
        for name, arguments in (*steps, ("buffersink", "")):
            step = self._graph.add(name, arguments) if arguments else self._graph.add(name)
            last.link_to(step)
            last = step
        self._graph.configure()

    def push(self, frame: VideoFrame | None) -> None:
        """Takes a frame; None says that no more come."""
        self._graph.push(frame)

    def pull(self) -> VideoFrame:
        """The next frame that comes out."""
        frame = self._graph.pull()
        assert isinstance(frame, VideoFrame)
        return frame

    def __call__(self, frame: VideoFrame) -> VideoFrame:
        """The frame that comes out for the one that goes in."""
        self.push(frame)
        return self.pull()


def as_frame(picture: Picture, k: int, fps: Fraction) -> VideoFrame:
    """A copy of the picture as the k-th frame of a film."""
    if picture.dtype == np.uint8:
        eight = np.ascontiguousarray(picture, dtype=np.uint8)
        return stamped(VideoFrame.from_ndarray(eight, format="rgb24"), k, fps)
    # swscale reads 16-bit RGB as if white were 65280: without this, white comes out 1/256 too bright.
    scaled = np.ascontiguousarray(picture - (picture >> 8), dtype=np.uint16)
    return stamped(VideoFrame.from_ndarray(scaled, format="rgb48le"), k, fps)


def as_picture(frame: VideoFrame) -> NDArray[np.uint8]:
    """An RGB frame as an array; any other by FFmpeg's defaults, so convert it before."""
    return np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8)


def stamped(frame: VideoFrame, k: int, fps: Fraction) -> VideoFrame:
    """The same frame, shown for 1/fps from k/fps on."""
    frame.pts, frame.time_base, frame.duration = k, 1 / fps, 1
    return frame


def to_codec(frame: VideoFrame, fps: Fraction, pixel_format: str) -> Graph:
    """RGB frames like this one → the codec's pixel format."""
    scale = f"in_range=full:out_range=limited:out_color_matrix=bt709:out_chroma_loc=left:flags={_ENCODE_FLAGS}"
    return Graph(like(frame, fps), ("scale", scale), ("format", pixel_format))


def to_picture(frame: VideoFrame, fps: Fraction) -> Graph:
    """Frames like this one → RGB, 8 bits, by the matrix and range the frame says, or the usual ones."""
    matrix = {1: "bt709", 5: "bt601", 6: "bt601", 9: "bt2020"}.get(int(frame.colorspace))
    matrix = matrix or ("bt709" if frame.height >= 720 else "bt601")
    is_rgb = frame.format.is_rgb
    if is_rgb or frame.format.name in ("pal8", "gray", "gray16le", "ya8"):
        return Graph(like(frame, fps), ("format", "rgb24"))
    span = "full" if int(frame.color_range) == 2 or frame.format.name.startswith("yuvj") else "limited"
    scale = f"in_color_matrix={matrix}:in_range={span}:out_range=full:in_chroma_loc=left:flags={_DECODE_FLAGS}"
    return Graph(like(frame, fps), ("scale", scale), ("format", "rgb24"))


def like(frame: VideoFrame, fps: Fraction) -> dict[str, Any]:
    """What a graph is told of frames like this one."""
    return source(frame.width, frame.height, frame.format.name, fps)


def source(width: int, height: int, format: str, fps: Fraction) -> dict[str, Any]:
    """What a graph is told of the frames it will get."""
    return {"width": width, "height": height, "format": format, "time_base": 1 / fps, "name": "in"}


def fitted(picture: Picture, shape: tuple[int, int, int], bit_depth: int) -> Picture:
    """The picture in the type the depth wants; ValueError when it is another size, or too deep to keep.

    uint8 is widened exactly (255 → 65535). uint16 for an 8-bit file is refused: it would have to be dithered.
    """
    if picture.shape != shape:
        raise ValueError(f"a picture of {picture.shape} in a film of {shape}")
    if picture.dtype == np.uint8:
        return picture if bit_depth == 8 else np.multiply(picture, 257, dtype=np.uint16)
    if picture.dtype != np.uint16 or bit_depth == 8:
        raise ValueError(f"a picture of {picture.dtype} in a film of {bit_depth} bits")
    return picture
