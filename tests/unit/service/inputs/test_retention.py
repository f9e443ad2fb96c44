"""What has had its time is deleted, file and row; a sweep that is killed is done by the next; strays go a day later."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select, update

from dreamwright.service.boards.references import create
from dreamwright.service.db.columns import DAY_S
from dreamwright.service.db.tables.inputs import input_file, input_use, stray
from dreamwright.service.db.tables.people import workspace
from dreamwright.service.inputs.inputs import touch
from dreamwright.service.inputs.retention import Expired, InputOwner, expired, sweep_inputs
from dreamwright.service.inputs.take import Intake, receive
from dreamwright.service.storage.base import Store
from dreamwright.service.storage.sweep import sweep_strays

OURS, THEIRS = "workspace-ours", "workspace-theirs"


def brought(intake: Intake, who: str, data: bytes, days_ago: float) -> str:
    made = receive(intake, who, [data])
    with intake.database.write() as connection:
        then = intake.database.now(connection) - days_ago * DAY_S
        connection.execute(
            update(input_use).where(input_use.c.workspace_id == who, input_use.c.hash == made.hash).values(used_at=then)
        )
    return made.hash


def test_inputs_are_kept_as_long_as_the_plan_says(intake: Intake, picture: Callable[..., bytes]) -> None:
    old = brought(intake, OURS, picture(1), 31)
    young = brought(intake, OURS, picture(2), 29)
    used = brought(intake, OURS, picture(3), 31)
    shown = brought(intake, OURS, picture(4), 31)
    theirs = brought(intake, THEIRS, picture(5), 999)
    both = brought(intake, OURS, picture(5), 31)
    with intake.database.write() as connection:
        now = intake.database.now(connection)
        touch(connection, OURS, [used], now)
        create(connection, OURS, "Ada", "image", [shown], now)
        connection.execute(update(input_use).where(input_use.c.hash == shown).values(used_at=1.0))
        for plans in ({}, {"self": None}, {"free": None, "other": 1.0}):
            assert expired(connection, now, plans) == []
        retention = {"free": 30.0, "self": None}
        assert expired(connection, now, retention) == [Expired(OURS, one) for one in sorted((old, both))]
    assert sweep_inputs(intake.database, intake.store, retention) == 2
    assert sweep_inputs(intake.database, intake.store, retention) == 0
    left = {f"inputs/{one.removeprefix('sha256:')}" for one in (young, used, shown, theirs)}
    assert set(intake.store.keys()) == left


def test_inputs_of_deleted_workspaces_go_at_once(intake: Intake, picture: Callable[..., bytes]) -> None:
    brought(intake, THEIRS, picture(1), 0)
    kept = brought(intake, OURS, picture(2), 0)
    with intake.database.write() as connection:
        connection.execute(update(workspace).where(workspace.c.id == THEIRS).values(deleted_at=1.0))
    assert sweep_inputs(intake.database, intake.store, {}) == 1
    assert list(intake.store.keys()) == [f"inputs/{kept.removeprefix('sha256:')}"]


def put(store: Store, path: Path, *keys: str) -> None:
    path.write_bytes(b"x")
    for key in keys:
        store.put(key, path, "video/mp4")


def test_strays_go_when_they_were_seen_a_day_ago(intake: Intake, tmp_path: Path, picture: Callable[..., bytes]) -> None:
    kept = brought(intake, OURS, picture(1), 0)
    lone = [f"inputs/{'a' * 64}", f"inputs/{'b' * 64}", "inputs/odd"]
    put(intake.store, tmp_path / "x", *lone, "outputs/a/t/film")

    def sweep() -> int:
        return sweep_strays(intake.database, intake.store, InputOwner())

    assert sweep() == sweep() == 0
    with intake.database.write() as connection:
        assert sorted(connection.execute(select(stray.c.key)).scalars()) == lone
        connection.execute(
            update(stray).where(stray.c.key != lone[1]).values(first_seen_at=stray.c.first_seen_at - DAY_S)
        )
    assert sweep() == 2
    assert set(intake.store.keys()) == {f"inputs/{kept.removeprefix('sha256:')}", lone[1], "outputs/a/t/film"}
    with intake.database.read() as connection:
        assert connection.execute(select(stray.c.key)).scalars().all() == [lone[1]]
        assert connection.execute(select(input_file.c.hash)).scalars().all() == [kept]


def test_a_stray_that_was_brought_again_is_no_stray(intake: Intake, picture: Callable[..., bytes]) -> None:
    kept = receive(intake, OURS, [picture(1)])
    with intake.database.write() as connection:
        connection.execute(stray.insert().values(key=kept.key, first_seen_at=1.0, last_seen_at=1.0))
        assert not InputOwner().delete(connection, intake.store, kept.key)
    assert sweep_strays(intake.database, intake.store, InputOwner()) == 0
    assert intake.store.size(kept.key) == kept.bytes
    with intake.database.read() as connection:
        assert connection.execute(select(stray)).all() == []
