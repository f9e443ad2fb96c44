"""What the settings open: moderation, payments, sign-in through another site; half a setting is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from dreamwright.cli.doors import moderation_of, oidc_of, payments_of
from dreamwright.errors import BadFile, BadOption
from dreamwright.service.plans.plans import load_plans
from dreamwright.settings import Settings, read_settings

URL = "https://films.example"


def test_all_are_shut_at_first() -> None:
    settings = Settings()
    assert moderation_of(settings).judge("porn", None) is None
    assert payments_of(settings, load_plans(), URL) is None
    assert oidc_of(settings, URL) is None


def test_moderation_by_the_shipped_list_and_by_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("kraken\n")
    assert moderation_of(Settings(moderation="words")).judge("porn", None) is not None
    assert moderation_of(Settings(moderation="words", blocked_words=own)).judge("a kraken", None) is not None
    with pytest.raises(BadFile):
        moderation_of(Settings(moderation="words", blocked_words=tmp_path / "none.txt"))


def test_payments_need_both_keys() -> None:
    with pytest.raises(BadOption, match="WEBHOOK_SECRET"):
        payments_of(Settings(stripe_key=SecretStr("sk_test_x")), load_plans(), URL)
    both = Settings(stripe_key=SecretStr("sk_test_x"), stripe_webhook_secret=SecretStr("whsec_x"))
    seller = payments_of(both, load_plans(), URL)
    assert seller is not None
    assert seller.name == "stripe"
    assert "sk_test_x" not in repr(both)


def test_the_other_site_is_reached_by_https() -> None:
    with pytest.raises(BadOption, match="CLIENT_ID"):
        oidc_of(Settings(oidc_issuer="https://id.example"), URL)
    with pytest.raises(BadOption, match="https"):
        oidc_of(Settings(oidc_issuer="http://id.example", oidc_client_id="films"), URL)
    whole = Settings(oidc_issuer="https://id.example", oidc_client_id="films", oidc_client_secret=SecretStr("hush"))
    assert oidc_of(whole, URL) is not None
    assert "hush" not in repr(whole)
    assert oidc_of(Settings(oidc_issuer="http://localhost:9", oidc_client_id="films"), URL) is not None


@pytest.mark.parametrize(
    ("given", "signs_in_owner", "signs_up"),
    [
        ({}, True, "open"),
        ({"host": "::1"}, True, "open"),
        ({"require_auth": True}, False, "invited"),
        ({"host": "0.0.0.0"}, False, "invited"),
        ({"host": "10.0.0.5"}, False, "invited"),
        ({"public_url": "https://films.example"}, False, "invited"),  # a proxy stands before the loopback
        ({"public_url": "http://localhost:8787"}, True, "open"),
        ({"proxies": ("10.0.0.1",)}, False, "invited"),
        ({"host": "0.0.0.0", "sign_up": "closed"}, False, "closed"),
        ({"sign_up": "invited"}, True, "invited"),
    ],
)
def test_who_is_let_in(given: dict[str, object], signs_in_owner: bool, signs_up: str) -> None:
    settings = read_settings(**given)
    assert (settings.signs_in_owner, settings.signs_up) == (signs_in_owner, signs_up)
