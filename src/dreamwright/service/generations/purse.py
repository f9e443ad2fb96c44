"""What generations ask of the credits: three calls, each in the caller's transaction. Knows no ledger."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Connection


class Purse(Protocol):
    """Holds credits for a piece of work, and closes each hold once. Credits are whole thousandths."""

    def hold(self, connection: Connection, workspace_id: str, ref: str, amount: int, now: float) -> None:
        """Sets `amount` aside for `ref`; TooFewCredits."""
        ...

    def settle(self, connection: Connection, ref: str, now: float, amount: int | None = None) -> bool:
        """Spends what is held (or `amount` of it); False = it was closed before."""
        ...

    def release(self, connection: Connection, ref: str, now: float) -> bool:
        """Gives back what is held; False = it was closed before."""
        ...
