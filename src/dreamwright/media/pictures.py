"""Still pictures in: JPEG, PNG, WebP, AVIF, HEIC and TIFF as linear light, upright, at about the size that is needed.

Orientation, colour profile, transparency, depth of 8 and 16 bits, CMYK, grey and palettes are understood.
Large pictures are worked on in bands and shrunk in linear light, so that memory stays a few bytes a pixel.
Knows files and pixels; knows nothing of what a picture is for.
"""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, UnidentifiedImageError
from PIL.TiffImagePlugin import TiffImageFile

from dreamwright.errors import BadFile
from dreamwright.frames import Array, StillPicture
from dreamwright.media.icc import SRGB, Curve, Profile, read_profile

FORMATS: Final = ("JPEG", "PNG", "WEBP", "AVIF", "TIFF")
"""As Pillow calls them; HEIF is added once such a file is met; JPEG has several pictures in one (MPO) too."""
KINDS: Final = "JPEG, PNG, WebP, AVIF, HEIC or TIFF"
MOST_PIXELS: Final = 120_000_000
"""A camera of 100 megapixels gives up to 102 million."""
GREY: Final = 0.18
"""What a picture shows that is transparent everywhere."""

Size = tuple[int, int]
"""Width and height in pixels."""
Codes = NDArray[Any]
"""(h, W, 1-4) as the file codes them: uint8, uint16, or float32 that is linear light already."""

_ORIENTATION: Final = 0x0112
_TIFF_BITS: Final = 258
_PNG_BITS: Final = 24
"""Where a TIFF and a PNG say how many bits a channel has."""
_HEIC: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"heif")
_SIDEWAYS: Final = (5, 6, 7, 8)
_BAND_PIXELS: Final = 4_000_000
_PLAIN: Final = {"1": "L", "La": "LA", "RGBa": "RGBA", "PA": "RGBA", "YCbCr": "RGB", "HSV": "RGB", "RGBX": "RGB"}
_FAULTS: Final = (OSError, SyntaxError, ValueError, EOFError, RuntimeError, struct.error, cv2.error)
"""What the decoders raise at files that lie."""


def content_hash_of(path: Path) -> str:
    """`sha256:` and 64 hexadecimal digits of the file's bytes; BadFile when it cannot be read."""
    try:
        with path.open("rb") as file:
            return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
    except OSError as error:
        raise _unopened(path, error) from error


def picture_size(path: Path) -> Size:
    """Width and height of the upright picture, from the file's head; BadFile says why there is none."""
    with _opened(path) as file:
        return _upright_size(file)


def check_picture_file(path: Path) -> Size:
    """Width and height of the upright picture, once all of the file was decoded; BadFile says what is wrong."""
    with _opened(path) as file:
        size = _upright_size(file)
        file.draft(None, (1, 1))
        file.load()
        return size


def read_picture(path: Path, cover: Size | None = None) -> StillPicture:
    """The picture, no smaller than it must be to cover `cover` (width, height); None = at its own size.

    BadFile, in one sentence, for a file that is missing, false, cut short or larger than `MOST_PIXELS`.
    """
    with _opened(path) as file:
        pixels = _pixels(path, file, cover)
        light, alpha = _shrunk(pixels, cover)
    color = _upright(_over_its_mean(light, alpha), pixels.turn)
    return StillPicture(color, None if alpha is None else _upright(alpha, pixels.turn))


