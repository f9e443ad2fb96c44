"""Who asks, as every room sees it. Knows nothing of keys or tables."""

from __future__ import annotations

from dataclasses import dataclass, field

SCOPES = ("read", "create", "manage", "admin")
"""What a key may be good for: look, make films, change workspace and keys, run the installation."""

ROLES = ("member", "admin", "owner")
"""From least to most, in a workspace and in the installation."""


@dataclass(frozen=True)
class Principal:
    """A person in a workspace, with what the key or session lets them do there."""

    person_id: str
    workspace_id: str
    role: str  # in the workspace
    scopes: frozenset[str] = frozenset(SCOPES)
    installation_role: str = "member"
    key_id: str | None = None  # None = came with a session
    plan: str = field(default="", compare=False)  # of the workspace, so that limits need not look it up
