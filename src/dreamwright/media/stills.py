"""Stills out: one picture as PNG, JPEG or WebP, with its words inside.

Knows the three files' encoders; a file is written whole or not at all.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from dreamwright.errors import BadFile
from dreamwright.media import chunks, files
from dreamwright.media.convert import Picture
from dreamwright.media.formats import format_for
from dreamwright.media.provenance import ASCII_NOTE, EXIF_IFD, USER_COMMENT, packed

JPEG_QUALITY = 95
_WEBP_QUALITY = 92
_PNG_EFFORT = 4
_PNG_KEYS = {"title": "Title", "comment": "Comment", "software": "Software"}
"""PNG's own registered keywords are capitalised."""


def write_still(path: Path, picture: Picture, metadata: Mapping[str, str]) -> None:
    """Writes one (H, W, 3) picture by the file's ending; uint16 gives a 16-bit PNG.

    Raises BadFile for an ending that is not a still's or a missing folder, CannotWrite when the disk refuses.
    """
    files.check_destination(path)
    files.write_whole(path, still_bytes(path.suffix, picture, metadata))


def still_bytes(suffix: str, picture: Picture, metadata: Mapping[str, str]) -> bytes:
    """The bytes of a still with this ending."""
    format = format_for(f"picture{suffix}")
    if format.kind != "still":
        raise BadFile(f"{format.label} is a film; a still ends in .png, .jpg or .webp.")
    if format.name == "png":
        return png(picture, metadata)
    eight = (picture >> 8).astype(np.uint8) if picture.dtype == np.uint16 else picture
    return jpeg(eight, metadata) if format.name == "jpeg" else _webp(eight, metadata)


def png(picture: Picture, metadata: Mapping[str, str]) -> bytes:
    """PNG of 8 or 16 bits a channel by the picture's type, marked sRGB."""
    settings = [cv2.IMWRITE_PNG_COMPRESSION, _PNG_EFFORT]
    _, data = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), settings)
    return chunks.png_with(data.tobytes(), {_PNG_KEYS.get(key, key): text for key, text in metadata.items()})


def jpeg(picture: Picture, metadata: Mapping[str, str], quality: int = JPEG_QUALITY) -> bytes:
    """JPEG with chroma at full size (4:4:4)."""
    settings = [
        cv2.IMWRITE_JPEG_QUALITY, quality,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
        cv2.IMWRITE_JPEG_OPTIMIZE, 1,
    ]  # fmt: skip
    _, data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), settings)
    return chunks.jpeg_with(data.tobytes(), packed(metadata)) if metadata else data.tobytes()


def _webp(picture: Picture, metadata: Mapping[str, str]) -> bytes:
    file, exif = io.BytesIO(), Image.Exif()
    exif.get_ifd(EXIF_IFD)[USER_COMMENT] = ASCII_NOTE + packed(metadata)
    Image.fromarray(picture).save(file, "WEBP", quality=_WEBP_QUALITY, method=4, exif=exif.tobytes())
    return file.getvalue()
