"""What stands between a request and a job: moderation, the pace of a plan, and credits that are gone in a moment."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from dreamwright.api.app import application
from dreamwright.api.context import Context
from dreamwright.service.accounts import workspaces
from dreamwright.service.credits import ledger
from dreamwright.service.credits.ledger import Balance
from dreamwright.service.credits.verify import verify
from dreamwright.service.generations import generations
from dreamwright.service.generations.generations import Asset
from dreamwright.service.jobs import queue
from dreamwright.service.moderation.words import WordList

from .conftest import Browser, SignedUp

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FILM = Asset("video", "outputs/x/y/film.mp4", "video/mp4", 9, 64, 36, 5.0)
LUMA = "/dream-machine/v1"
ASKED = {"prompt": "a calm sea at dusk", "model": "ray-2"}


def place_of(client: TestClient) -> str:
    return str(client.get("/v1/account").json()["workspace"]["id"])


def on_plan(rooms: Context, workspace_id: str, plan: str, credits: int = 0) -> None:
    with rooms.database.write() as connection:
        now = rooms.database.now(connection)
        workspaces.set_plan(connection, workspace_id, plan, now)
        if credits:
            ledger.grant(connection, workspace_id, credits * 1000, "topup", "test", workspace_id, now)


def available(rooms: Context, workspace_id: str) -> float:
    with rooms.database.read() as connection:
        return ledger.balance(connection, workspace_id).available / 1000


@pytest.mark.parametrize("asked", [{**ASKED, "prompt": "a kr4ken in a calm sea"}, {**ASKED, "model": "ray-flash-2",
                                                                                  "prompt": "KRAKEN!"}])  # fmt: skip
@sqlite
def test_words_that_are_not_filmed_fail_at_once_and_cost_nothing(
    rooms: Context, browser: Browser, signed_up: SignedUp, asked: dict[str, str]
) -> None:
    """Luma's way: taken, failed with its own sentence, refunded."""
    ada = signed_up()
    place = place_of(ada)
    on_plan(rooms, place, "plus", 1000)
    strict = browser(over=application(replace(rooms, moderation=WordList(["kraken"]))))
    strict.cookies.update(ada.cookies)
    made = strict.post(f"{LUMA}/generations", json=asked)
    assert made.status_code == 201
    for found in (made.json(), strict.get(f"{LUMA}/generations/{made.json()['id']}").json()):
        assert (found["state"], found["failure_reason"]) == ("failed", "Contains blacklisted words")
    assert available(rooms, place) == 1000
    with rooms.database.read() as connection:
        assert verify(connection) == ()


@sqlite
def test_our_own_wire_says_the_same(rooms: Context, browser: Browser, signed_up: SignedUp) -> None:
    strict = browser(over=application(replace(rooms, moderation=WordList(["kraken"]))))
    strict.cookies.update(signed_up().cookies)
    made = strict.post("/v1/generations", json={"prompt": "a kraken in a calm sea"})
    assert made.status_code == 201, made.text
    found = made.json()
    assert (found["state"], found["reason"]) == ("failed", "Contains blacklisted words")


@sqlite
def test_other_words_are_filmed(rooms: Context, browser: Browser, signed_up: SignedUp) -> None:
    strict = browser(over=application(replace(rooms, moderation=WordList(["kraken"]))))
    strict.cookies.update(signed_up().cookies)
    made = strict.post(f"{LUMA}/generations", json=ASKED).json()
    with rooms.database.read() as connection:
        kept = generations.get(connection, place_of(strict), made["id"])
    assert kept.state == "queued"


@sqlite
def test_a_plans_own_prompt_is_judged_too(rooms: Context, browser: Browser, signed_up: SignedUp) -> None:
    from dreamwright.prompt.parse import plan

    strict = browser(over=application(replace(rooms, moderation=WordList(["kraken"]))))
    strict.cookies.update(signed_up().cookies)
    shot = plan("a kraken in a calm sea").model_dump(mode="json")
    made = strict.post(f"{LUMA}/generations", json={**ASKED, "plan": shot})
    assert made.status_code == 201, made.text
    assert made.json()["failure_reason"] == "Contains blacklisted words"


@sqlite
def test_a_workspace_asks_as_often_as_its_plan_allows(rooms: Context, signed_up: SignedUp, browser: Browser) -> None:
    ada, bob = signed_up("Ada"), signed_up("Bob")
    key = browser(ada.post("/v1/keys", json={"name": "k"}).json()["secret"])
    on_plan(rooms, place_of(ada), "free")  # 60 a minute
    rooms.known.forget()  # the plan was changed behind the server's back
    codes = [(key if number % 2 else ada).get("/v1/account").status_code for number in range(60)]
    assert codes == [200] * 60
    late = key.get("/v1/account")
    assert late.status_code == 429
    assert 1 <= int(late.headers["retry-after"]) <= 60
    assert ada.get(f"{LUMA}/ping").json()["detail"].startswith("The plan Free allows 60")
    assert bob.get("/v1/account").status_code == 200


