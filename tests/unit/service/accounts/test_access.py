"""Keys, sessions, workspaces, invitations, identities, permissions and the audit log."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import Connection, delete, select, text, update
from sqlalchemy.exc import DBAPIError

from dreamwright.errors import BadOption, Conflict, NotAllowed, NotFound, UnknownName
from dreamwright.service.accounts import audit, identities, invitations, keys, people, permissions, sessions, workspaces
from dreamwright.service.accounts.audit import Deed
from dreamwright.service.accounts.identities import Identity
from dreamwright.service.accounts.invitations import Offer
from dreamwright.service.accounts.people import NewPerson
from dreamwright.service.accounts.principal import ROLES, SCOPES, Principal
from dreamwright.service.db.database import Database, now_of
from dreamwright.service.db.tables.accounts import api_key, audit_entry, invitation, session


def somebody(connection: Connection, name: str = "ada", **fields: object) -> tuple[str, str]:
    """Ids of a new person and of the workspace that came with them."""
    new = NewPerson(name, f"{name}@example.org", **fields)  # type: ignore[arg-type]
    made = people.create(connection, new, now_of(connection))
    return made.id, workspaces.of_person(connection, made.id)[0][0].id


def test_a_key_is_shown_once_and_kept_as_a_hash(database: Database) -> None:
    with database.write() as connection:
        person, workspace = somebody(connection)
        secret, key = keys.create(connection, person, workspace, ("read", "create"), "laptop")
        assert secret.startswith("dw_")
        assert len(secret) == 46
        assert key.prefix == secret[:9]
        assert keys.find(connection, secret) == Principal(
            person, workspace, "owner", frozenset({"read", "create"}), "member", key.id
        )
        assert secret not in str(connection.execute(select(api_key)).mappings().all()) + repr(key)
        assert keys.find(connection, secret[:-1] + ("A" if secret[-1] != "A" else "B")) is None
        assert keys.find(connection, "") is None
        assert keys.find(connection, "dw_" + "x" * 10_000) is None


def test_a_key_ends_by_revoking_and_by_time(database: Database) -> None:
    with database.write() as connection:
        person, workspace = somebody(connection)
        secret, key = keys.create(connection, person, workspace, ("read",), "k", expires_at=now_of(connection) + 3600)
        assert keys.find(connection, secret) is not None
        connection.execute(update(api_key).values(expires_at=now_of(connection) - 1))
        assert keys.find(connection, secret) is None
        connection.execute(update(api_key).values(expires_at=None))
        assert keys.revoke(connection, key.id, 5.0)
        assert not keys.revoke(connection, key.id, 6.0)
        assert keys.find(connection, secret) is None
        assert [one.revoked_at for one in keys.listed(connection, workspace)] == [5.0]
        with pytest.raises(NotFound):
            keys.revoke(connection, "none", 7.0)


@pytest.mark.parametrize("scopes", [(), ("fly",), ("read", "fly")])
def test_unknown_scopes_are_refused(database: Database, scopes: tuple[str, ...]) -> None:
    with database.write() as connection:
        person, workspace = somebody(connection)
        with pytest.raises(BadOption, match="scopes read, create, manage, admin"):
            keys.create(connection, person, workspace, scopes, "k")
        with pytest.raises(BadOption, match="expired"):
            keys.create(connection, person, workspace, ("read",), "k", expires_at=1.0)


def test_a_key_is_for_a_workspace_that_one_is_in(database: Database) -> None:
    with database.write() as connection:
        ada, here = somebody(connection)
        bob, _ = somebody(connection, "bob")
        with pytest.raises(NotAllowed):
            keys.create(connection, bob, here, ("read",), "k")
        workspaces.add_member(connection, here, bob, "member", 1.0)
        secret, _ = keys.create(connection, bob, here, ("read",), "k")
        workspaces.remove_member(connection, here, bob)
        assert keys.find(connection, secret) is None
        mine, _ = keys.create(connection, ada, here, ("read",), "k")
        workspaces.remove(connection, here, 2.0)
        assert keys.find(connection, mine) is None


def test_the_use_of_a_key_is_noted_once_a_minute(database: Database) -> None:
    with database.write() as connection:
        person, workspace = somebody(connection)
        secret, key = keys.create(connection, person, workspace, ("read",), "k")
    assert keys.authenticate(database, secret) is not None
    with database.write() as connection:
        first = keys.get(connection, key.id).last_used_at
        assert first is not None
        assert not keys.note_use(connection, key.id, first + 59)
    keys.authenticate(database, secret)
    with database.write() as connection:
        assert keys.get(connection, key.id).last_used_at == first
        assert keys.note_use(connection, key.id, first + 60)
    assert keys.authenticate(database, "dw_unknown") is None


def test_a_session_ends_by_time_by_choice_and_everywhere(database: Database) -> None:
    with database.write() as connection:
        person, workspace = somebody(connection)
        secret, made = sessions.start(connection, person, 100.0, lasts_s=50.0)
        assert secret not in str(connection.execute(select(session)).mappings().all())
        assert sessions.find(connection, secret, 149.0) == Principal(person, workspace, "owner")
        assert sessions.find(connection, secret, 150.0) is None
        assert sessions.find(connection, "", 149.0) is None
        other, _ = sessions.start(connection, person, 101.0)
        assert len(sessions.listed(connection, person, 102.0)) == 2
        assert sessions.end(connection, person, made.id)
        assert not sessions.end(connection, person, made.id)
        assert sessions.find_session(connection, other, 103.0) is not None
        assert sessions.end_all(connection, person) == 1
        assert sessions.find(connection, other, 103.0) is None


def test_ended_sessions_are_swept(database: Database) -> None:
    with database.write() as connection:
        person, _ = somebody(connection)
        sessions.start(connection, person, 100.0, lasts_s=50.0)
        sessions.start(connection, person, 200.0, lasts_s=50.0)
        assert len(connection.execute(select(session)).all()) == 1
        assert sessions.sweep(connection, 250.0) == 1


def test_a_session_is_good_in_the_workspaces_of_its_person(database: Database) -> None:
    with database.write() as connection:
        ada, own = somebody(connection)
        _, bobs = somebody(connection, "bob")
        secret, _ = sessions.start(connection, ada, 1.0)
        assert sessions.find(connection, secret, 2.0, bobs) is None
        workspaces.add_member(connection, bobs, ada, "member", 2.0)
        found = sessions.find(connection, secret, 2.0, bobs)
        assert found is not None
        assert (found.workspace_id, found.role) == (bobs, "member")
        assert sessions.find(connection, secret, 2.0, own) is not None


def test_a_workspace_keeps_an_owner(database: Database) -> None:
    with database.write() as connection:
        ada, here = somebody(connection)
        bob, _ = somebody(connection, "bob")
        workspaces.add_member(connection, here, bob, "admin", 2.0)
        assert not workspaces.add_member(connection, here, bob, "owner", 3.0)
        for change in (workspaces.remove_member, lambda *words: workspaces.set_member_role(*words, "admin")):
            with pytest.raises(Conflict, match="keep an owner"):
                change(connection, here, ada)
        workspaces.set_member_role(connection, here, bob, "owner")
        workspaces.remove_member(connection, here, ada)
        assert [(one.name, one.role) for one in workspaces.members(connection, here)] == [("bob", "owner")]
        with pytest.raises(NotFound):
            workspaces.remove_member(connection, here, ada)


def test_nobody_acts_on_a_member_above_them(database: Database) -> None:
    with database.write() as connection:
        ada, here = somebody(connection)
        bob, _ = somebody(connection, "bob")
        workspaces.add_member(connection, here, bob, "owner", 2.0)
        with pytest.raises(NotAllowed, match="above yours"):
            workspaces.remove_member(connection, here, ada, by="admin")
        with pytest.raises(NotAllowed, match="above yours"):
            workspaces.set_member_role(connection, here, ada, "member", by="admin")
        workspaces.set_member_role(connection, here, ada, "member")
        with pytest.raises(NotAllowed, match="above their own"):
            workspaces.set_member_role(connection, here, ada, "owner", by="admin")
        workspaces.remove_member(connection, here, ada, by="admin")


def test_the_last_two_owners_cannot_leave_at_once(database: Database) -> None:
    with database.write() as connection:
        ada, here = somebody(connection)
        bob, _ = somebody(connection, "bob")
        workspaces.add_member(connection, here, bob, "owner", 2.0)
    refused: list[str] = []

    def leave(person: str) -> None:
        try:
            with database.write() as connection:
                workspaces.remove_member(connection, here, person)
        except Conflict:
            refused.append(person)

    threads = [threading.Thread(target=leave, args=(person,)) for person in (ada, bob)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        assert [one.person_id for one in workspaces.members(connection, here)] == refused
    assert len(refused) == 1


def test_workspaces_are_renamed_and_deleted(database: Database) -> None:
    with database.write() as connection:
        ada, here = somebody(connection)
        workspaces.rename(connection, here, " Film school ")
        assert workspaces.get(connection, here).name == "Film school"
        with pytest.raises(BadOption):
            workspaces.rename(connection, here, "\x00")
        workspaces.remove(connection, here, 3.0)
        with pytest.raises(NotFound):
            workspaces.get(connection, here)
        assert workspaces.of_person(connection, ada) == ()


def test_the_months_of_a_plan_count_from_its_first_day(database: Database) -> None:
    with database.write() as connection:
        _, here = somebody(connection)
        workspaces.set_plan(connection, here, "plus", 100.0, 200.0)
        workspaces.set_plan(connection, here, "plus", 200.0, 300.0)
        found = workspaces.get(connection, here)
        assert (found.plan, found.plan_since, found.plan_until) == ("plus", 100.0, 300.0)


def test_an_invitation_is_good_for_one_person_once(database: Database) -> None:
    with database.write() as connection:
        ada, here = somebody(connection)
        bob, _ = somebody(connection, "bob")
        eve, _ = somebody(connection, "eve")
        secret, made = invitations.invite(connection, here, ada, Offer("admin"), 100.0)
        assert secret not in str(connection.execute(select(invitation)).mappings().all())
        assert invitations.listed(connection, here, 101.0) == (made,)
        assert invitations.accept(connection, secret, bob, 101.0).id == here
        assert workspaces.role_of(connection, here, bob) == "admin"
        with pytest.raises(NotFound, match="not valid any more"):
            invitations.accept(connection, secret, eve, 102.0)
        assert invitations.listed(connection, here, 103.0) == ()


def test_an_invitation_ends_by_time_and_by_withdrawal(database: Database) -> None:
    with database.write() as connection:
        ada, here = somebody(connection)
        bob, _ = somebody(connection, "bob")
        late, _ = invitations.invite(connection, here, ada, Offer(lasts_s=10.0), 100.0)
        gone, made = invitations.invite(connection, here, ada, Offer(), 100.0)
        assert invitations.withdraw(connection, here, made.id, 101.0)
        assert not invitations.withdraw(connection, here, made.id, 101.0)
        for secret, now in ((late, 110.0), (gone, 102.0), ("guess", 102.0)):
            with pytest.raises(NotFound):
                invitations.accept(connection, secret, bob, now)


def test_an_invitation_to_an_address_is_for_that_address(database: Database) -> None:
    with database.write() as connection:
        ada, here = somebody(connection)
        bob, _ = somebody(connection, "bob")
        eve, _ = somebody(connection, "eve")
        secret, _ = invitations.invite(connection, here, ada, Offer(email="BOB@example.org"), 100.0)
        with pytest.raises(NotAllowed, match="another email"):
            invitations.accept(connection, secret, eve, 101.0)
        invitations.accept(connection, secret, bob, 101.0)


def test_nobody_invites_above_their_own_role(database: Database) -> None:
    with database.write() as connection:
        _, here = somebody(connection)
        bob, _ = somebody(connection, "bob")
        workspaces.add_member(connection, here, bob, "admin", 2.0)
        for who, role in ((bob, "owner"), ("stranger", "member")):
            with pytest.raises(NotAllowed, match="above their own"):
                invitations.invite(connection, here, who, Offer(role), 100.0)
        with pytest.raises(BadOption):
            invitations.invite(connection, here, bob, Offer("emperor"), 100.0)


GOOGLE = "https://accounts.example"


def test_an_identity_is_one_person_for_ever(database: Database) -> None:
    with database.write() as connection:
        first = identities.person_for_identity(connection, Identity(GOOGLE, "1", "a@x.org", True, "Ada"), 1.0)
        again = identities.person_for_identity(connection, Identity(GOOGLE, "1", "new@x.org", True), 2.0)
        other = identities.person_for_identity(connection, Identity("https://other", "1"), 3.0)
        assert first == again
        assert (first.name, first.email, first.email_verified_at) == ("Ada", "a@x.org", 1.0)
        assert other.id != first.id
        assert [one.subject for one in identities.listed(connection, first.id)] == ["1"]


def test_a_verified_address_leads_to_its_account(database: Database) -> None:
    with database.write() as connection:
        ada, _ = somebody(connection, email_is_verified=True, password_hash="kept")
        found = identities.person_for_identity(connection, Identity(GOOGLE, "1", "ADA@example.org", True), 2.0)
        assert (found.id, found.has_password) == (ada, True)


def test_an_unverified_address_leads_to_nobody(database: Database) -> None:
    with database.write() as connection:
        ada, _ = somebody(connection)
        found = identities.person_for_identity(connection, Identity(GOOGLE, "1", "ada@example.org", False), 2.0)
        assert found.id != ada
        assert found.email is None


def test_who_waited_with_anothers_address_loses_the_account(database: Database) -> None:
    """A stranger signs up with Ada's address; Ada comes with her identity: no secret of the stranger still works."""
    with database.write() as connection:
        ada, here = somebody(connection, password_hash="the stranger's")
        key, _ = keys.create(connection, ada, here, ("read",), "stranger's")
        cookie, _ = sessions.start(connection, ada, 1.0)
        found = identities.person_for_identity(connection, Identity(GOOGLE, "1", "ada@example.org", True), 2.0)
        assert (found.id, found.has_password, found.email_verified_at) == (ada, False, 2.0)
        assert keys.find(connection, key) is None
        assert sessions.find(connection, cookie, 3.0) is None


