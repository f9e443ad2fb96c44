"""A contact sheet: a film at a glance, evenly spaced pictures with their times under a line of facts.

Knows layout and type; the film's pictures come from decode.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from dreamwright.errors import BadOption
from dreamwright.media import files, stills
from dreamwright.media.decode import FilmReader
from dreamwright.media.probe import FilmFacts

_PAPER, _INK, _FAINT = (17, 17, 19), (226, 226, 228), (148, 148, 154)
_QUALITIES = (92, 86, 80, 72, 64, 54)
_SHRINK = 0.85
_NARROWEST = 80

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Layout:
    """Where everything stands on the sheet, in pixels."""

    columns: int
    rows: int
    width: int
    """Of one picture."""
    height: int

    @property
    def gap(self) -> int:
        return max(4, self.width // 40)

    @property
    def type_size(self) -> int:
        return max(11, self.width // 25)

    @property
    def line(self) -> int:
        """Height of a row of type with the air around it."""
        return round(self.type_size * 1.9)

    @property
    def size(self) -> tuple[int, int]:
        across = self.columns * (self.width + self.gap) + self.gap
        return across, self.line + self.gap // 2 + self.rows * (self.height + self.line)

    def corner(self, cell: int) -> tuple[int, int]:
        """Upper left corner of a picture."""
        row, column = divmod(cell, self.columns)
        top = self.line + self.gap // 2
        return self.gap + column * (self.width + self.gap), top + row * (self.height + self.line)


def sheet(
    path: Path, out: Path, columns: int = 4, rows: int = 3, *, width: int = 400, max_bytes: int | None = None
) -> None:
    """Writes a sheet of `columns` × `rows` pictures, the first and the last among them, each `width` pixels wide.

    A shorter film fills fewer cells. A JPEG is kept under `max_bytes` by quality first, then by size.
    The film's own words (its plan) are copied into the sheet. Raises BadFile, BadOption, CannotWrite.
    """
    if not (1 <= columns <= 20 and 1 <= rows <= 50 and _NARROWEST <= width <= 2000):
        raise BadOption("A sheet has 1 to 20 columns, 1 to 50 rows and pictures 80 to 2000 pixels wide.")
    files.check_destination(out)
    with FilmReader(path) as film:
        times = _times(film.facts, columns * rows)
        pictures = [_small(film.at(time), width) for time in times]
        facts = film.facts
    drawn = _draw(pictures, times, columns, _title(path, facts))
    files.write_whole(out, _bytes(out.suffix, drawn, facts, max_bytes))


def _times(facts: FilmFacts, most: int) -> list[float]:
    """Times of evenly spaced frames, the first and the last among them."""
    count = min(most, facts.frames)
    numbers = np.unique(np.linspace(0, facts.frames - 1, count).round().astype(int))
    return [float(k / facts.fps) if facts.fps else 0.0 for k in numbers.tolist()]


def _small(picture: Pixels, width: int) -> Pixels:
    height = max(1, round(picture.shape[0] * width / picture.shape[1]))
    method = cv2.INTER_AREA if width < picture.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (width, height), interpolation=method), dtype=np.uint8)


def _draw(pictures: list[Pixels], times: list[float], columns: int, title: tuple[str, str]) -> Pixels:
    height, width = pictures[0].shape[:2]
    columns = min(columns, len(pictures))
    layout = Layout(columns, -(-len(pictures) // columns), width, height)
    page = Image.new("RGB", layout.size, _PAPER)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(layout.type_size)
    _header(pen, font, layout, title)
    for cell, (picture, time_s) in enumerate(zip(pictures, times, strict=True)):
        x, y = layout.corner(cell)
        page.paste(Image.fromarray(picture), (x, y))
        below = y + height + layout.line // 2
        pen.text((x, below), _timecode(time_s), fill=_FAINT, font=font, anchor="lm")
    return np.asarray(page, dtype=np.uint8)


def _header(
    pen: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, layout: Layout, title: tuple[str, str]
) -> None:
    """Name on the left, facts on the right; the name is cut where they would meet."""
    name, about = title[0].encode("ascii", "replace").decode(), title[1]  # the built-in font knows no more
    middle, right = layout.line // 2 + layout.gap // 4, layout.size[0] - layout.gap
    room = right - layout.gap * 2
    if pen.textlength(about, font=font) < room * 0.75:
        pen.text((right, middle), about, fill=_FAINT, font=font, anchor="rm")
        room -= round(pen.textlength(about, font=font)) + layout.gap * 2
    while len(name) > 4 and pen.textlength(name, font=font) > room:
        name = name[:-4] + "..."
    pen.text((layout.gap, middle), name, fill=_INK, font=font, anchor="lm")


def _title(path: Path, facts: FilmFacts) -> tuple[str, str]:
    size = f"{facts.width}x{facts.height}"
    if facts.fps is None:
        return path.name, size
    return path.name, f"{size}   {float(facts.fps):.5g} fps   {facts.duration_s:.3g} s   {facts.codec.upper()}"


def _timecode(time_s: float) -> str:
    """Minutes, seconds and hundredths: 0:04.17."""
    hundredths = round(time_s * 100)
    return f"{hundredths // 6000}:{hundredths // 100 % 60:02d}.{hundredths % 100:02d}"


def _bytes(suffix: str, drawn: Pixels, facts: FilmFacts, max_bytes: int | None) -> bytes:
    if suffix.lower() not in (".jpg", ".jpeg"):
        return stills.still_bytes(suffix, drawn, facts.metadata)
    for data in _tries(drawn, facts):
        if max_bytes is None or len(data) <= max_bytes:
            return data
    raise BadOption(f"No sheet of this film fits into {max_bytes} bytes: allow more.")


def _tries(drawn: Pixels, facts: FilmFacts) -> Iterator[bytes]:
    """JPEGs of the sheet, ever smaller."""
    page = drawn
    while page.shape[1] >= _NARROWEST:
        for quality in _QUALITIES:
            yield stills.jpeg(page, facts.metadata, quality)
        page = _small(page, round(page.shape[1] * _SHRINK))
