"""What each role may do, in one table. A request needs the scope of its key AND the role; knows no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dreamwright.errors import NotAllowed, UnknownName
from dreamwright.service.accounts.principal import ROLES, Principal


@dataclass(frozen=True)
class Rule:
    """The least that an action needs: a scope, and a role in the workspace or in the installation."""

    scope: str
    role: str = "member"
    installation: bool = False  # whether `role` is the one in the installation


ACTIONS: Mapping[str, Rule] = MappingProxyType(
    {
        "generation.read": Rule("read"),
        "generation.create": Rule("create"),
        "generation.cancel": Rule("create"),
        "generation.delete": Rule("create"),
        "input.read": Rule("read"),
        "input.create": Rule("create"),
        "input.delete": Rule("create"),
        "board.read": Rule("read"),
        "board.edit": Rule("create"),
        "board.share": Rule("create"),
        "reference.read": Rule("read"),
        "reference.edit": Rule("create"),
        "credits.read": Rule("read"),
        "usage.read": Rule("read"),
        "workspace.read": Rule("read"),
        "workspace.create": Rule("manage"),
        "workspace.leave": Rule("manage"),
        "workspace.rename": Rule("manage", "admin"),
        "workspace.invite": Rule("manage", "admin"),
        "workspace.remove": Rule("manage", "admin"),
        "workspace.audit": Rule("manage", "admin"),
        "workspace.roles": Rule("manage", "owner"),
        "workspace.delete": Rule("manage", "owner"),
        "workspace.pay": Rule("manage", "owner"),
        "key.read": Rule("manage"),
        "key.create": Rule("manage"),
        "key.revoke": Rule("manage"),
        "key.revoke_any": Rule("manage", "admin"),  # another member's key of this workspace
        "installation.people": Rule("admin", "admin", installation=True),
        "installation.plans": Rule("admin", "admin", installation=True),
        "installation.credits": Rule("admin", "admin", installation=True),
        "installation.audit": Rule("admin", "admin", installation=True),
        "installation.health": Rule("admin", "admin", installation=True),
        "installation.roles": Rule("admin", "owner", installation=True),
    }
)


def may(principal: Principal, action: str) -> bool:
    """Whether a principal may do an action of `ACTIONS`; UnknownName for another."""
    try:
        rule = ACTIONS[action]
    except KeyError:
        raise UnknownName(f"There is no action {action!r}.") from None
    role = principal.installation_role if rule.installation else principal.role
    return rule.scope in principal.scopes and at_least(role, rule.role)


def demand(principal: Principal, action: str) -> None:
    """Passes where `may` says yes; else NotAllowed with the reason."""
    if may(principal, action):
        return
    rule = ACTIONS[action]
    if rule.scope not in principal.scopes:
        raise NotAllowed(f"This key lacks the scope {rule.scope!r} that {action} needs.")
    where = "installation" if rule.installation else "workspace"
    raise NotAllowed(f"Only the {where}'s {_or_more(rule.role)} may do {action}.")


def demand_scopes(principal: Principal, scopes: Iterable[str]) -> None:
    """Passes where a principal may make a key with these scopes: no key makes one that can do more than itself."""
    beyond = sorted(frozenset(scopes) - principal.scopes)
    if beyond:
        raise NotAllowed(f"This key cannot give the scope {beyond[0]!r}, which it lacks.")


def at_least(role: str, least: str) -> bool:
    """Whether a role is the least one or above it."""
    return ROLES.index(role) >= ROLES.index(least)


def _or_more(role: str) -> str:
    return {"member": "members", "admin": "owners and admins", "owner": "owners"}[role]