def test_unknown_identities_are_refused_where_sign_up_is_off(database: Database) -> None:
    with database.write() as connection:
        with pytest.raises(NotAllowed, match="no account"):
            identities.person_for_identity(connection, Identity(GOOGLE, "1"), 2.0, sign_up=False)
        ada, _ = somebody(connection)
        people.disable(connection, ada, 2.0)
        with pytest.raises(NotAllowed, match="shut"):
            identities.person_for_identity(connection, Identity(GOOGLE, "1", "ada@example.org", True), 3.0)
        with pytest.raises(BadOption):
            identities.person_for_identity(connection, Identity("", "1"), 3.0)


def principal(role: str = "member", scopes: tuple[str, ...] = SCOPES, installation: str = "member") -> Principal:
    return Principal("p", "w", role, frozenset(scopes), installation)


def test_more_role_or_scope_never_allows_less() -> None:
    for action in permissions.ACTIONS:
        allowed = [permissions.may(principal(role, SCOPES, role), action) for role in ROLES]
        assert allowed == sorted(allowed)
        assert allowed[-1]
        assert not permissions.may(principal("owner", (), "owner"), action)


def test_a_workspaces_owner_is_nobody_in_the_installation() -> None:
    assert permissions.may(principal("owner"), "workspace.pay")
    assert not permissions.may(principal("owner"), "installation.people")
    assert not permissions.may(principal("admin", installation="owner"), "workspace.pay")
    assert permissions.may(principal(installation="admin"), "installation.people")
    assert not permissions.may(principal(installation="admin"), "installation.roles")