def read_plane(path: Path, cover: Size | None = None) -> Array:
    """(H, W) 0-1: the grey of a mask or depth map as it is coded, no curve undone; what is transparent is 0."""
    with _opened(path) as file:
        pixels = _pixels(path, file, cover, as_coded=True)
        codes = _shrunk(pixels, cover)[0]  # weighed by their alpha
    return np.clip(_upright(np.asarray(codes.mean(axis=2), np.float32), pixels.turn), 0.0, 1.0)


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """The picture, its head read; whatever the decoders find wrong inside the block leaves as BadFile."""
    formats = _formats(_head(path))
    with warnings.catch_warnings(), _told(path):
        warnings.simplefilter("ignore")
        try:
            file = Image.open(path, formats=formats)
        except UnidentifiedImageError as error:
            raise BadFile(f"“{path}” is not a picture that can be read: give {KINDS}.") from error
        with file:
            if file.width * file.height > MOST_PIXELS:
                raise BadFile(f"“{path}” has {_mega(file.width * file.height)}: the most is {_mega(MOST_PIXELS)}.")
            yield file


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except Image.DecompressionBombError as error:
        raise BadFile(f"“{path}” has too many pixels: the most is {_mega(MOST_PIXELS)}.") from error
    except _FAULTS as error:
        raise BadFile(f"“{path}” is damaged or cut short.") from error


def _mega(pixels: int) -> str:
    return f"{pixels / 1e6:.0f} megapixels"


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(32)
    except OSError as error:
        raise _unopened(path, error) from error
    if not head:
        raise BadFile(f"“{path}” is empty.")
    return head


def _unopened(path: Path, error: OSError) -> BadFile:
    if isinstance(error, FileNotFoundError):
        return BadFile(f"There is no file “{path}”.")
    return BadFile(f"“{path}” cannot be opened: {(error.strerror or str(error)).lower()}.")


def _formats(head: bytes) -> tuple[str, ...]:
    """What Pillow may try; it is taught HEIC only once such a file is met, for the library is large."""
    if head[4:8] != b"ftyp" or head[8:12] not in _HEIC:
        return FORMATS
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False)
    return (*FORMATS, "HEIF")


def _orientation(file: Image.Image) -> int:
    """How the picture lies, 1-8 as EXIF counts; 1 where nothing sensible is said."""
    told = file.getexif().get(_ORIENTATION, 1)
    return told if isinstance(told, int) and 1 <= told <= 8 else 1


def _upright_size(file: Image.Image) -> Size:
    return file.size if file.format == "TIFF" else _turned(file.size, _orientation(file))  # Pillow turns TIFF itself


def _turned(size: Size, orientation: int) -> Size:
    return (size[1], size[0]) if orientation in _SIDEWAYS else size


def _upright(pixels: Array, orientation: int) -> Array:
    """The array turned as EXIF 2.3, 4.6.4 says of the orientation."""
    if orientation in _SIDEWAYS:
        pixels = pixels.swapaxes(0, 1)
    rows = -1 if orientation in (3, 4, 7, 8) else 1
    columns = -1 if orientation in (2, 3, 6, 7) else 1
    return np.ascontiguousarray(pixels[::rows, ::columns])


@dataclass(frozen=True)
class _Pixels:
    """A decoded picture that is still coded: its size, its rows, and what the codes mean."""

    width: int
    height: int
    turn: int
    """How these pixels lie, 1-8 as EXIF counts."""
    rows: Callable[[int, int], Codes]
    """(first, after the last) → their codes: grey, grey and alpha, colour, or colour and alpha."""
    profile: Profile


def _pixels(path: Path, file: Image.Image, cover: Size | None, *, as_coded: bool = False) -> _Pixels:
    lies = _orientation(file)
    if cover is not None:
        width, height = _turned(cover, lies)
        file.draft(None, (2 * width, 2 * height))  # JPEG shrinks codes, not light: so the last half is ours
    file.load()
    whole = _whole(path, file) if _is_deep(path, file) else None
    if whole is not None:
        return _held(whole, lies, _linear() if as_coded else _profile_of(file, whole.shape[2]))
    lies = _orientation(file)  # a TIFF was turned upright by Pillow as it was loaded
    if file.mode == "F" or file.mode.startswith("I"):
        grey = _grey(file)
        return _held(grey, lies, _linear() if as_coded or file.mode == "F" else _profile_of(file, 1))
    plain = _plain_mode(file)
    profile = _linear() if as_coded else _profile_of(file, len(plain))
    return _Pixels(file.width, file.height, lies, _rows_of(file, plain, managed=profile is None), profile or SRGB)


