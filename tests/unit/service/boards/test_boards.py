"""Boards belong to one workspace, keep the order that users give, and are listed page by page."""

from __future__ import annotations

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select, update

from dreamwright.errors import BadOption, Conflict, NotFound
from dreamwright.service.boards import boards, items, links
from dreamwright.service.boards.names import checked_name, cursor_of, read_cursor
from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.boards import board, board_item, board_link


def laid(connection: Connection, board_id: str) -> list[str]:
    return [one.generation_id for one in items.page(connection, "ours", board_id, 100).items]


def test_a_board_is_made_named_found_and_deleted(both: Database) -> None:
    with both.write() as connection:
        made = boards.create(connection, "ours", "  Ice \u2013 and fire ", 1.0)
        assert made.name == "Ice – and fire"
        named = boards.rename(connection, "ours", made.id, "Ice", 2.0)
        assert (named.name, named.created_at, named.changed_at, named.items) == ("Ice", 1.0, 2.0, 0)
        assert boards.get(connection, "ours", made.id) == named
        items.add(connection, "ours", made.id, "g1", 3.0)
        links.share(connection, "ours", made.id, "view", 3.0)
        boards.remove(connection, "ours", made.id)
        for table in (board, board_item, board_link):
            assert connection.execute(select(table)).all() == []
        with pytest.raises(NotFound, match="no such board"):
            boards.get(connection, "ours", made.id)


def test_another_workspace_finds_no_board(both: Database) -> None:
    with both.write() as connection:
        made = boards.create(connection, "ours", "Ice", 1.0)
        other = boards.create(connection, "theirs", "Other", 1.0)
        items.add(connection, "ours", made.id, "g1", 1.0)
        _, link = links.share(connection, "ours", made.id, "edit", 1.0)
        for act in (
            lambda: boards.get(connection, "theirs", made.id),
            lambda: boards.rename(connection, "theirs", made.id, "Mine", 2.0),
            lambda: boards.remove(connection, "theirs", made.id),
            lambda: items.page(connection, "theirs", made.id),
            lambda: items.add(connection, "theirs", made.id, "g2", 2.0),
            lambda: items.take_off(connection, "theirs", made.id, "g1", 2.0),
            lambda: items.move(connection, "theirs", made.id, "g1", None, 2.0),
            lambda: items.move_to(connection, "theirs", made.id, "g1", other.id, 2.0),
            lambda: items.move_to(connection, "ours", made.id, "g1", other.id, 2.0),
            lambda: links.share(connection, "theirs", made.id, "view", 2.0),
            lambda: links.links(connection, "theirs", made.id, 2.0),
            lambda: links.revoke(connection, "theirs", link.id, 2.0),
        ):
            with pytest.raises(NotFound):
                act()
        assert laid(connection, made.id) == ["g1"]
        assert [one.id for one in boards.page(connection, "theirs").boards] == [other.id]


