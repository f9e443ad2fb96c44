"""What kind of file it is, by its first bytes alone: names and headers lie. Decodes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from dreamwright.errors import BadFile

Kind = Literal["picture", "film"]
KINDS: Final = "JPEG, PNG, WebP, AVIF, HEIC, TIFF, MP4, MOV or WebM"
ENDINGS: Final = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/avif": ".avif",
    "image/heic": ".heic",
    "image/tiff": ".tiff",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
}
"""All media types that are taken, and the ending that such a file gets."""

_STARTS: Final = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
}
_AVIF: Final = (b"avif", b"avis")
_HEIC: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"heif")
_ANY_HEIF: Final = (b"mif1", b"msf1")
_MP4: Final = (b"isom", b"avc1", b"mp41", b"mp42", b"MSNV", b"dash", b"M4V ", b"M4VH", b"M4VP", b"hvc1")
_BARE_MOV: Final = (b"moov", b"mdat", b"wide", b"free", b"skip")
_HEAD_BYTES: Final = 256


def media_type_of(path: Path) -> str:
    """One of ENDINGS' media types; BadFile for a file of another kind, an empty one, or one that cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise BadFile("The file cannot be read.") from error
    if not head:
        raise BadFile("The file is empty.")
    found = _media_type(head)
    if found is None:
        raise BadFile(f"The file is of no kind that is known here: give {KINDS}.")
    return found


def kind_of(media_type: str) -> Kind:
    """Whether a media type is that of a picture or of a film."""
    return "picture" if media_type.startswith("image/") else "film"


def _media_type(head: bytes) -> str | None:
    for start, media_type in _STARTS.items():
        if head.startswith(start):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:4] == b"\x1aE\xdf\xa3":  # EBML: WebM says so, all other Matroska is not taken
        return "video/webm" if b"\x42\x82\x84webm" in head else None
    if head[4:8] == b"ftyp":
        return _branded(head[8:12], _compatible(head))
    return "video/quicktime" if head[4:8] in _BARE_MOV else None


def _compatible(head: bytes) -> list[bytes]:
    """The brands that a file also says to be (ISO 14496-12, 4.3)."""
    end = min(int.from_bytes(head[:4], "big"), len(head))
    return [head[at : at + 4] for at in range(16, end - 3, 4)]


def _branded(brand: bytes, compatible: list[bytes]) -> str | None:
    if brand in _ANY_HEIF:
        return "image/avif" if any(other in _AVIF for other in compatible) else "image/heic"
    if brand in _AVIF:
        return "image/avif"
    if brand in _HEIC:
        return "image/heic"
    if brand == b"qt  ":
        return "video/quicktime"
    return "video/mp4" if brand in _MP4 or (brand[:3] == b"iso" and brand[3:].isalnum()) else None
