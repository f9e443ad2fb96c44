"""Accounts, passwords and the attempts to sign in."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from dreamwright.errors import BadOption, Conflict, NotAllowed, NotFound, NotSignedIn, TooMany
from dreamwright.service.accounts import attempts, bootstrap, keys, people, sessions, sign_in, workspaces
from dreamwright.service.accounts.attempts import Limits
from dreamwright.service.accounts.passwords import Passwords
from dreamwright.service.accounts.people import NewPerson, Person
from dreamwright.service.accounts.principal import SCOPES
from dreamwright.service.db.database import Database, now_of
from dreamwright.service.db.tables.accounts import sign_in_attempt
from dreamwright.service.db.tables.people import person

CHEAP = Passwords(time_cost=1, memory_kib=8, parallelism=1)
DEARER = Passwords(time_cost=2, memory_kib=16, parallelism=1)
PASSWORD = "correct horse"


def signed_up(database: Database, email: str = "ada@example.org", name: str = "Ada") -> Person:
    return sign_in.sign_up(database, CHEAP, NewPerson(name, email), PASSWORD)


def kept_hash(database: Database) -> str:
    with database.read() as connection:
        return str(connection.execute(select(person.c.password_hash)).scalar_one())


def test_a_new_person_owns_a_workspace(database: Database) -> None:
    ada = signed_up(database, " Ada@Example.org ")
    assert (ada.email, ada.role, ada.has_password) == ("ada@example.org", "member", True)
    with database.read() as connection:
        ((workspace, role),) = workspaces.of_person(connection, ada.id)
        assert (workspace.name, workspace.plan, role) == ("Ada's workspace", "self", "owner")
        assert people.by_email(connection, "ADA@example.org") == ada


def test_an_address_has_one_account(database: Database) -> None:
    signed_up(database)
    with pytest.raises(Conflict, match="account with this email"):
        signed_up(database, "ADA@EXAMPLE.ORG")
    with database.read() as connection:
        assert people.count(connection) == 1


@pytest.mark.parametrize("email", ["", "ada", "ada@", "@x", "a b@x", "a@b@c", "a\n@x", "x" * 320 + "@y"])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(BadOption, match="email"):
        people.normal_email(email)


@pytest.mark.parametrize("password", ["", "1234567", "x" * 1025])
def test_short_and_endless_passwords_are_refused(password: str) -> None:
    with pytest.raises(BadOption, match="8 to 1024"):
        CHEAP.hash(password)


def test_a_password_is_argon2id_and_spelled_one_way() -> None:
    kept = CHEAP.hash("caf\u00e9 noir")
    assert kept.startswith("$argon2id$")
    assert CHEAP.matches(kept, "cafe\u0301 noir")
    assert not CHEAP.matches(kept, "cafe noir")
    assert not CHEAP.matches("not a hash", "cafe noir")
    assert not CHEAP.matches(None, "nobody")


def test_sign_in_by_password(database: Database) -> None:
    ada = signed_up(database)
    assert sign_in.sign_in(database, CHEAP, "ada@example.org", PASSWORD, "::1") == ada
    for email, password in (("ada@example.org", "wrong horse"), ("bob@example.org", PASSWORD), ("nonsense", PASSWORD)):
        with pytest.raises(NotSignedIn, match="email address or the password is wrong"):
            sign_in.sign_in(database, CHEAP, email, password, "::1")


def test_nobodys_password_is_as_slow_as_somebodys(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: one verification at the full cost for a known, an unknown and a shut address."""
    checked: list[str] = []
    hasher = CHEAP._hasher
    verify = type(hasher).verify
    monkeypatch.setattr(
        type(hasher), "verify", lambda self, kept, word: checked.append(kept) or verify(self, kept, word)
    )
    signed_up(database)
    for email in ("ada@example.org", "bob@example.org", "nonsense"):
        with pytest.raises(NotSignedIn):
            sign_in.sign_in(database, CHEAP, email, "wrong horse", "::1")
    assert len(checked) == 3
    assert {kept.split("$")[3] for kept in checked} == {"m=8,t=1,p=1"}


def test_a_password_kept_at_an_older_cost_is_kept_anew(database: Database) -> None:
    signed_up(database)
    first = kept_hash(database)
    sign_in.sign_in(database, CHEAP, "ada@example.org", PASSWORD, "::1")
    assert kept_hash(database) == first
    sign_in.sign_in(database, DEARER, "ada@example.org", PASSWORD, "::1")
    assert "m=16,t=2,p=1" in kept_hash(database)
    sign_in.sign_in(database, DEARER, "ada@example.org", PASSWORD, "::1")


def test_a_changed_password_signs_out_everywhere(database: Database) -> None:
    ada = signed_up(database)
    with database.write() as connection:
        secret, _ = sessions.start(connection, ada.id, now_of(connection))
    with pytest.raises(NotAllowed, match="password is wrong"):
        sign_in.change_password(database, CHEAP, ada.id, "wrong horse", "new horse!")
    sign_in.change_password(database, CHEAP, ada.id, PASSWORD, "new horse!")
    with database.read() as connection:
        assert sessions.find(connection, secret, now_of(connection)) is None
    assert sign_in.sign_in(database, CHEAP, "ada@example.org", "new horse!", "::1").id == ada.id


def test_guesses_are_limited_and_the_owner_elsewhere_is_not(database: Database) -> None:
    signed_up(database)
    limits = Limits(pair=3)
    for _ in range(3):
        with pytest.raises(NotSignedIn):
            sign_in.sign_in(database, CHEAP, "ada@example.org", "wrong horse", "10.0.0.1", limits)
    with pytest.raises(TooMany) as refused:
        sign_in.sign_in(database, CHEAP, "ada@example.org", PASSWORD, "10.0.0.1", limits)
    assert 1 <= refused.value.retry_after_s <= limits.window_s
    sign_in.sign_in(database, CHEAP, "ada@example.org", PASSWORD, "10.0.0.2", limits)


