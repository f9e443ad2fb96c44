"""Where a server and its workers may go for a stranger."""

from __future__ import annotations

import threading
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from dreamwright.cli import hands
from dreamwright.cli.server import context_of, rules_of
from dreamwright.errors import BadOption
from dreamwright.service.db.database import open_database
from dreamwright.service.db.migrate import migrate
from dreamwright.service.inputs.fetch import Rules
from dreamwright.service.plans.plans import load_plans
from dreamwright.settings import read_settings

HERE, INSIDE = ip_address("127.0.0.1"), ip_address("10.1.2.3")


def test_only_the_owner_may_be_fetched_for_from_this_machine() -> None:
    settings = read_settings(private_hosts=("10.1.0.0/16",))
    for only_owner in (True, False):
        allowed = rules_of(settings, only_owner=only_owner).allowed
        assert allowed.address(HERE) is only_owner
        assert allowed.address(INSIDE)


def test_a_setting_says_what_lumas_models_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DREAMWRIGHT_MODELS", '{"ray-2": "high"}')
    settings = read_settings(data=tmp_path)
    database = open_database(settings.database_url)
    try:
        qualities = context_of(settings, database, load_plans(), "http://localhost").config.qualities
    finally:
        database.close()
    assert (qualities["ray-2"], qualities["ray-flash-2"]) == ("high", "draft")
    monkeypatch.setenv("DREAMWRIGHT_MODELS", '{"ray-9": "high"}')
    with pytest.raises(BadOption, match="DREAMWRIGHT_MODELS is wrong"):
        read_settings()


def test_a_worker_of_its_own_does_not_reach_its_own_machine_for_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its settings say nothing of the server's address: by them it would be the owner's."""
    found: list[Rules] = []

    class Idle:
        def __init__(self, *_: Any) -> None:
            found.append(_[-1].rules)

        def run(self, stop: threading.Event) -> None:
            assert not stop.is_set()

    monkeypatch.setattr(hands, "Worker", Idle)
    monkeypatch.setattr(hands.signal, "signal", lambda *_: None)
    settings = read_settings(data=tmp_path)
    assert settings.signs_in_owner
    database = open_database(settings.database_url)
    migrate(database)
    database.close()
    hands.work(settings, 1)
    assert not found[0].allowed.address(HERE)
