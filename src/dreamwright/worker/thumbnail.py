"""Small JPEGs of finished pictures. Knows pictures only."""

from __future__ import annotations

import cv2
import numpy as np

from dreamwright.media.convert import Picture
from dreamwright.media.stills import jpeg

QUALITY = 80


def thumbnail(picture: Picture, short_side: int) -> bytes:
    """A JPEG of the (H, W, 3) picture, no larger than `short_side` pixels on its short side."""
    eight = (picture >> 8).astype(np.uint8) if picture.dtype == np.uint16 else picture
    height, width = eight.shape[:2]
    scale = min(1.0, short_side / min(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(eight, size, interpolation=cv2.INTER_AREA) if scale < 1 else eight
    return jpeg(np.asarray(small, np.uint8), {}, QUALITY)
