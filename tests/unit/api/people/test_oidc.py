"""Sign-in through another site, against a provider over real sockets; every proof it must give is left out once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import func, select

from dreamwright.api.app import application
from dreamwright.api.auth import COOKIE
from dreamwright.api.context import Context
from dreamwright.api.oidc import provider as room
from dreamwright.api.oidc.provider import Provider, ProviderSettings
from dreamwright.api.people import oidc
from dreamwright.service.db.tables.people import person

from .conftest import HERE, PASSWORD, Browser, SignedUp
from .issuer import CLIENT, SECRET, Issuer

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with Issuer() as running:
        yield running


@pytest.fixture
def rooms(rooms: Context, issuer: Issuer) -> Context:
    settings = ProviderSettings(issuer.url, CLIENT, SECRET, f"{HERE}{oidc.CALLBACK}")
    return replace(rooms, oidc=Provider(settings))


@pytest.fixture
def app(rooms: Context) -> FastAPI:
    return application(rooms)


def begun(client: TestClient, query: str = "") -> str:
    answer = client.get(f"/v1/sign-in/oidc{query}")
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def signed_in(client: TestClient, issuer: Issuer, query: str = "") -> Any:
    """The answer to the browser that comes back."""
    return client.get(issuer.authorize(begun(client, query)))


def people_there(rooms: Context) -> int:
    with rooms.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(person)).scalar_one())


def test_a_new_person_comes_in(browser: Browser, issuer: Issuer, rooms: Context) -> None:
    client = browser()
    assert client.get("/v1/sign-in").json()["oidc"] is True
    answer = signed_in(client, issuer, "?next=/boards?new=1")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}/boards?new=1")
    account = client.get("/v1/account").json()["person"]
    assert (account["name"], account["email"], account["email_verified"]) == ("Ada", "ada@example.org", True)
    assert oidc.COOKIE not in client.cookies
    again = browser()
    signed_in(again, issuer)
    assert again.get("/v1/account").json()["person"]["id"] == account["id"]
    assert people_there(rooms) == 2


def test_the_state_is_kept_from_scripts_and_for_minutes(browser: Browser) -> None:
    answer = browser().get("/v1/sign-in/oidc")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "max-age=600" in cookie
    assert "path=/v1/sign-in/oidc" in cookie


def test_a_verified_address_is_linked_to_its_account(
    browser: Browser, issuer: Issuer, signed_up: SignedUp, rooms: Context
) -> None:
    """Whoever made the account never proved the address: its password stops working."""
    signed_up("Ada")
    client = browser()
    assert signed_in(client, issuer).status_code == 303
    assert people_there(rooms) == 2
    refused = browser().post("/v1/sign-in", json={"email": "ada@example.org", "password": PASSWORD})
    assert refused.status_code == 401


def test_an_address_that_nobody_verified_is_not_taken_over(
    browser: Browser, issuer: Issuer, signed_up: SignedUp, rooms: Context
) -> None:
    signed_up("Ada")
    issuer.subject = {**issuer.subject, "email_verified": False}
    client = browser()
    assert signed_in(client, issuer).status_code == 303
    assert client.get("/v1/account").json()["person"]["email"] is None
    assert people_there(rooms) == 3


def test_an_address_may_come_from_the_userinfo(browser: Browser, issuer: Issuer) -> None:
    issuer.claims = {"email": None, "email_verified": None}
    issuer.userinfo = {"sub": "42", "email": "ada@example.org", "email_verified": True}
    client = browser()
    signed_in(client, issuer)
    assert client.get("/v1/account").json()["person"]["email"] == "ada@example.org"


def test_a_userinfo_about_somebody_else_is_refused(browser: Browser, issuer: Issuer, rooms: Context) -> None:
    issuer.claims = {"email": None}
    issuer.userinfo = {"sub": "43", "email": "ada@example.org", "email_verified": True}
    assert signed_in(browser(), issuer).status_code == 401
    assert people_there(rooms) == 1


LIES: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "another issuer": {"iss": "https://evil.example"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "other"},
    "no audience": {"aud": None},
    "two audiences and no party": {"aud": [CLIENT, "other"]},
    "another party": {"azp": "other"},
    "expired": {"exp": int(time.time()) - 120},
    "no end": {"exp": None},
    "of the future": {"iat": int(time.time()) + 3600},
    "not yet": {"nbf": int(time.time()) + 3600},
    "nobody": {"sub": None},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_does_not_prove_it_is_refused(browser: Browser, issuer: Issuer, rooms: Context, lie: str) -> None:
    issuer.claims = LIES[lie]
    client = browser()
    answer = signed_in(client, issuer)
    assert answer.status_code == 401, answer.headers
    assert COOKIE not in client.cookies
    assert people_there(rooms) == 1


def test_several_audiences_with_us_as_the_party(browser: Browser, issuer: Issuer) -> None:
    issuer.claims = {"aud": [CLIENT, "other"], "azp": CLIENT}
    assert signed_in(browser(), issuer).status_code == 303


def test_signatures_of_others_are_refused(browser: Browser, issuer: Issuer, rooms: Context) -> None:
    issuer.signer = RSAKey.generate_key(2048, {"kid": "one"})
    assert signed_in(browser(), issuer).status_code == 401
    issuer.header = {"alg": "RS256", "kid": "unknown"}
    assert signed_in(browser(), issuer).status_code == 401
    issuer.signer, issuer.header = OctKey.import_key(SECRET), {"alg": "HS256"}  # we hold that secret too
    assert signed_in(browser(), issuer).status_code == 401
    assert people_there(rooms) == 1


def test_an_unsigned_token_is_refused(browser: Browser, issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = issuer.id_token

    def unsigned(nonce: str) -> str:
        return "eyJhbGciOiJub25lIn0." + whole(nonce).split(".")[1] + "."

    monkeypatch.setattr(issuer, "id_token", unsigned)
    assert signed_in(browser(), issuer).status_code == 401


def test_a_new_key_of_the_provider_is_fetched(
    browser: Browser, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert signed_in(browser(), issuer).status_code == 303
    newer = RSAKey.generate_key(2048, {"kid": "two", "use": "sig", "alg": "RS256"})
    issuer.published, issuer.signer, issuer.header = [newer], newer, {"alg": "RS256", "kid": "two"}
    assert signed_in(browser(), issuer).status_code == 401  # asked less than half a minute ago: not asked again
    monkeypatch.setattr(room, "_KEYS_AT_MOST_EVERY_S", 0.0)
    assert signed_in(browser(), issuer).status_code == 303
    assert issuer.asked.count("/.well-known/openid-configuration") == 1
    assert issuer.asked.count("/jwks") == 2


def test_a_state_of_another_browser_is_refused(browser: Browser, issuer: Issuer) -> None:
    """Nobody is signed in as the attacker by following a link (login CSRF)."""
    attackers = issuer.authorize(begun(browser()))
    victim = browser()
    assert victim.get(attackers).status_code == 403  # without a cookie
    begun(victim)
    assert victim.get(attackers).status_code == 403  # with one of another state
    assert COOKIE not in victim.cookies


def test_a_changed_or_old_cookie_is_refused(
    browser: Browser, issuer: Issuer, rooms: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser()
    back = issuer.authorize(begun(client))
    kept = client.cookies[oidc.COOKIE]
    body, _, signature = kept.partition(".")
    for forged in (f"{body}A.{signature}", f"{body}.{signature[:-1]}0x", body, "é.é"):
        other = browser()
        answer = other.get(back, headers={"cookie": f"{oidc.COOKIE}={forged}".encode()})
        assert answer.status_code == 403
    monkeypatch.setattr(oidc, "LASTS_S", -1)
    late = browser()
    answer = late.get("/v1/sign-in/oidc")
    sealed = answer.headers["set-cookie"].split("=", 1)[1].split(";")[0]
    came = late.get(issuer.authorize(answer.headers["location"]), headers={"cookie": f"{oidc.COOKIE}={sealed}"})
    assert came.status_code == 403
    assert "too long" in came.json()["title"]


def test_a_code_works_once(browser: Browser, issuer: Issuer) -> None:
    client = browser()
    back = issuer.authorize(begun(client))
    sealed = {"cookie": f"{oidc.COOKIE}={client.cookies[oidc.COOKIE]}"}
    assert client.get(back).status_code == 303
    assert browser().get(back, headers=sealed).status_code == 401


def test_who_said_no_there_is_told(browser: Browser, issuer: Issuer) -> None:
    client = browser()
    back = issuer.authorize(begun(client)).replace("code=", "error=access_denied&was=")
    assert client.get(back).status_code == 401


@pytest.mark.parametrize("page", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\r\nb"])
def test_nobody_is_sent_to_another_site(browser: Browser, page: str) -> None:
    assert browser().get("/v1/sign-in/oidc", params={"next": page}).status_code == 422


def test_strangers_stay_out_where_sign_up_is_not_open(
    rooms: Context, browser: Browser, issuer: Issuer, owner: TestClient
) -> None:
    shut = application(replace(rooms, config=replace(rooms.config, sign_up="invited")))
    assert signed_in(browser(over=shut), issuer).status_code == 403
    assert people_there(rooms) == 1
    place = owner.get("/v1/account").json()["workspace"]["id"]
    token = owner.post(f"/v1/workspaces/{place}/invitations", json={}).json()["token"]
    client = browser(over=shut)
    assert signed_in(client, issuer, f"?invitation={token}").status_code == 303
    assert place in client.get("/v1/workspaces").text


def test_a_provider_that_is_away_or_another(rooms: Context, issuer: Issuer, browser: Browser) -> None:
    for url, status in (("http://127.0.0.1:9", 503), (f"{issuer.url}/", 503)):
        away = Provider(ProviderSettings(url, CLIENT, SECRET, f"{HERE}{oidc.CALLBACK}", timeout_s=2))
        assert browser(over=application(replace(rooms, oidc=away))).get("/v1/sign-in/oidc").status_code == status


def test_without_a_provider_there_is_no_such_door(rooms: Context, browser: Browser) -> None:
    client = browser(over=application(replace(rooms, oidc=None)))
    assert client.get("/v1/sign-in/oidc").status_code == 404
    assert client.get(oidc.CALLBACK).status_code == 404


def test_a_wrong_secret_of_ours_is_told(rooms: Context, browser: Browser, issuer: Issuer) -> None:
    wrong = Provider(ProviderSettings(issuer.url, CLIENT, "wrong", f"{HERE}{oidc.CALLBACK}"))
    answer = signed_in(browser(over=application(replace(rooms, oidc=wrong))), issuer)
    assert answer.status_code == 401
    assert "wrong" not in repr(wrong._settings)
