"""A signed token shows its one key until its end, and nothing else does."""

from __future__ import annotations

import base64
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamwright.errors import BadOption, NotAllowed
from dreamwright.service.storage.names import disposition
from dreamwright.service.storage.signing import sign, verify

SECRET = bytes(range(32))
KEY = "outputs/1/2/film.mp4"
TOKEN = sign(SECRET, KEY, 1_000.0)


@given(st.from_regex(r"[a-zA-Z0-9_-]{1,9}(/[a-zA-Z0-9_-]{1,9}){0,3}", fullmatch=True), st.floats(1, 4e9))
def test_a_token_shows_its_key_until_its_end(key: str, end: float) -> None:
    token = sign(SECRET, key, end)
    assert verify(SECRET, token, int(end) - 1) == key
    assert set(token) <= set(string.ascii_letters + string.digits + "-_")
    with pytest.raises(NotAllowed, match="ended"):
        verify(SECRET, token, end)


def test_no_changed_letter_is_let_through() -> None:
    for place in range(len(TOKEN)):
        for letter in "AQgw_9":
            changed = TOKEN[:place] + letter + TOKEN[place + 1 :]
            if changed != TOKEN:
                with pytest.raises(NotAllowed, match=r"^This link is not valid\.$"):
                    verify(SECRET, changed, 0.0)


def test_another_secret_signs_nothing_here() -> None:
    with pytest.raises(NotAllowed, match="not valid"):
        verify(SECRET[::-1], TOKEN, 0.0)


@pytest.mark.parametrize(
    "token",
    ["", "a", "ä", "x" * 2_000, TOKEN + "=", TOKEN + "AA", TOKEN[:43], " " + TOKEN,
     base64.urlsafe_b64encode(bytes(32) + b"99999999999:../x").decode(),
     base64.urlsafe_b64encode(bytes(32) + b"soon:a").decode()],
)  # fmt: skip
def test_nonsense_is_refused(token: str) -> None:
    with pytest.raises(NotAllowed, match="not valid"):
        verify(SECRET, token, 0.0)


def test_weak_secrets_and_odd_keys_are_not_signed() -> None:
    with pytest.raises(BadOption, match="at least 16 bytes"):
        sign(b"short", KEY, 1.0)
    with pytest.raises(BadOption, match="storage key"):
        sign(SECRET, "../x", 1.0)


def test_a_file_name_cannot_leave_its_header() -> None:
    assert disposition("film 1.mp4") == 'attachment; filename="film 1.mp4"'
    told = disposition('a"\r\nX: y; ü.mp4')
    assert not set("\r\n") & set(told)
    assert told.startswith("attachment; filename=\"a___X_ y_ _.mp4\"; filename*=UTF-8''a%22%0D%0AX%3A%20y%3B%20%C3%BC")