def test_one_address_may_not_try_everybody(database: Database) -> None:
    limits = Limits(address=4)
    for number in range(4):
        attempts.begin(database, f"p{number}@example.org", "10.0.0.1", limits)
    with pytest.raises(TooMany):
        attempts.begin(database, "p9@example.org", "10.0.0.1", limits)
    with database.read() as connection:
        assert len(connection.execute(select(sign_in_attempt)).all()) == 4
        assert "example" not in str(connection.execute(select(sign_in_attempt)).all())


def test_old_attempts_are_forgotten(database: Database) -> None:
    for _ in range(3):
        attempts.begin(database, "a@b", "x", Limits(pair=3))
    with database.write() as connection:
        connection.execute(sign_in_attempt.update().values(at=sign_in_attempt.c.at - 901))
    attempts.begin(database, "a@b", "x", Limits(pair=3))
    with database.read() as connection:
        assert len(connection.execute(select(sign_in_attempt)).all()) == 1


def test_attempts_made_at_once_never_exceed_the_limit(database: Database) -> None:
    passed: list[int] = []

    def attempt(number: int) -> None:
        try:
            attempts.begin(database, "a@b", "x", Limits(pair=4))
        except TooMany:
            return
        passed.append(number)

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) <= 4


def test_a_shut_account_comes_in_nowhere(database: Database) -> None:
    ada = signed_up(database)
    with database.write() as connection:
        ((workspace, _),) = workspaces.of_person(connection, ada.id)
        key, _ = keys.create(connection, ada.id, workspace.id, ("read",), "k")
        cookie, _ = sessions.start(connection, ada.id, now_of(connection))
        people.disable(connection, ada.id, now_of(connection))
    with database.read() as connection:
        assert keys.find(connection, key) is None
        assert sessions.find(connection, cookie, now_of(connection)) is None
    with pytest.raises(NotSignedIn):
        sign_in.sign_in(database, CHEAP, "ada@example.org", PASSWORD, "::1")
    with database.write() as connection:
        people.enable(connection, ada.id)
        assert keys.find(connection, key) is not None


def test_an_address_changes_and_is_unproven_then(database: Database) -> None:
    bob = signed_up(database, "bob@example.org", "Bob")
    with database.write() as connection:
        ada = people.create(connection, NewPerson("Ada", "ada@example.org", email_is_verified=True), 1.0)
        people.set_email(connection, ada.id, "ADA@example.org")
        assert people.get(connection, ada.id).email_verified_at == 1.0, "it is the same address"
        people.set_email(connection, ada.id, "ada@new.example")
        assert people.get(connection, ada.id).email_verified_at is None
        with pytest.raises(Conflict, match="account with this email"):
            people.set_email(connection, bob.id, "ada@new.example")


def test_a_deleted_account_takes_its_own_with_it(database: Database) -> None:
    ada, bob = signed_up(database), signed_up(database, "bob@example.org", "Bob")
    with database.write() as connection:
        ((own, _),) = workspaces.of_person(connection, ada.id)
        ((shared, _),) = workspaces.of_person(connection, bob.id)
        workspaces.add_member(connection, shared.id, ada.id, "member", 1.0)
        key, _ = keys.create(connection, ada.id, own.id, ("read",), "k")
        with_others = people.create(connection, NewPerson("Eve"), 1.0)
        ((eves, _),) = workspaces.of_person(connection, with_others.id)
        workspaces.add_member(connection, eves.id, bob.id, "member", 1.0)
        with pytest.raises(Conflict, match="another member its owner"):
            people.remove(connection, with_others.id, 2.0)
        people.remove(connection, ada.id, 2.0)
        assert keys.find(connection, key) is None
        assert [one.name for one in workspaces.members(connection, shared.id)] == ["Bob"]
        for gone in (lambda: workspaces.get(connection, own.id), lambda: people.remove(connection, ada.id, 3.0)):
            with pytest.raises(NotFound):
                gone()


def test_the_installation_keeps_an_owner(database: Database) -> None:
    with database.write() as connection:
        bootstrap.ensure_owner(connection, now_of(connection))
        owner = bootstrap.owner(connection)
        assert owner is not None
        with pytest.raises(Conflict, match="keep an owner"):
            people.set_role(connection, owner, "member")
        with pytest.raises(Conflict, match="keep an owner"):
            people.disable(connection, owner, 1.0)
        second = people.create(connection, NewPerson("Eve", role="owner"), now_of(connection))
        people.set_role(connection, owner, "member")
        assert bootstrap.owner(connection) == second.id
        with pytest.raises(BadOption):
            people.set_role(connection, owner, "emperor")
        with pytest.raises(NotFound):
            people.rename(connection, "nobody", "x")


def test_the_first_start_shows_one_key_once(database: Database) -> None:
    secrets: list[str | None] = []

    def start() -> None:
        with database.write() as connection:
            secrets.append(bootstrap.ensure_owner(connection, now_of(connection)))

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (secret,) = [one for one in secrets if one is not None]
    with database.read() as connection:
        principal = keys.find(connection, secret)
        assert principal is not None
        assert (principal.role, principal.installation_role) == ("owner", "owner")
        assert principal.scopes == set(SCOPES)
        assert workspaces.get(connection, principal.workspace_id).plan == "self"
        assert people.count(connection) == 1
