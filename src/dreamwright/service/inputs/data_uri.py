"""The bytes inside a `data:` URI (RFC 2397). What it says of their type is not believed."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final
from urllib.parse import unquote_to_bytes

from dreamwright.errors import BadFile, BadOption
from dreamwright.service.inputs.inputs import mega

_HEAD: Final = re.compile(r"data:([^,]{0,1000}),", re.IGNORECASE)
_URL_LETTERS: Final = bytes.maketrans(b"-_", b"+/")


def read_data_uri(uri: str, most_bytes: int) -> bytes:
    """The bytes, of base64 or percent-escapes; BadOption when it is malformed, BadFile when there are too many.

    Too many are refused before they are decoded.
    """
    head = _HEAD.match(uri)
    if head is None:
        raise BadOption("A data URI is data:TYPE;base64,BYTES.")
    is_base64 = head[1].lower().rstrip().endswith(";base64")
    least = (len(uri) - head.end()) // (3 if "%" in uri else 1)
    if (least * 3 // 4 - 3 if is_base64 else least) > most_bytes:
        raise BadFile(f"The file is too large: the most is {mega(most_bytes)}.")
    data = unquote_to_bytes(uri[head.end() :])
    data = _decoded(data) if is_base64 else data
    if len(data) > most_bytes:
        raise BadFile(f"The file is too large: the most is {mega(most_bytes)}.")
    return data


def _decoded(text: bytes) -> bytes:
    """Bytes of base64, of either alphabet, with or without padding and line ends."""
    plain = b"".join(text.split()).translate(_URL_LETTERS).rstrip(b"=")
    try:
        return base64.b64decode(plain + b"=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadOption("The base64 of the data URI is malformed.") from error
