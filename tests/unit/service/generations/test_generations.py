"""What users do to generations, on both databases: credits and jobs move with them, or nothing does."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError
from tests.unit.service.office import ShelfStore, TablePurse, a_wish, a_workspace, one_claim, rested

from dreamwright.errors import BadOption, Conflict, NotFound, TooFewCredits, TooMany
from dreamwright.service.db.database import Database
from dreamwright.service.db.tables.generations import generation
from dreamwright.service.db.tables.jobs import job
from dreamwright.service.generations import generations
from dreamwright.service.generations.generations import Asset, Filters, Generation, Service, Wish
from dreamwright.service.generations.read import page_query
from dreamwright.service.jobs import queue
from dreamwright.service.jobs.queue import Claim


class Desk:
    """A user at work."""

    def __init__(self, database: Database, funds: int = 10**9) -> None:
        self.database, self.purse = database, TablePurse(database, funds)

    def create(self, **fields: object) -> Generation:
        return self.wish(a_wish(**fields))

    def wish(self, wish: Wish) -> Generation:
        with self.database.write() as connection:
            return generations.create(connection, self.purse, wish, self.database.now(connection))

    def get(self, generation_id: str) -> Generation:
        with self.database.read() as connection:
            return generations.get(connection, "w", generation_id)

    def cancel(self, generation_id: str) -> Generation:
        with self.database.write() as connection:
            return generations.cancel(connection, self.purse, "w", generation_id, self.database.now(connection))

    def retry(self, generation_id: str) -> Generation:
        with self.database.write() as connection:
            return generations.retry(connection, self.purse, "w", generation_id, self.database.now(connection))

    def complete(self, claim: Claim) -> str:
        film = Asset("video", f"outputs/{claim.ref}/{claim.token}/film.mp4", "video/mp4", 9, 64, 36, 0.5)
        with self.database.write() as connection:
            return generations.complete(connection, self.purse, claim, [film], self.database.now(connection))

    def fail(self, claim: Claim, again: bool = True) -> str | None:
        with self.database.write() as connection:
            now = self.database.now(connection)
            return generations.fail(connection, self.purse, claim, "It broke.", now, again)

    def page(self, filters: Filters = Filters(), **where: object) -> generations.Page:
        with self.database.read() as connection:
            return generations.page(connection, "w", filters, **where)  # type: ignore[arg-type]

    @property
    def holds(self) -> dict[str, str]:
        return self.purse.holds(self.database)


def removed(desk: Desk, store: ShelfStore, generation_id: str) -> None:
    with desk.database.write() as connection:
        generations.hide(connection, desk.purse, "w", generation_id, desk.database.now(connection))
    generations.clear(desk.database, store, generation_id)


@pytest.fixture
def desk(database: Database) -> Desk:
    for name in ("w", "v"):
        a_workspace(database, name)
    return Desk(database)


def test_a_generation_from_wish_to_film(desk: Desk) -> None:
    made = desk.create(prompt="a lake", board_id="b")
    assert (made.state, made.prompt, made.board_id, made.attempt) == ("queued", "a lake", "b", 0)
    claim = one_claim(desk.database)
    assert desk.get(made.id).state == "dreaming"
    assert desk.complete(claim) == "completed"
    done = desk.get(made.id)
    assert (done.state, done.assets[0].role, done.assets[0].seconds) == ("completed", "video", 0.5)
    assert desk.holds == {made.id: "settled"}


def test_who_does_not_know_whether_it_was_done_may_ask_again(desk: Desk) -> None:
    made = desk.create()
    claim = one_claim(desk.database)
    assert [desk.complete(claim), desk.complete(claim)] == ["completed", "completed"]
    assert desk.holds == {made.id: "settled"}
    assert len(desk.get(made.id).assets) == 1


def test_only_one_of_two_attempts_is_paid(desk: Desk) -> None:
    made = desk.create()
    old = one_claim(desk.database)
    assert desk.fail(old) == "queued"
    rested(desk.database)
    new = one_claim(desk.database, "b")
    assert [desk.complete(old), desk.complete(new), desk.complete(old)] == ["fenced", "completed", "fenced"]
    assert desk.holds == {made.id: "settled"}


def test_a_failure_gives_the_credits_back_and_may_be_tried_again(desk: Desk) -> None:
    made = desk.create()
    assert desk.fail(one_claim(desk.database), again=False) == "failed"
    assert (desk.get(made.id).state, desk.get(made.id).reason) == ("failed", "It broke.")
    again = desk.retry(made.id)
    assert (again.state, again.retry_of, again.prompt, again.price) == ("queued", made.id, made.prompt, made.price)
    claim = one_claim(desk.database)
    assert desk.complete(claim) == "completed"
    assert desk.holds == {made.id: "released", again.id: "settled"}
    with pytest.raises(Conflict):
        desk.retry(again.id)


def test_cancel_releases_at_once_what_waits(desk: Desk) -> None:
    made = desk.create()
    assert desk.cancel(made.id).state == "cancelled"
    assert desk.holds == {made.id: "released"}
    with pytest.raises(Conflict):
        desk.cancel(made.id)


def test_who_asked_to_stop_gets_no_film_and_pays_nothing(desk: Desk) -> None:
    made = desk.create()
    claim = one_claim(desk.database)
    stopping = desk.cancel(made.id)
    assert (stopping.state, stopping.cancelling) == ("dreaming", True)
    assert desk.holds == {made.id: "open"}
    assert desk.complete(claim) == "cancelled"
    assert desk.holds == {made.id: "released"}
    assert desk.get(made.id).assets == ()


def test_too_few_credits_leave_nothing_behind(database: Database) -> None:
    a_workspace(database)
    desk = Desk(database, funds=1500)
    desk.create(price=1000)
    with pytest.raises(TooFewCredits):
        desk.create(price=1000)
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(job)).scalar_one() == 1
    assert desk.page().total == 1


def test_what_costs_nothing_is_counted_too(desk: Desk) -> None:
    made = desk.create(price=0)
    desk.complete(one_claim(desk.database))
    assert (desk.get(made.id).state, desk.holds) == ("completed", {made.id: "settled"})


def test_the_same_key_makes_the_same_generation(desk: Desk) -> None:
    wish = a_wish(idempotency_key="k")
    first = desk.wish(wish)
    assert desk.wish(wish).id == first.id
    with pytest.raises(Conflict, match="another request"):
        desk.create(idempotency_key="k")
    other = desk.create(workspace_id="v", idempotency_key="k")
    assert other.id != first.id
    assert desk.holds == {first.id: "open", other.id: "open"}
    with pytest.raises(BadOption):
        desk.create(idempotency_key="")


def test_the_same_key_from_eight_sides_makes_one(desk: Desk) -> None:
    wish = a_wish(idempotency_key="k")
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.append(desk.wish(wish).id)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1
    assert len(desk.holds) == 1


def test_a_full_queue_refuses_before_it_charges(desk: Desk) -> None:
    service = Service("free", 100.0, queue_limit=1)
    desk.create(service=service)
    with pytest.raises(TooMany):
        desk.create(service=service)
    assert len(desk.holds) == 1


def test_others_see_nothing(desk: Desk) -> None:
    theirs = desk.create(workspace_id="v")
    for act in (desk.get, desk.cancel, desk.retry):
        with pytest.raises(NotFound):
            act(theirs.id)
    with pytest.raises(NotFound), desk.database.write() as connection:
        generations.hide(connection, desk.purse, "w", theirs.id, 0.0)
    assert desk.holds == {theirs.id: "open"}
    assert desk.page().generations == ()


def test_pages_follow_each_other_and_miss_nothing(desk: Desk) -> None:
    newest = sorted((desk.create() for _ in range(7)), key=lambda one: (one.created_at, one.id), reverse=True)
    made = [one.id for one in newest]  # two may be of the same millisecond
    seen, cursor = [], None
    while True:
        page = desk.page(limit=3, cursor=cursor)
        seen += [one.id for one in page.generations]
        assert page.total == 7
        if (cursor := page.cursor) is None:
            break
        desk.create()
        made_meanwhile = desk.page(limit=1).generations[0].id
        assert made_meanwhile not in seen
        with desk.database.write() as connection:
            generations.hide(connection, desk.purse, "w", made_meanwhile, 1.0)
    assert seen == made
    assert [one.id for one in desk.page(limit=2, offset=4).generations] == made[4:6]
    assert desk.page(limit=0).generations == ()


@pytest.mark.parametrize("where", [{"limit": -1}, {"limit": 1000}, {"offset": -1}, {"cursor": "x"}, {"cursor": "é"}])
def test_pages_that_are_none_are_refused(desk: Desk, where: dict[str, object]) -> None:
    with pytest.raises(BadOption):
        desk.page(**where)


def test_filters(desk: Desk) -> None:
    lake = desk.create(prompt="A calm LAKE, 100% still", board_id="b", kind="image")
    sea = desk.create(prompt="a sea_scape")
    assert desk.cancel(sea.id).state == "cancelled"
    forest = desk.create(prompt="a forest", service=Service("hurried", 0.001))
    one_claim(desk.database)

    def found(**filters: object) -> set[str]:
        page = desk.page(Filters(**filters))  # type: ignore[arg-type]
        assert page.total is None
        return {one.id for one in page.generations}

    assert found(state="queued") == {lake.id}
    assert found(state="dreaming") == {forest.id}
    assert found(state="cancelled") == {sea.id}
    assert found(state="completed") == set()
    assert found(kind="image") == found(board_id="b") == found(text="lake") == found(text="100%") == {lake.id}
    assert found(text="c_p") == set()
    assert found(text="a_sc") == {sea.id}
    assert found(text="a", kind="video") == {sea.id, forest.id}


def test_delete_takes_files_and_rows(desk: Desk, tmp_path: Path) -> None:
    store = ShelfStore(tmp_path / "store")
    made = desk.create(idempotency_key="k")
    claim = one_claim(desk.database)
    (tmp_path / "film").write_bytes(b"a film  ")
    store.put(f"outputs/{made.id}/{claim.token}/film.mp4", tmp_path / "film", "video/mp4")
    store.put("outputs/other/t/film.mp4", tmp_path / "film", "video/mp4")
    desk.complete(claim)
    store.away = True
    removed(desk, store, made.id)
    with pytest.raises(NotFound):
        desk.get(made.id)
    assert desk.page().total == 0
    with pytest.raises(NotFound):
        removed(desk, store, made.id)
    with pytest.raises(Conflict, match="deleted"):
        desk.wish(a_wish(idempotency_key="k", prompt=made.prompt, request=made.request))
    store.away = False
    assert (generations.purge(desk.database, store), generations.purge(desk.database, store)) == (1, 0)
    assert list(store.keys()) == ["outputs/other/t/film.mp4"]
    with desk.database.read() as connection:
        for table in ("generation", "job", "job_event", "asset"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0
    assert desk.holds == {made.id: "settled"}


def test_a_generation_moves_between_boards(desk: Desk) -> None:
    made = desk.create()
    with desk.database.write() as connection:
        assert generations.move(connection, "w", made.id, "b").board_id == "b"
    assert [one.id for one in desk.page(Filters(board_id="b")).generations] == [made.id]


@pytest.mark.parametrize(
    "change", ["state = 'failed', ended_at = 1", "state = 'completed'", "price = -1", "kind = 'x'"]
)
def test_the_database_refuses_what_no_generation_can_be(desk: Desk, change: str) -> None:
    desk.create()
    with pytest.raises(IntegrityError), desk.database.write() as connection:
        connection.execute(text(f"UPDATE generation SET {change}"))


INDEXED = {
    "all": (Filters(), "ix_generation_shown"),
    "state": (Filters(state="failed"), "ix_generation_shown_state"),
    "kind": (Filters(kind="image"), "ix_generation_shown_kind"),
    "board": (Filters(board_id="b7"), "ix_generation_shown_board_id"),
}


def _row(k: int) -> dict[str, object]:
    is_failed, is_image = k % 500 == 1, k % 500 == 0
    return {
        "id": f"g{k:08}", "workspace_id": "w", "kind": "image" if is_image else "video", "model": "world",
        "prompt": f"a lake {k}", "request": {"prompt": f"a lake {k}"}, "request_hash": f"{k}", "price": 0,
        "state": "failed" if is_failed else "completed", "reason": "It broke." if is_failed else None,
        "created_at": float(k), "ended_at": float(k), "board_id": f"b{k % 500}",
    }  # fmt: skip


def filled(database: Database, count: int) -> None:
    """A workspace with `count` generations, few of which are images, or failed, or on one board."""
    with database.write() as connection:
        connection.execute(insert(generation), [_row(k) for k in range(count)])
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


@pytest.mark.parametrize("name", INDEXED)
def test_a_page_reads_one_index_in_its_order(desk: Desk, name: str) -> None:
    """However many there are: the plan walks one index, in the page's order, and sorts nothing."""
    filled(desk.database, 20_000)
    filters, index = INDEXED[name]
    query = page_query("w", filters).limit(51)
    whole = query.compile(desk.database.engine, compile_kwargs={"literal_binds": True})
    with desk.database.read() as connection:
        word = "EXPLAIN QUERY PLAN" if desk.database.is_sqlite else "EXPLAIN"
        plan = "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{word} {whole}".replace("%", "%%")))
    assert f"{index} " in f"{plan} ".replace("\n", " \n"), plan
    assert "Sort" not in plan.replace("Incremental Sort", "Sort"), plan
    assert "TEMP B-TREE" not in plan, plan
    assert "SCAN generation" not in plan.replace("USING INDEX", ""), plan


def test_what_is_refused_has_failed_at_once_and_costs_nothing(desk: Desk) -> None:
    made = desk.create(refused="Nobody makes that.", payload={"refused": "Nobody makes that."})
    assert (made.state, made.reason, made.attempt) == ("failed", "Nobody makes that.", 0)
    assert desk.purse.holds(desk.database) == {made.id: "released"}
    assert queue.claim(desk.database, "a", 5) == ()
    with desk.database.read() as connection:
        told = [event.data["state"] for event in queue.events(connection, made.id)]
    assert told == ["queued", "failed"]
    again = desk.retry(made.id)
    assert (again.state, again.reason, again.retry_of) == ("failed", "Nobody makes that.", made.id)
