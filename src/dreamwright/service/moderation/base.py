"""The plug point of moderation: words in, a reason or nothing out. Knows no wire and no list."""

from __future__ import annotations

from typing import Protocol

BLACKLISTED = "Contains blacklisted words"
"""Luma's own sentence, which its clients look for."""


class Moderation(Protocol):
    """Judges what somebody asks for; must be quick, for the request waits."""

    def judge(self, prompt: str, negative: str | None) -> str | None:
        """Why that may not be made, in one sentence; None = it may."""
        ...


class Off:
    """Lets everything through."""

    def judge(self, prompt: str, negative: str | None) -> str | None:  # noqa: ARG002
        return None