@sqlite
def test_an_unmetered_plan_shows_luma_clients_enough(rooms: Context, signed_up: SignedUp) -> None:
    ada = signed_up()
    assert ada.get(f"{LUMA}/credits").json() == {"credit_balance": 1_000_000.0}
    on_plan(rooms, place_of(ada), "plus", 1000)
    assert ada.get(f"{LUMA}/credits").json() == {"credit_balance": 330.0}


def seen_as_rich(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a submission sees whose credits another one takes in the same moment."""
    monkeypatch.setattr("dreamwright.api.submit.ledger.balance", lambda *_: Balance(10**9, 0, 0))


def test_credits_that_are_gone_in_a_moment_make_it_relaxed(
    rooms: Context, signed_up: SignedUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On both databases, for the refused hold is undone inside the transaction."""
    ada = signed_up()
    place = place_of(ada)
    on_plan(rooms, place, "unlimited", 5)
    seen_as_rich(monkeypatch)
    made = ada.post(f"{LUMA}/generations", json=ASKED)
    assert made.status_code == 201, made.text
    monkeypatch.undo()
    assert available(rooms, place) == 5
    with rooms.database.read() as connection:
        kept = generations.get(connection, place, made.json()["id"])
        assert (kept.price, kept.state) == (0, "queued")
        assert generations.page(connection, place).total == 1
        assert verify(connection) == ()


@sqlite
def test_without_a_relaxed_queue_it_is_refused(
    rooms: Context, signed_up: SignedUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = signed_up()
    on_plan(rooms, place_of(ada), "plus", 5)
    seen_as_rich(monkeypatch)
    assert ada.post(f"{LUMA}/generations", json=ASKED).status_code == 402
    with rooms.database.read() as connection:
        assert generations.page(connection, place_of(ada)).total == 0


@sqlite
def test_the_free_plan_makes_lumas_pictures_in_the_size_that_it_grants(rooms: Context, signed_up: SignedUp) -> None:
    """Luma's wire has no size for pictures: a plan that grants less gives a smaller one of the same shape."""
    ada = signed_up()
    on_plan(rooms, place_of(ada), "free", 100)
    for aspect, size in {"16:9": (1280, 720), "1:1": (720, 720), "9:21": (720, 1710)}.items():
        made = ada.post(f"{LUMA}/generations/image", json={"prompt": "a calm sea", "aspect_ratio": aspect})
        assert made.status_code == 201, made.text
        frame = ada.get(f"/v1/generations/{made.json()['id']}").json()["frame"]
        assert (frame["width"], frame["height"]) == size
    on_plan(rooms, place_of(ada), "plus")
    made = ada.post(f"{LUMA}/generations/image", json={"prompt": "a calm sea", "aspect_ratio": "1:1"}).json()
    assert ada.get(f"/v1/generations/{made['id']}").json()["frame"]["width"] == 1536


@sqlite
def test_what_is_tried_again_is_made_as_the_plan_grants_and_charges_now(rooms: Context, signed_up: SignedUp) -> None:
    ada = signed_up()
    place = place_of(ada)
    on_plan(rooms, place, "plus", 1000)
    size = {"prompt": "a lake", "resolution": "1080p", "duration_s": 5}
    first = ada.post("/v1/generations", json={"prompt": size, "quality": "draft"}).json()["id"]
    assert ada.post(f"/v1/generations/{first}/cancel").status_code == 200
    on_plan(rooms, place, "free")
    small = ada.post(f"/v1/generations/{first}/retry")
    assert (small.status_code, small.json()["title"]) == (
        403, "The plan Free makes pictures with a short side of up to 720.",
    )  # fmt: skip
    on_plan(rooms, place, "self")
    unmetered = ada.post(f"/v1/generations/{first}/retry").json()
    assert unmetered["price"] == 0
    assert ada.post(f"/v1/generations/{unmetered['id']}/cancel").status_code == 200
    on_plan(rooms, place, "lite")
    again = ada.post(f"/v1/generations/{unmetered['id']}/retry").json()
    assert again["price"] == 1000 - available(rooms, place) > 0
    (claim,) = queue.claim(rooms.database, "worker", 1)
    assert (claim.ref, claim.payload["watermark"]) == (again["id"], True)
    with rooms.database.write() as connection:
        assert (
            generations.complete(connection, rooms.purse, claim, [FILM], rooms.database.now(connection)) == "completed"
        )
    assert [row["seconds"] for row in ada.get("/v1/usage").json()["rows"]] == [5.0]
