"""What every route works with: the rooms of the service, opened once, and how this server is reached.

Knows no route. Plain values: settings are read above this room.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection

from dreamwright.api.known import Known
from dreamwright.api.luma.translate import QUALITIES
from dreamwright.api.oidc.provider import Provider
from dreamwright.api.pace import Pace
from dreamwright.service.accounts.passwords import Passwords
from dreamwright.service.commission import Quality
from dreamwright.service.credits import ledger
from dreamwright.service.db.database import Database
from dreamwright.service.inputs.take import Intake
from dreamwright.service.moderation.base import Moderation, Off
from dreamwright.service.payments.base import Payments
from dreamwright.service.plans.plans import Plans
from dreamwright.service.storage.base import Store


@dataclass(frozen=True)
class Config:
    """How this server behaves."""

    public_url: str
    """How clients reach it, without a slash at the end."""
    secret: bytes = field(repr=False)
    """Signs links to files."""
    signs_in_owner: bool = False
    """Whether whoever asks without a key is the owner: on the loopback alone."""
    link_seconds: float = 86_400.0
    queue_limit: int = 10_000
    qualities: Mapping[str, Quality] = field(default_factory=lambda: QUALITIES)
    """What the names of Luma's models stand for here."""
    sign_up: Literal["open", "invited", "closed"] = "invited"
    """Who may make an account: anybody, who was invited to a workspace, nobody."""


class Ledger:
    """The credits as generations ask for them (`generations.Purse`), with what usage is counted by."""

    def hold(self, connection: Connection, workspace_id: str, ref: str, amount: int, now: float) -> None:
        ledger.hold(connection, workspace_id, ref, amount, now)

    def settle(self, connection: Connection, ref: str, now: float, amount: int | None = None) -> bool:
        return ledger.settle(connection, ref, now, amount)

    def release(self, connection: Connection, ref: str, now: float) -> bool:
        return ledger.release(connection, ref, now)


@dataclass(frozen=True)
class NotedLedger(Ledger):
    """The same, holding in the name of a person for a described piece of work."""

    person_id: str | None
    note: Mapping[str, Any]

    def hold(self, connection: Connection, workspace_id: str, ref: str, amount: int, now: float) -> None:
        ledger.hold(connection, workspace_id, ref, amount, now, person_id=self.person_id, note=self.note)


@dataclass(frozen=True)
class Context:
    """The rooms of the service."""

    database: Database
    store: Store
    intake: Intake
    plans: Plans
    passwords: Passwords
    config: Config
    purse: Ledger = field(default_factory=Ledger)
    moderation: Moderation = field(default_factory=Off)
    payments: Payments | None = None
    """None = nothing is sold here."""
    oidc: Provider | None = None
    """None = nobody signs in through another site."""
    pace: Pace = field(default_factory=Pace)
    known: Known = field(default_factory=Known)
