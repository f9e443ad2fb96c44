"""Passwords at the door: never more than two computations at a time, however many people stand there."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher

from dreamwright.service.accounts.passwords import AT_ONCE, Passwords


class Watched(PasswordHasher):
    """Counts how many of its computations run together."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.running = self.most = 0
        self._lock = threading.Lock()

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        with self._lock:
            self.running += 1
            self.most = max(self.most, self.running)
        time.sleep(0.02)
        found = super().hash(password, salt=salt)
        with self._lock:
            self.running -= 1
        return found


def test_two_at_once() -> None:
    passwords, watched = Passwords(), Watched()
    passwords.__dict__["_hasher"] = watched
    with ThreadPoolExecutor(12) as crowd:
        list(crowd.map(passwords.hash, ["correct horse"] * 12))
    assert watched.most == AT_ONCE == 2


def test_a_refused_one_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Passwords(time_cost=1, memory_kib=8, parallelism=1)
    for _ in range(AT_ONCE + 1):
        assert not passwords.matches(None, "wrong horse")
    assert passwords.matches(passwords.hash("correct horse"), "correct horse")
