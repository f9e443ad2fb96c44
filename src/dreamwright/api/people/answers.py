"""People, workspaces, keys and plans → answers. Asks for nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import cast

from dreamwright.api.native.answers import time_of
from dreamwright.api.people import models
from dreamwright.service.accounts.audit import Entry
from dreamwright.service.accounts.invitations import Invitation
from dreamwright.service.accounts.keys import Key
from dreamwright.service.accounts.people import Person
from dreamwright.service.accounts.principal import SCOPES
from dreamwright.service.accounts.sessions import Session
from dreamwright.service.accounts.workspaces import Member, Workspace
from dreamwright.service.credits.ledger import Balance
from dreamwright.service.plans.plans import MILLI, Plan, Plans


def _time(at: float | None) -> datetime | None:
    return None if at is None else time_of(at)


def scopes(found: Collection[str]) -> list[models.Scope]:
    """Scopes in the order of what they allow."""
    return cast(list[models.Scope], sorted(found, key=SCOPES.index))


def _role(found: str) -> models.Role:
    return cast(models.Role, found)


def person(found: Person) -> models.Person:
    """A person as they see themselves."""
    return models.Person(
        id=found.id, name=found.name, email=found.email, role=_role(found.role), has_password=found.has_password,
        email_verified=found.email_verified_at is not None, created_at=time_of(found.created_at),
    )  # fmt: skip


def person_seen(found: Person) -> models.PersonSeen:
    """A person as who looks after the installation sees them."""
    return models.PersonSeen(**person(found).model_dump(), disabled_at=_time(found.disabled_at))


def workspace(found: Workspace, role: str) -> models.Workspace:
    """A workspace as somebody of that role sees it."""
    return models.Workspace(
        id=found.id, name=found.name, role=_role(role), plan=found.plan, plan_until=_time(found.plan_until),
        created_at=time_of(found.created_at),
    )  # fmt: skip


def member(found: Member) -> models.Member:
    """A member of a workspace."""
    return models.Member(**{**vars(found), "since": time_of(found.since)})


def invitation(found: Invitation) -> models.Invitation:
    """An open invitation, without its token."""
    return models.Invitation(
        id=found.id, role=_role(found.role), email=found.email, created_at=time_of(found.created_at),
        expires_at=time_of(found.expires_at),
    )  # fmt: skip


def key(found: Key) -> models.Key:
    """A key, without its secret."""
    return models.Key(
        id=found.id, name=found.name, prefix=found.prefix, scopes=scopes(found.scopes),
        person_id=found.person_id, created_at=time_of(found.created_at), expires_at=_time(found.expires_at),
        last_used_at=_time(found.last_used_at), revoked_at=_time(found.revoked_at),
    )  # fmt: skip


def session(found: Session, here: bool) -> models.SessionSeen:
    """A place where somebody is signed in."""
    return models.SessionSeen(
        id=found.id, created_at=time_of(found.created_at), expires_at=time_of(found.expires_at), address=found.address,
        agent=found.agent, here=here,
    )  # fmt: skip


def credits(found: Balance) -> models.Credits:
    """What a workspace has."""
    return models.Credits(
        monthly=found.monthly / MILLI, topup=found.topup / MILLI, held=found.held / MILLI,
        available=found.available / MILLI,
    )  # fmt: skip


def plan(found: Plan) -> models.Plan:
    """A plan and what it allows."""
    allows = {name: getattr(found, name) for name in models.Allowance.model_fields if name != "relaxed"}
    return models.Plan(
        name=found.name, title=found.title, unmetered=found.unmetered, monthly_credits=found.credits,
        topups=found.topups, price_month=_units(found.price_cents_month), price_year=_units(found.price_cents_year),
        allows=models.Allowance(**allows, relaxed=found.relaxed is not None),
    )  # fmt: skip


def offers(found: Plans, payments: bool) -> models.Offers:
    """Plans, top-ups and prices."""
    topups = [models.TopUp(name=one.name, credits=one.credits, price=one.price_cents / 100) for one in found.topups]
    prices = [
        models.Price(
            model=one.model, kind=one.kind, step_s=one.step_s, source_side=one.source_side, credits=dict(one.credits)
        )
        for one in found.prices
    ]
    return models.Offers(
        currency=found.currency, payments=payments, default_plan=found.default,
        plans=[plan(one) for one in found.plans.values()], topups=topups, prices=prices,
    )  # fmt: skip


def entry(found: Entry) -> models.AuditEntry:
    """An entry of the audit log."""
    note = None if found.note is None else dict(found.note)
    return models.AuditEntry(**{**vars(found), "at": time_of(found.at), "note": note})


def _units(cents: int | None) -> float | None:
    return None if cents is None else cents / 100
