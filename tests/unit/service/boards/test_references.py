"""References name pictures of their own workspace and hold them while they are there."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import delete, select

from dreamwright.errors import BadOption, Conflict, NotFound
from dreamwright.service.boards import references
from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.boards import reference_input
from dreamwright.service.db.tables.inputs import input_use
from dreamwright.service.db.tables.people import workspace
from dreamwright.service.inputs.inputs import find, forget


def test_a_reference_keeps_its_pictures_in_order(both: Database, hashes: tuple[str, ...]) -> None:
    wanted = (hashes[3], hashes[1], hashes[2])
    with both.write() as connection:
        made = references.create(connection, "ours", " Ada ", "character", wanted, 5.0)
        style = references.create(connection, "ours", "Noir", "style", hashes[:1], 5.0)
        assert made.name == "Ada"
        assert references.get(connection, "ours", made.id) == made
        assert references.by_name(connection, "ours", "Ada") == made
        assert references.get(connection, "ours", made.id).hashes == wanted
        assert references.list_references(connection, "ours") == [made, style]
        assert references.list_references(connection, "ours", "style") == [style]
        assert references.rename(connection, "ours", made.id, "Eve").name == "Eve"
        used = connection.execute(select(input_use.c.used_at).where(input_use.c.hash == hashes[3])).scalar_one()
        assert used == 5.0


def test_another_workspace_finds_none_and_gives_none(both: Database, hashes: tuple[str, ...]) -> None:
    with both.write() as connection:
        made = references.create(connection, "ours", "Ada", "image", hashes[:1], 1.0)
        for act in (
            lambda: references.get(connection, "theirs", made.id),
            lambda: references.by_name(connection, "theirs", "Ada"),
            lambda: references.rename(connection, "theirs", made.id, "Eve"),
            lambda: references.remove(connection, "theirs", made.id),
            lambda: references.create(connection, "theirs", "Ada", "image", hashes[:1], 1.0),
            lambda: references.create(connection, "ours", "Eve", "image", ["sha256:" + "f" * 64], 1.0),
        ):
            with pytest.raises(NotFound):
                act()
        assert references.list_references(connection, "theirs") == []


def test_names_are_the_only_ones_of_their_workspace(both: Database, hashes: tuple[str, ...]) -> None:
    with both.write() as connection:
        references.create(connection, "ours", "Ada", "image", hashes[:1], 1.0)
        other = references.create(connection, "ours", "Eve", "image", hashes[:1], 1.0)
        with pytest.raises(Conflict, match="There is a reference “Ada” already"):
            references.create(connection, "ours", "Ada", "style", hashes[:1], 1.0)
        with pytest.raises(Conflict, match="Ada"):
            references.rename(connection, "ours", other.id, "Ada")
        assert len(references.list_references(connection, "ours")) == 2  # the transaction goes on


def test_pictures_are_held_until_the_reference_goes(both: Database, hashes: tuple[str, ...]) -> None:
    with both.write() as connection:
        made = references.create(connection, "ours", "Ada", "image", hashes[:2], 1.0)
        with pytest.raises(Conflict, match="A reference shows this input"):
            forget(connection, "ours", hashes[0])
        assert find(connection, "ours", hashes[0]).hash == hashes[0]
        references.remove(connection, "ours", made.id)
        assert connection.execute(select(reference_input)).all() == []
        forget(connection, "ours", hashes[0])
        with pytest.raises(NotFound, match="no such reference"):
            references.remove(connection, "ours", made.id)


def test_one_who_names_and_one_who_deletes_do_not_meet(both: Database, hashes: tuple[str, ...]) -> None:
    """Either the reference is there with its picture, or neither is: whoever comes second is refused."""
    refused: list[type[Exception]] = []

    def name(one: str) -> None:
        try:
            with both.write() as connection:
                references.create(connection, "ours", one[-4:], "image", [one], 1.0)
        except NotFound:
            refused.append(NotFound)

    def drop(one: str) -> None:
        try:
            with both.write() as connection:
                forget(connection, "ours", one)
        except Conflict:
            refused.append(Conflict)

    for one in hashes:
        threads = [threading.Thread(target=act, args=(one,)) for act in (name, drop)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(refused) == len(hashes)
    with both.read() as connection:
        named = references.list_references(connection, "ours")
    assert len(named) == refused.count(Conflict)
    assert all(len(one.hashes) == 1 for one in named)


def test_a_workspace_goes_with_all_it_has(both: Database, hashes: tuple[str, ...]) -> None:
    with both.write() as connection:
        references.create(connection, "ours", "Ada", "image", hashes[:2], 1.0)
        connection.execute(delete(workspace).where(workspace.c.id == "ours"))
        assert connection.execute(select(reference_input)).all() == []
        assert connection.execute(select(input_use)).all() == []


@pytest.mark.parametrize(
    ("kind", "count", "name"), [("voice", 1, "x"), ("image", 0, "x"), ("image", 9, "x"), ("image", 1, "")]
)
def test_what_is_none_is_refused(both: Database, hashes: tuple[str, ...], kind: str, count: int, name: str) -> None:
    with both.write() as connection, pytest.raises(BadOption):
        references.create(connection, "ours", name, kind, hashes[:count], 1.0)  # type: ignore[arg-type]
    with both.write() as connection, pytest.raises(BadOption, match="different"):
        references.create(connection, "ours", "x", "image", [hashes[0], hashes[0]], 1.0)
