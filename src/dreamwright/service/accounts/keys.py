"""API keys: shown once, kept as a hash, good for one workspace and some scopes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, or_, select, update
from sqlalchemy.engine import RowMapping

from dreamwright.errors import BadOption, NotAllowed, NotFound
from dreamwright.service.accounts import workspaces
from dreamwright.service.accounts.people import checked_name
from dreamwright.service.accounts.principal import SCOPES, Principal
from dreamwright.service.accounts.secret import KEY_PREFIX, SHOWN, hashed, new_secret
from dreamwright.service.db.columns import new_id
from dreamwright.service.db.database import Database, now_of
from dreamwright.service.db.tables.accounts import api_key
from dreamwright.service.db.tables.people import membership, person, workspace

USE_NOTED_EVERY_S = 60.0
_HOLDER = (
    select(api_key, membership.c.role, workspace.c.plan, person.c.role.label("installation_role"))
    .join(person, person.c.id == api_key.c.person_id)
    .join(workspace, workspace.c.id == api_key.c.workspace_id)
    .join(
        membership,
        (membership.c.workspace_id == api_key.c.workspace_id) & (membership.c.person_id == api_key.c.person_id),
    )
    .where(
        api_key.c.secret_hash == bindparam("hash"),
        api_key.c.revoked_at.is_(None),
        person.c.disabled_at.is_(None),
        workspace.c.deleted_at.is_(None),
    )
)


@dataclass(frozen=True)
class Key:
    """A key as a list shows it: never the secret. `last_used_at` is exact to a minute."""

    id: str
    name: str
    person_id: str
    workspace_id: str
    prefix: str
    scopes: frozenset[str]
    created_at: float
    expires_at: float | None = None
    last_used_at: float | None = None
    revoked_at: float | None = None


def create(
    connection: Connection,
    person_id: str,
    workspace_id: str,
    scopes: Iterable[str],
    name: str,
    *,
    expires_at: float | None = None,
) -> tuple[str, Key]:
    """The secret, which nobody can be shown again, and the key.

    BadOption for unknown scopes, none, or an expiry that has passed; NotAllowed for who is not in the workspace.
    """
    wanted, now = frozenset(scopes), now_of(connection)
    if not wanted or not wanted <= set(SCOPES):
        raise BadOption(f"A key has one or more of the scopes {', '.join(SCOPES)}.")
    if expires_at is not None and expires_at <= now:
        raise BadOption("The key would have expired already.")
    if workspaces.role_of(connection, workspace_id, person_id) is None:
        raise NotAllowed("Only members of a workspace may have keys to it.")
    secret = new_secret(KEY_PREFIX)
    row = {
        "id": new_id(),
        "name": checked_name(name),
        "person_id": person_id,
        "workspace_id": workspace_id,
        "prefix": secret[:SHOWN],
        "scopes": sorted(wanted, key=SCOPES.index),
        "created_at": now,
        "expires_at": expires_at,
    }
    connection.execute(insert(api_key).values({**row, "secret_hash": hashed(secret)}))
    return secret, get(connection, str(row["id"]))


def find(connection: Connection, secret: str) -> Principal | None:
    """Who holds that secret; None where it is unknown, revoked or expired, or its person or workspace is gone.

    Only reads; `authenticate` notes the use too.
    """
    row = _row(connection, secret)
    return None if row is None else _principal(row)


def authenticate(database: Database, secret: str) -> Principal | None:
    """As `find`, in transactions of its own, and notes the use at most once a minute."""
    with database.read() as connection:
        row = _row(connection, secret)
        now = now_of(connection)
    if row is None:
        return None
    if row["last_used_at"] is None or row["last_used_at"] <= now - USE_NOTED_EVERY_S:
        with database.write() as connection:
            note_use(connection, row["id"], now)
    return _principal(row)


def note_use(connection: Connection, key_id: str, now: float) -> bool:
    """Writes when a key was last used; False where that was written less than a minute ago."""
    earlier = or_(api_key.c.last_used_at.is_(None), api_key.c.last_used_at <= now - USE_NOTED_EVERY_S)
    statement = update(api_key).where(api_key.c.id == key_id, earlier).values(last_used_at=now)
    return connection.execute(statement).rowcount == 1


def get(connection: Connection, key_id: str) -> Key:
    """The key of that id; NotFound."""
    row = connection.execute(select(api_key).where(api_key.c.id == key_id)).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such key.")
    return _key(row)


def listed(connection: Connection, workspace_id: str, person_id: str | None = None) -> tuple[Key, ...]:
    """The keys to a workspace, the newest first; of one person where one is named."""
    statement = select(api_key).where(api_key.c.workspace_id == workspace_id)
    if person_id is not None:
        statement = statement.where(api_key.c.person_id == person_id)
    statement = statement.order_by(api_key.c.created_at.desc(), api_key.c.id)
    return tuple(_key(row) for row in connection.execute(statement).mappings())


def revoke(connection: Connection, key_id: str, now: float) -> bool:
    """Stops a key for ever; False where it was stopped before. NotFound."""
    get(connection, key_id)
    statement = update(api_key).where(api_key.c.id == key_id, api_key.c.revoked_at.is_(None)).values(revoked_at=now)
    return connection.execute(statement).rowcount == 1


def revoke_all(connection: Connection, person_id: str, now: float) -> int:
    """Stops all keys of a person; how many."""
    mine = (api_key.c.person_id == person_id) & api_key.c.revoked_at.is_(None)
    return connection.execute(update(api_key).where(mine).values(revoked_at=now)).rowcount


def _row(connection: Connection, secret: str) -> RowMapping | None:
    if not secret.startswith(KEY_PREFIX) or len(secret) > 200:
        return None
    row = connection.execute(_HOLDER, {"hash": hashed(secret)}).mappings().one_or_none()
    if row is None or (row["expires_at"] is not None and row["expires_at"] <= now_of(connection)):
        return None
    return row


def _principal(row: RowMapping) -> Principal:
    return Principal(
        person_id=row["person_id"],
        workspace_id=row["workspace_id"],
        role=row["role"],
        scopes=frozenset(row["scopes"]),
        installation_role=row["installation_role"],
        key_id=row["id"],
        plan=row["plan"],
    )


def _key(row: RowMapping) -> Key:
    fields = {name: row[name] for name in Key.__dataclass_fields__ if name != "scopes"}
    return Key(**fields, scopes=frozenset(row["scopes"]))
