"""Passwords: how they are kept (argon2id) and checked, in the same time whether anybody has that email or not."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dreamwright.errors import BadOption

SHORTEST, LONGEST = 8, 1024
AT_ONCE = 2
_TURNS = BoundedSemaphore(AT_ONCE)
"""Each computation takes 64 MB and several threads: many people at the door must not take the whole machine."""


@dataclass(frozen=True)
class Passwords:
    """The cost of one guess. The defaults are argon2-cffi's (RFC 9106, low memory): about 50 ms on one core."""

    time_cost: int = 3
    memory_kib: int = 65536
    parallelism: int = 4

    def hash(self, password: str) -> str:
        """The argon2id hash of a new password; BadOption where it is too short or too long."""
        password = _normal(password)
        if not SHORTEST <= len(password) <= LONGEST:
            raise BadOption(f"A password has {SHORTEST} to {LONGEST} characters.")
        with _TURNS:
            return self._hasher.hash(password)

    def matches(self, kept: str | None, password: str) -> bool:
        """Whether a password is the kept one; as slow for nobody's (None) as for somebody's."""
        if len(password) > LONGEST:
            password = ""  # no kept password is empty
        nobodys = self._nobodys  # made at the first call, whoever it is about
        try:
            with _TURNS:
                self._hasher.verify(nobodys if kept is None else kept, _normal(password))
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether a kept hash was made at another cost, so that the next sign-in should make it anew."""
        return self._hasher.check_needs_rehash(kept)

    @cached_property
    def _hasher(self) -> PasswordHasher:
        return PasswordHasher(time_cost=self.time_cost, memory_cost=self.memory_kib, parallelism=self.parallelism)

    @cached_property
    def _nobodys(self) -> str:
        with _TURNS:
            return self._hasher.hash("nobody")


def _normal(password: str) -> str:
    """The same password whichever keyboard composed its letters (NFKC, as NIST SP 800-63B says)."""
    return unicodedata.normalize("NFKC", password)
