"""Our own client against a real server: everything that it can ask, and a film from words to file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from dreamwright.errors import Conflict, NotFound, NotSignedIn
from dreamwright.media.probe import probe
from dreamwright.sdk import Client, Progress

from .serving import Served, serving

SMALL = {"prompt": "a calm sea", "aspect": "16:9", "resolution": "360p", "duration_s": 0.5}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """With no worker: what is asked stays queued."""
    with serving(tmp_path_factory.mktemp("sdk") / "data", "--workers", "0", "--require-auth") as found:
        yield found


@pytest.fixture
def asked(served: Served) -> Iterator[Client]:
    with Client(served.url, served.key) as client:
        yield client


def test_a_key_is_needed(served: Served) -> None:
    with Client(served.url) as nobody, pytest.raises(NotSignedIn, match="Sign in"):
        nobody.plan("a lake")


def test_plans_are_told_and_filmed(asked: Client) -> None:
    planned = asked.plan("a xyzzy lake at dawn", seed=4)
    assert [one.words for one in planned.unread] == ["xyzzy"]
    assert planned.fit.engine == "world"
    made = asked.create(plan=planned.plan, quality="draft")
    assert (made.seed, made.state, made.file) == (4, "queued", None)
    with pytest.raises(NotFound, match="no file"):
        asked.download(made, "x.mp4")
    assert asked.cancel(made.id).state == "cancelled"
    assert asked.wait(made.id).state == "cancelled"
    again = asked.retry(made.id)
    assert again.retry_of == made.id
    with pytest.raises(TimeoutError):
        asked.wait(again.id, timeout_s=0.5)
    for one in (made, again):
        asked.delete(one.id)
    with pytest.raises(NotFound):
        asked.get(made.id)


def test_lists_go_through_all_pages(asked: Client) -> None:
    ids = [asked.create(SMALL, idempotency_key=str(k)).id for k in range(5)]
    assert asked.create(SMALL, idempotency_key="0").id == ids[0]
    assert [one.id for one in asked.list(limit=2, state="queued")] == ids[::-1]
    for one in ids:
        asked.delete(one)


def test_boards_gather_and_are_shared(asked: Client) -> None:
    board = asked.create_board("Titles")
    made = asked.create(SMALL)
    asked.add_to_board(board.id, made.id)
    assert [one.id for one in asked.board(board.id).generations] == [made.id]
    assert asked.share_board(board.id, "edit", 60).access == "edit"
    asked.remove_from_board(board.id, made.id)
    assert asked.rename_board(board.id, "Ends").items == 0
    assert [one.name for one in asked.boards()] == ["Ends"]
    asked.delete_board(board.id)
    assert list(asked.boards()) == []


def test_files_go_up_whole_and_in_parts(asked: Client, tmp_path: Path) -> None:
    small, large = tmp_path / "small.png", tmp_path / "large.tif"
    Image.new("RGB", (64, 64)).save(small)
    Image.effect_noise((3200, 3200), 90).save(large)
    assert large.stat().st_size > 8 << 20
    assert asked.upload(small).media_type == "image/png"
    found = asked.upload(large)
    assert (found.width, found.bytes) == (3200, large.stat().st_size)


@pytest.mark.slow
def test_a_film_from_words_to_file(tmp_path: Path) -> None:
    heard: list[Progress] = []
    with serving(tmp_path / "data") as served, Client(served.url) as asked:
        made = asked.create(SMALL, quality="draft")
        done = asked.wait(made.id, heard.append, timeout_s=300)
        assert (done.state, done.engine) == ("completed", "world")
        facts = probe(asked.download(done, tmp_path / "film.mp4"))
        with pytest.raises(Conflict):
            asked.cancel(done.id)
    assert (facts.width, facts.height) == (640, 360)
    assert len(heard) > 1
    assert [one.share for one in heard] == sorted(one.share for one in heard)