def _held(codes: Codes, lies: int, profile: Profile | None) -> _Pixels:
    """Pixels that are whole in memory."""
    return _Pixels(codes.shape[1], codes.shape[0], lies, lambda first, after: codes[first:after], profile or SRGB)


def _rows_of(file: Image.Image, plain: str, *, managed: bool) -> Callable[[int, int], Codes]:
    """Bands of a picture that Pillow holds, 8 bits a channel."""
    change = _managed(file) if managed else None

    def rows(first: int, after: int) -> Codes:
        band = file.crop((0, first, file.width, after))
        codes = np.asarray(_with_alpha(change(band), band, plain) if change else band.convert(plain))
        return codes.reshape(*codes.shape[:2], -1)

    return rows


def _linear() -> Profile:
    return Profile((lambda code: code,))


def _plain_mode(file: Image.Image) -> str:
    """L, LA, RGB or RGBA: the one that holds all of the picture."""
    if file.has_transparency_data:
        return "LA" if file.mode in ("L", "LA", "La", "1") else "RGBA"
    return _PLAIN.get(file.mode, "L" if file.mode == "L" else "RGB")


def _profile_of(file: Image.Image, channels: int) -> Profile | None:
    """The picture's profile where it is curves and a matrix, sRGB where it has none; None = littleCMS must help."""
    data = file.info.get("icc_profile")
    if file.mode in ("CMYK", "LAB") or not data:
        return None if data or file.mode == "LAB" else SRGB
    return read_profile(data, 1 if channels in (1, 2) else 3)


def _managed(file: Image.Image) -> Callable[[Image.Image], Image.Image] | None:
    """A change of bands to sRGB by littleCMS; None where the profile is broken or of another picture."""
    mode = file.mode if file.mode in ("L", "RGB", "CMYK", "LAB") else "RGB"
    try:
        lab = ImageCms.createProfile("LAB")
        source = ImageCms.ImageCmsProfile(io.BytesIO(file.info["icc_profile"])) if mode != "LAB" else lab
        change = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError, KeyError):
        return None

    def changed(band: Image.Image) -> Image.Image:
        result = ImageCms.applyTransform(band if band.mode == mode else band.convert(mode), change)
        assert result is not None  # only a change in place gives nothing back
        return result

    return changed


def _with_alpha(changed: Image.Image, band: Image.Image, plain: str) -> Image.Image:
    if plain.endswith("A"):
        changed.putalpha(band.convert(plain).getchannel("A"))
    return changed


def _grey(file: Image.Image) -> Codes:
    """(H, W, 1) codes of a grey picture of more than 8 bits."""
    if file.mode == "I":
        raise ValueError("pixels of 32 whole bits have no known white")
    kind = np.float32 if file.mode == "F" else np.uint16
    return np.asarray(np.nan_to_num(np.asarray(file).astype(kind), copy=False))[..., None]


def _whole(path: Path, file: Image.Image) -> Codes | None:
    """(H, W, 1-4) codes of 16 bits, of which Pillow keeps 8; None where OpenCV does not read the layout."""
    data = bytearray(path.read_bytes())
    _lay_flat(data)
    found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if found is None and file.format == "PNG":
        raise OSError("a check sum that Pillow does not look at is wrong")
    if found is None or found.dtype != np.uint16 or found.shape[0] * found.shape[1] != file.width * file.height:
        return None
    order = {3: [2, 1, 0], 4: [2, 1, 0, 3]}.get(found.shape[2] if found.ndim == 3 else 1, [0])
    return np.asarray(found.reshape(*found.shape[:2], -1)[..., order])


