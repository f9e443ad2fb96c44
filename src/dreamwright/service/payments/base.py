"""The plug point of payment: what a provider is asked, and what it tells. Knows no provider and no database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from dreamwright.service.accounts.workspaces import Workspace


@dataclass(frozen=True)
class Item:
    """What is bought: a top-up, or a plan by the month or the year, by its name in the file of plans."""

    kind: Literal["topup", "month", "year"]
    name: str


@dataclass(frozen=True)
class ToppedUp:
    """Credits were paid for, once for each `ref`."""

    ref: str
    millicredits: int


@dataclass(frozen=True)
class Refunded:
    """What was paid for a top-up was paid back whole; `ref` as in `ToppedUp`."""

    ref: str


@dataclass(frozen=True)
class Subscribed:
    """A plan is paid for from `since` to `until` (seconds since 1970)."""

    subscription_id: str
    plan: str
    since: float
    until: float


@dataclass(frozen=True)
class Ended:
    """A subscription is over."""

    subscription_id: str


@dataclass(frozen=True)
class PaymentEvent:
    """One thing that a provider told us about a workspace. It may tell it again: `id` is the same then."""

    provider: str
    id: str
    at: float
    workspace_id: str
    change: ToppedUp | Refunded | Subscribed | Ended


class Payments(Protocol):
    """A payment provider."""

    name: str

    def create_checkout(self, workspace: Workspace, item: Item) -> str:
        """The address of a page where the item can be paid; MachineFault where the provider cannot be reached."""
        ...

    def event(self, payload: bytes, signature: str | None) -> PaymentEvent | None:
        """What a message of the provider says; None = nothing for us. NotAllowed where it is not the provider's."""
        ...

    def cancel(self, subscription_id: str) -> None:
        """Lets a subscription end with the time that is paid for; MachineFault."""
        ...