def test_lists_go_on_where_they_ended(both: Database) -> None:
    with both.write() as connection:
        made = [boards.create(connection, "ours", f"{k}", float(k // 3)).id for k in range(8)]
        found, after = [], None
        while True:
            page = boards.page(connection, "ours", 3, after)
            found += [one.id for one in page.boards]
            if page.after is None:
                break
            after = page.after
        assert sorted(found) == sorted(made)
        assert set(found[:2]) == set(made[6:])
        assert boards.page(connection, "ours", 8).after is None
        for cursor in ("x", "ä", cursor_of(1.0, "x")[:-3], "W10", "W1tbW10=", "A" * 10_000, "WzEsIngiXQ"):
            with pytest.raises(BadOption, match="cursor"):
                boards.page(connection, "ours", 3, cursor)


def test_generations_are_laid_once_moved_and_taken_off(both: Database) -> None:
    with both.write() as connection:
        one = boards.create(connection, "ours", "One", 1.0)
        two = boards.create(connection, "ours", "Two", 1.0)
        for k, name in enumerate("abcab"):
            items.add(connection, "ours", one.id, name, float(k))
        assert laid(connection, one.id) == ["a", "b", "c"]
        items.move(connection, "ours", one.id, "c", "a", 5.0)
        assert laid(connection, one.id) == ["c", "a", "b"]
        items.move(connection, "ours", one.id, "c", None, 5.0)
        items.move(connection, "ours", one.id, "a", "a", 5.0)
        assert laid(connection, one.id) == ["a", "b", "c"]
        items.move_to(connection, "ours", one.id, "b", two.id, 6.0)
        assert (laid(connection, one.id), laid(connection, two.id)) == (["a", "c"], ["b"])
        assert boards.get(connection, "ours", two.id).changed_at == 6.0
        assert boards.get(connection, "ours", one.id).items == 2
        items.forget(connection, "a")
        items.take_off(connection, "ours", one.id, "c", 7.0)
        for act in (
            lambda: items.take_off(connection, "ours", one.id, "c", 7.0),
            lambda: items.move(connection, "ours", one.id, "c", None, 7.0),
            lambda: items.move(connection, "ours", two.id, "b", "c", 7.0),
        ):
            with pytest.raises(NotFound, match="does not lie on this board"):
                act()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 6)), max_size=30))
def test_any_moves_give_the_order_of_a_plain_list(both: Database, moves: list[tuple[int, int]]) -> None:
    with both.write() as connection:
        made = boards.create(connection, "ours", "x", 1.0)
        order = list("abcdef")
        for name in order:
            items.add(connection, "ours", made.id, name, 1.0)
        for which, where in moves:
            name = "abcdef"[which]
            before = "abcdef"[where] if where < 6 else None
            items.move(connection, "ours", made.id, name, before, 2.0)
            if before != name:
                order.remove(name)
                order.insert(order.index(before) if before else len(order), name)
        assert laid(connection, made.id) == order


def test_places_never_run_out(both: Database) -> None:
    """Two that change places before a third halve the gap each time: 120 halvings are more than a double has."""
    with both.write() as connection:
        made = boards.create(connection, "ours", "x", 1.0)
        for name in "abcd":
            items.add(connection, "ours", made.id, name, 1.0)
        for k in range(120):
            items.move(connection, "ours", made.id, "bc"[k % 2], "d", 2.0)
        assert laid(connection, made.id) == ["a", "b", "c", "d"]


def test_pages_of_a_board_go_on(both: Database) -> None:
    with both.write() as connection:
        made = boards.create(connection, "ours", "x", 1.0)
        for k in range(7):
            items.add(connection, "ours", made.id, f"g{k}", 1.0)
        first = items.page(connection, "ours", made.id, 4)
        second = items.page(connection, "ours", made.id, 4, first.after)
        assert [one.generation_id for one in (*first.items, *second.items)] == [f"g{k}" for k in range(7)]
        assert second.after is None


def test_a_full_board_is_told(both: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items, "MOST_ITEMS", 2)
    monkeypatch.setattr(boards, "MOST_BOARDS", 1)
    with both.write() as connection:
        made = boards.create(connection, "ours", "x", 1.0)
        for name in "aab":
            items.add(connection, "ours", made.id, name, 1.0)
        with pytest.raises(Conflict, match="at most 2 generations"):
            items.add(connection, "ours", made.id, "c", 1.0)
        with pytest.raises(Conflict, match="at most 1 boards"):
            boards.create(connection, "ours", "y", 1.0)


