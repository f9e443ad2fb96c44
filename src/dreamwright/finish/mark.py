"""The maker's mark: the word “dreamwright” at the lower right, light and half seen, on finished pictures.

Drawn once for a size, with the font that Pillow carries. Knows display codes; nothing of looks or plans.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from dreamwright.finish.dither import Picture
from dreamwright.finish.finish import Finished

WORD: Final = "dreamwright"
HEIGHT: Final = 0.042
"""Of the letters, as a share of the short side."""
WIDEST: Final = 0.6
"""Share of the width that the word may take."""
MARGIN: Final = 0.04
"""To the picture's edges, as a share of the short side."""
LIGHT: Final = 0.62
"""How much of a pixel under a letter becomes white."""
SHADE: Final = 0.30
"""How much the shadow about the letters takes, so that they stand on white too."""


def marked(film: Finished) -> Finished:
    """The same film with the mark on every picture."""
    return replace(film, make=lambda k: stamp(film.make(k)))


def stamp(picture: Picture) -> Picture:
    """(H, W, 3) codes with the mark; what lies outside it is as it was."""
    rows, columns, keep, add = _plate(picture.shape[1], picture.shape[0])
    top = float(np.iinfo(picture.dtype).max)
    out = picture.copy()
    corner = out[rows, columns] * keep + add * top
    out[rows, columns] = np.rint(corner).astype(picture.dtype)
    return out


@lru_cache(maxsize=8)
def _plate(width: int, height: int) -> tuple[slice, slice, NDArray[np.float32], NDArray[np.float32]]:
    """Where the mark lies, what it keeps of a pixel there, and what it adds (both (h, w, 1), 0-1)."""
    short = min(width, height)
    word = _word(width, height)
    pad = max(1, round(short * 0.01))
    letters = np.pad(word, pad)[:height, :width]
    shadow = np.asarray(cv2.GaussianBlur(letters, (0, 0), max(0.6, pad / 1.5)), np.float32)
    shadow = np.minimum(1.0, 1.6 * shadow)
    h, w = letters.shape
    margin = max(0, round(short * MARGIN) - pad)
    bottom, right = max(h, height - margin), max(w, width - margin)
    keep = (1.0 - SHADE * shadow) * (1.0 - LIGHT * letters)
    return (
        slice(bottom - h, bottom),
        slice(right - w, right),
        keep[..., None].astype(np.float32),
        (LIGHT * letters)[..., None].astype(np.float32),
    )


def _word(width: int, height: int) -> NDArray[np.float32]:
    """(h, w) coverage 0-1 of the word's letters, spaced a little, for a picture of this size."""
    size = max(4.0, min(width, height) * HEIGHT * 1.35)
    room = ImageFont.load_default(size).getlength(WORD) + (len(WORD) - 1) * size * 0.06
    size *= min(1.0, WIDEST * width / room)
    font, gap = ImageFont.load_default(size), size * 0.06
    length = font.getlength(WORD) + (len(WORD) - 1) * gap
    left, top, _, bottom = font.getbbox(WORD)
    sheet = Image.new("L", (max(1, round(length - left) + 2), max(1, round(bottom - top) + 2)))
    draw, x = ImageDraw.Draw(sheet), 1.0 - left
    for letter in WORD:
        draw.text((x, 1.0 - top), letter, fill=255, font=font)
        x += font.getlength(letter) + gap
    return np.asarray(sheet, np.float32) / 255.0