def _lay_flat(data: bytearray) -> None:
    """Takes the turn out of a TIFF's first directory (TIFF 6.0, section 2): turning is ours, OpenCV fails at it."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(bytes(data[:4]))
    if order is None:
        return
    start = struct.unpack_from(f"{order}I", data, 4)[0]
    for place in range(start + 2, start + 2 + 12 * struct.unpack_from(f"{order}H", data, start)[0], 12):
        if struct.unpack_from(f"{order}H", data, place)[0] == _ORIENTATION:
            struct.pack_into(f"{order}H", data, place + 8, 1)


def _is_deep(path: Path, file: Image.Image) -> bool:
    """Whether a PNG or TIFF in colour has 16 bits a channel."""
    if file.format == "PNG":
        return _head(path)[_PNG_BITS] == 16
    bits = file.tag_v2.get(_TIFF_BITS, 8) if isinstance(file, TiffImageFile) else 8
    return bool(16 in np.atleast_1d(bits)) and file.mode != "CMYK"


def _shrunk(pixels: _Pixels, cover: Size | None) -> tuple[Array, Array | None]:
    """Linear light weighed by alpha, and alpha, averaged over the largest whole blocks that leave `cover` covered.

    What is left over at the right and bottom is less than a block, and is cut off.
    """
    across, down = _turned(cover or (pixels.width, pixels.height), pixels.turn if cover else 1)
    block = max(1, min(pixels.width // across, pixels.height // down))
    width, height = pixels.width // block, pixels.height // block
    light, alpha = np.empty((height, width, 3), np.float32), np.ones((height, width), np.float32)
    step = max(1, _BAND_PIXELS // (pixels.width * block))
    see_through = False
    for first in range(0, height, step):
        after = min(height, first + step)
        codes = pixels.rows(first * block, after * block)[:, : width * block]
        band, clear = _light(codes, pixels.profile), _alpha(codes)
        if clear is not None:
            see_through = True
            band *= clear[..., None]
            alpha[first:after] = _averaged(clear, width, after - first)
        light[first:after] = _averaged(band, width, after - first)
    return light, alpha if see_through else None


def _averaged(band: Array, width: int, height: int) -> Array:
    if band.shape[:2] == (height, width):
        return band
    return np.asarray(cv2.resize(band, (width, height), interpolation=cv2.INTER_AREA), np.float32)


def _light(codes: Codes, profile: Profile) -> Array:
    """(h, W, 3) linear Rec.709 of a band, not below 0."""
    channels = codes.shape[2] - 1 if codes.shape[2] in (2, 4) else codes.shape[2]
    curves = profile.curves * channels if len(profile.curves) == 1 else profile.curves
    planes = [_through(codes[..., k], curves[k]) for k in range(channels)]
    light = np.asarray(cv2.merge(planes * (3 // channels)), np.float32)
    if profile.matrix is not None:
        light = np.asarray(cv2.transform(light, profile.matrix), np.float32)
    return np.asarray(np.maximum(light, 0, out=light))


def _through(codes: Codes, curve: Curve) -> Array:
    """A plane of codes through a curve, by a table where codes are whole numbers."""
    if codes.dtype == np.float32:
        return np.ascontiguousarray(codes)
    top = np.iinfo(codes.dtype).max
    return np.take(curve(np.arange(top + 1) / top).astype(np.float32), codes)


def _alpha(codes: Codes) -> Array | None:
    if codes.shape[2] not in (2, 4):
        return None
    return codes[..., -1].astype(np.float32) / np.float32(np.iinfo(codes.dtype).max)


def _over_its_mean(light: Array, alpha: Array | None) -> Array:
    """Weighed light laid over the mean of all that is opaque: the ground whose colour a picture's edges know."""
    if alpha is None:
        return light
    opaque = float(alpha.sum(dtype=np.float64))
    mean = light.sum(axis=(0, 1), dtype=np.float64) / opaque if opaque else np.full(3, GREY)
    return np.asarray(light + (1 - alpha)[..., None] * mean.astype(np.float32), np.float32)
