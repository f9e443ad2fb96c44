"""Settings are read once, from the environment or as given, and a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from dreamwright.errors import BadOption
from dreamwright.settings import Settings, read_settings, secret_of


def test_the_environment_and_what_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DREAMWRIGHT_DATA", str(tmp_path))
    monkeypatch.setenv("DREAMWRIGHT_PORT", "9000")
    monkeypatch.setenv("DREAMWRIGHT_ORIGINS", '["https://a.example"]')
    settings = read_settings(port=9001, host=None)
    assert settings.port == 9001
    assert settings.database_url == f"sqlite:///{tmp_path}/dreamwright.db"
    assert settings.storage_url == f"{tmp_path}/files"
    assert settings.origins == ("https://a.example",)


@pytest.mark.parametrize(
    ("host", "required", "owner"),
    [("127.0.0.1", False, True), ("::1", False, True), ("127.0.0.1", True, False), ("0.0.0.0", False, False)],
)
def test_the_owner_is_signed_in_on_the_loopback_alone(host: str, required: bool, owner: bool) -> None:
    assert read_settings(host=host, require_auth=required).signs_in_owner is owner


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DREAMWRIGHT_PORT", "many")
    with pytest.raises(BadOption, match="DREAMWRIGHT_PORT is wrong"):
        read_settings()


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DREAMWRIGHT_STRIPE_KEY", "sk_live_secret")
    assert "sk_live_secret" not in repr(read_settings())


def test_the_secret_is_made_once_and_private(tmp_path: Path) -> None:
    settings = read_settings(data=tmp_path / "new")
    first = secret_of(settings)
    assert secret_of(settings) == first
    assert (tmp_path / "new" / "secret").stat().st_mode & 0o777 == 0o600
    (tmp_path / "new" / "secret").write_bytes(b"short")
    with pytest.raises(BadOption, match="32 bytes"):
        secret_of(settings)


def test_every_setting_is_described() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "settings.md").read_text("utf-8")
    for name in Settings.model_fields:
        (line,) = [line for line in page.splitlines() if f"`DREAMWRIGHT_{name.upper()}`" in line]
        assert len(line.split("|")[3].strip()) > 10, line