def test_those_who_lay_at_once_all_find_a_place(both: Database) -> None:
    with both.write() as connection:
        made = boards.create(connection, "ours", "x", 1.0)
    faults: list[BaseException] = []

    def lay(who: int) -> None:
        try:
            for k in range(6):
                with both.write() as connection:
                    items.add(connection, "ours", made.id, f"{who}-{k}", 1.0)
                    items.move(connection, "ours", made.id, f"{who}-{k}", None, 1.0)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=lay, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with both.read() as connection:
        assert len(laid(connection, made.id)) == 24


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\nb", "a\0b", "\u202eabc", "\ud800"])
def test_names_that_are_none_are_refused(name: str) -> None:
    with pytest.raises(BadOption, match="A name has 1 to 100 printable characters"):
        checked_name(name)


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=36),
)
def test_a_cursor_says_what_it_was_made_of(number: float, name: str) -> None:
    cursor = cursor_of(number, name)
    if len(cursor) <= 300:
        assert read_cursor(cursor) == (number, name)


def test_a_link_opens_its_board_until_it_ends(both: Database) -> None:
    with both.write() as connection:
        made = boards.create(connection, "ours", "x", 1.0)
        token, link = links.share(connection, "ours", made.id, "view", 10.0, 20.0)
        lasting, other = links.share(connection, "ours", made.id, "edit", 11.0)
        assert token != lasting
        assert len(token) >= 43
        assert links.open_link(connection, token, 19.9) == links.Opened(made.id, "ours", "view")
        assert links.open_link(connection, lasting, 1e9).access == "edit"
        assert [one.id for one in links.links(connection, "ours", made.id, 15.0)] == [link.id, other.id]
        for wrong, now in ((token, 20.0), (token[:-1], 15.0), ("", 15.0), ("\ud800", 15.0), (link.id, 15.0)):
            with pytest.raises(NotFound, match="does not work"):
                links.open_link(connection, wrong, now)
        links.revoke(connection, "ours", other.id, 30.0)
        links.revoke(connection, "ours", other.id, 31.0)
        with pytest.raises(NotFound, match="does not work"):
            links.open_link(connection, lasting, 30.0)
        assert links.links(connection, "ours", made.id, 30.0) == []


def test_tokens_are_not_kept(both: Database) -> None:
    with both.write() as connection:
        made = boards.create(connection, "ours", "x", 1.0)
        token, link = links.share(connection, "ours", made.id, "view", 10.0)
        row = connection.execute(select(board_link)).one()
    assert token not in repr(tuple(row))
    assert token not in repr(link)


def test_links_of_a_deleted_workspace_open_nothing(both: Database) -> None:
    from dreamwright.service.db.tables.people import workspace

    with both.write() as connection:
        made = boards.create(connection, "ours", "x", 1.0)
        token, _ = links.share(connection, "ours", made.id, "view", 10.0)
        connection.execute(update(workspace).where(workspace.c.id == "ours").values(deleted_at=11.0))
        with pytest.raises(NotFound):
            links.open_link(connection, token, 12.0)


def test_links_are_limited_and_swept(both: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "MOST_LINKS", 2)
    with both.write() as connection:
        made = boards.create(connection, "ours", "x", 1.0)
        links.share(connection, "ours", made.id, "view", 1.0, 2.0)
        links.share(connection, "ours", made.id, "view", 3.0)
        _, last = links.share(connection, "ours", made.id, "edit", 3.0)
        with pytest.raises(Conflict, match="at most 2 links"):
            links.share(connection, "ours", made.id, "view", 3.0)
        links.revoke(connection, "ours", last.id, 4.0)
        assert links.sweep_links(connection, 3.5, after_s=1.0) == 1
        assert links.sweep_links(connection, 5.5, after_s=1.0) == 1
        for access, end in (("own", None), ("view", 3.0)):
            with pytest.raises(BadOption):
                links.share(connection, "ours", made.id, access, 3.0, end)  # type: ignore[arg-type]


def test_access_is_the_schemas_rule(both: Database) -> None:
    from sqlalchemy.exc import IntegrityError

    with both.write() as connection:
        made = boards.create(connection, "ours", "x", 1.0)
    with pytest.raises(IntegrityError), both.write() as connection:
        connection.execute(insert(board_link).values(board_id=made.id, token_hash="x", access="own", created_at=1.0))
