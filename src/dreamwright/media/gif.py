"""GIF in two passes: one palette for the whole film, so that still parts stay still.

Pass one counts colours and keeps the frames losslessly beside the film; pass two dithers and writes.
Knows nothing of threads or errors told to users (faults leave as FFmpegError).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import av
import av.error
import av.filter
from av.container import OutputContainer
from av.video.frame import VideoFrame

from dreamwright.media import chunks, convert
from dreamwright.media.files import discard
from dreamwright.media.formats import Reel
from dreamwright.media.provenance import packed
from dreamwright.media.track import add_video

_DITHER = "dither=bayer:bayer_scale=3:diff_mode=rectangle"
"""An ordered pattern stands still from frame to frame; error diffusion boils."""
_SPOOL = {"preset": "ultrafast", "qp": "0"}


class Gif:
    """A Track for GIF, which loops for ever."""

    def __init__(self, path: Path, reel: Reel) -> None:
        self._path, self._reel, self._fps = path, reel, reel.fps
        self._spool_path = path.with_suffix(".mkv")
        self._spool: OutputContainer = av.open(self._spool_path, "w")
        self._stream = add_video(self._spool, "libx264rgb", reel.fps, _SPOOL)
        self._stream.width, self._stream.height, self._stream.pix_fmt = reel.width, reel.height, "rgb24"
        source = convert.source(reel.width, reel.height, "rgb24", reel.fps)
        self._palette = convert.Graph(source, ("palettegen", "stats_mode=full"))

    def push(self, frame: VideoFrame) -> None:
        self._palette.push(frame)
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
        paint = _Painter(palette, self._reel)
        with av.open(self._spool_path) as spool:
            for k, frame in enumerate(spool.decode(video=0)):
                yield paint(convert.stamped(frame.reformat(format="rgb24"), k, self._fps))


class _Painter:
    """Gives frames the colours of one palette."""

    def __init__(self, palette: VideoFrame, reel: Reel) -> None:
        self._graph = graph = av.filter.Graph()
        self._frames = graph.add_buffer(**convert.source(reel.width, reel.height, "rgb24", reel.fps))
        colors = graph.add_buffer(**convert.source(16, 16, palette.format.name, reel.fps) | {"name": "palette"})
        use, self._sink = graph.add("paletteuse", _DITHER), graph.add("buffersink")
        self._frames.link_to(use, 0, 0)
        colors.link_to(use, 0, 1)
        use.link_to(self._sink)
        graph.configure()
        colors.push(convert.stamped(palette, 0, reel.fps))
        colors.push(None)

    def __call__(self, frame: VideoFrame) -> VideoFrame:
        self._frames.push(frame)
        painted = self._sink.pull()
        assert isinstance(painted, VideoFrame)
        return painted
