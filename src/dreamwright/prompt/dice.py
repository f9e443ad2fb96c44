"""Named random numbers: each choice has its own stream, so a new choice never shifts the others."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Dice:
    """Choices that depend on the seed and the choice's name alone."""

    seed: int

    def share(self, name: str) -> float:
        """A number in [0, 1)."""
        digest = hashlib.blake2b(f"{self.seed}:{name}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") / 2**64

    def between(self, name: str, low: float, high: float, digits: int = 2) -> float:
        """A rounded number from low to high."""
        return round(low + (high - low) * self.share(name), digits)

    def side(self, name: str) -> int:
        """−1 (left) or 1 (right)."""
        return 1 if self.share(name) < 0.5 else -1

    def one_of(self, name: str, options: Sequence[T]) -> T:
        """One of the options, each as likely."""
        return options[int(self.share(name) * len(options))]
