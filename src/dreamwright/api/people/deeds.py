"""What every route about people needs: where somebody asks from, in which workspace they act, and the audit log."""

from __future__ import annotations

import ipaddress
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy import Connection

from dreamwright.errors import NotAllowed, NotFound
from dreamwright.service.accounts import workspaces
from dreamwright.service.accounts.audit import Deed, audit
from dreamwright.service.accounts.principal import Principal
from dreamwright.service.accounts.sessions import Visitor
from dreamwright.service.db.database import now_of


def visitor_of(request: Request) -> Visitor:
    """From which network address and browser somebody asks; what is no address of the Internet is left out."""
    address = _address(request.client.host if request.client else "")
    agent = "".join(sign for sign in request.headers.get("user-agent", "")[:200] if sign.isprintable())
    return Visitor(address, agent or None)


def _address(host: str) -> str | None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def counted(visitor: Visitor) -> str:
    """What attempts are counted by: the address, or the /64 network that one household of IPv6 has."""
    address = ipaddress.ip_address(visitor.address) if visitor.address else None
    if isinstance(address, ipaddress.IPv6Address) and not address.is_loopback:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address or "")


Visit = Annotated[Visitor, Depends(visitor_of)]


def note(
    connection: Connection, who: Principal | None, visitor: Visitor | None, action: str, target: str | None = None,
    **more: Any,
) -> None:  # fmt: skip
    """Writes into the audit log what was done, in the transaction of it. Never hand it a secret."""
    address = None if visitor is None else visitor.address
    audit(connection, who, Deed(action, target, address, more or None), now_of(connection))


def somebody(person_id: str) -> Principal:
    """Who has just proven who they are, in no workspace yet: for the audit log."""
    return Principal(person_id, "", "member", frozenset())


def in_person(who: Principal) -> None:
    """Passes for who signed in; NotAllowed for a key: it may act for a person, but not become the person."""
    if who.key_id is not None:
        raise NotAllowed("A key may not do that: sign in.")


def in_workspace(connection: Connection, who: Principal, workspace_id: str) -> Principal:
    """Who asks, with their role in that workspace. NotFound where they are not in it; a key is for one workspace."""
    if workspace_id == who.workspace_id:
        return who
    role = workspaces.role_of(connection, workspace_id, who.person_id) if who.key_id is None else None
    if role is None:
        raise NotFound("There is no such workspace.")
    return replace(who, workspace_id=workspaces.get(connection, workspace_id).id, role=role)
