"""Words inside PNG, JPEG and GIF bytes: put in and taken out without touching a pixel.

Knows the block structure of the three files and nothing of what the words say.
Damaged bytes yield what could be read before the damage, never an error.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_JPEG_COM = 0xFE
_JPEG_MOST = 65533
_GIF_EXTENSION, _GIF_COMMENT, _GIF_IMAGE = 0x21, 0xFE, 0x2C


def png_with(data: bytes, texts: Mapping[str, str]) -> bytes:
    """PNG bytes with an sRGB mark and one iTXt chunk a key (PNG 3rd edition, 11.3)."""
    head = len(PNG_MAGIC) + 25  # after IHDR, which is always 13 bytes long
    words = b"".join(_png_chunk(b"iTXt", _itxt(key, text)) for key, text in texts.items())
    return data[:head] + _png_chunk(b"sRGB", b"\0") + words + data[head:]


def png_texts(data: bytes) -> Iterator[tuple[str, str]]:
    """Keys and texts of a PNG's iTXt and tEXt chunks."""
    for kind, body in _png_chunks(data):
        key, _, rest = body.partition(b"\0")
        if kind == b"tEXt":
            yield key.decode("latin-1"), rest.decode("latin-1")
        elif kind == b"iTXt":
            yield key.decode("latin-1"), _itxt_text(rest)


def jpeg_with(data: bytes, comment: bytes) -> bytes:
    """JPEG bytes with the comment after the APP0 segment, in as many COM segments as it takes."""
    at = 2 + (2 + struct.unpack_from(">H", data, 4)[0] if data[3] == 0xE0 else 0)
    parts = (comment[k : k + _JPEG_MOST] for k in range(0, len(comment), _JPEG_MOST))
    words = b"".join(b"\xff\xfe" + struct.pack(">H", len(part) + 2) + part for part in parts)
    return data[:at] + words + data[at:]


def jpeg_comment(data: bytes) -> bytes:
    """The COM segments of a JPEG, joined."""
    return b"".join(body for marker, body in _jpeg_segments(data) if marker == _JPEG_COM)


def gif_with(data: bytes, comment: bytes) -> bytes:
    """GIF bytes with a comment extension before the first picture."""
    at = _gif_head(data)
    parts = (comment[k : k + 255] for k in range(0, len(comment), 255))
    words = b"".join(bytes([len(part)]) + part for part in parts)
    return data[:at] + bytes([_GIF_EXTENSION, _GIF_COMMENT]) + words + b"\0" + data[at:]


def gif_comment(data: bytes) -> bytes:
    """The first comment extension that stands before a GIF's first picture."""
    at = _gif_head(data)
    while data[at : at + 1] == bytes([_GIF_EXTENSION]):
        kind = data[at + 1 : at + 2]
        body, at = _gif_blocks(data, at + 2)
        if kind == bytes([_GIF_COMMENT]):
            return body
    return b""


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG_MAGIC)
    while at + 12 <= len(data):
        size = struct.unpack_from(">I", data, at)[0]
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        at += 12 + size


def _itxt(key: str, text: str) -> bytes:
    return key.encode("latin-1", "replace")[:79] + b"\0\0\0\0\0" + text.encode("utf-8")


def _itxt_text(rest: bytes) -> str:
    """The text of an iTXt body after its key: flag, method, language, translated key, text."""
    language_and_more = rest[2:].split(b"\0", 2)
    text = language_and_more[2] if len(language_and_more) == 3 else b""
    try:
        return (zlib.decompress(text) if rest[:1] == b"\1" else text).decode("utf-8", "replace")
    except zlib.error:
        return ""


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        size = struct.unpack_from(">H", data, at + 2)[0]
        yield data[at + 1], data[at + 4 : at + 2 + size]
        at += 2 + size


def _gif_head(data: bytes) -> int:
    """Offset of the first block after the screen descriptor and the global palette."""
    packed = data[10] if len(data) > 10 else 0
    return 13 + (3 << (packed & 7) + 1 if packed & 0x80 else 0)


def _gif_blocks(data: bytes, at: int) -> tuple[bytes, int]:
    """Sub-blocks joined, and the offset after their end mark."""
    body = []
    while at < len(data) and data[at]:
        body.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return b"".join(body), at + 1