def test_a_refusal_says_what_is_missing() -> None:
    permissions.demand(principal(scopes=("read",)), "generation.read")
    with pytest.raises(NotAllowed, match="lacks the scope 'create'"):
        permissions.demand(principal(scopes=("read",)), "generation.create")
    with pytest.raises(NotAllowed, match="workspace's owners may do"):
        permissions.demand(principal("admin"), "workspace.roles")
    with pytest.raises(UnknownName):
        permissions.may(principal(), "generation.eat")


def test_no_key_makes_one_that_can_do_more() -> None:
    permissions.demand_scopes(principal(scopes=("read", "manage")), ("read",))
    with pytest.raises(NotAllowed, match="scope 'create', which it lacks"):
        permissions.demand_scopes(principal(scopes=("read", "manage")), ("read", "create"))


def test_the_audit_log_is_read_by_pages_and_by_workspace(database: Database) -> None:
    with database.write() as connection:
        for number in range(5):
            audit.audit(connection, principal(), Deed("key.create", str(number), "::1", {"n": number}), float(number))
        audit.audit(connection, None, Deed("installation.credits"), 9.0)
        audit.audit(connection, principal(), Deed("installation.people"), 10.0)
        page = audit.entries(connection, workspace_id="w", limit=2)
        assert [one.target for one in page] == ["4", "3"]
        rest = audit.entries(connection, page[-1].id, workspace_id="w")
        assert [one.target for one in rest] == ["2", "1", "0"]
        assert (rest[0].person_id, rest[0].address, rest[0].note) == ("p", "::1", {"n": 2})
        assert [one.person_id for one in audit.entries(connection, limit=2)] == ["p", None]


@pytest.mark.parametrize("how", [delete(audit_entry), update(audit_entry).values(at=0.0), "TRUNCATE audit_entry"])
def test_the_audit_log_cannot_be_changed(database: Database, how: object) -> None:
    with database.write() as connection:
        audit.audit(connection, None, Deed("key.create"), 1.0)
    if isinstance(how, str):
        how = text("DELETE FROM audit_entry" if database.is_sqlite else how)
    with pytest.raises(DBAPIError, match="append-only"), database.write() as connection:
        connection.execute(how)  # type: ignore[call-overload]
    with database.read() as connection:
        assert len(audit.entries(connection)) == 1
