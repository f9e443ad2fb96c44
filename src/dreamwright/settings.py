"""Settings of the server and its workers: one frozen value, read from the environment once (`DREAMWRIGHT_…`).

Knows names, defaults and ranges; options of the command line win over it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from dreamwright.errors import BadOption
from dreamwright.service.commission import Quality

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def _data_folder() -> Path:
    """Where a person's programs keep what they make, by the XDG rule."""
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "dreamwright"


class Settings(BaseSettings):
    """Every field is the variable DREAMWRIGHT_ and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="DREAMWRIGHT_", frozen=True, extra="ignore")

    data: Path = Field(default_factory=_data_folder)
    """Folder of everything a fresh install keeps: database, films, secret."""
    database: str = ""
    """sqlite:///FILE or postgresql://…; empty = a file in the data folder."""
    storage: str = ""
    """A folder, or s3://BUCKET/PREFIX; empty = a folder in the data folder."""
    host: str = "127.0.0.1"
    """Where it listens; any other than this machine's own addresses asks for sign-in."""
    port: Annotated[int, Field(ge=0, le=65535)] = 8787
    """0 = one that is free."""
    public_url: str = ""
    """How clients reach this server, such as https://films.example; empty = http://HOST:PORT."""
    require_auth: bool = False
    """Sign-in even on the loopback; everywhere else it is needed anyway."""
    sign_up: Literal["open", "invited", "closed"] | None = None
    """Who may make an account; empty = anybody where no sign-in is asked for, else who was invited to a workspace."""
    proxies: tuple[str, ...] = ()
    """Addresses of reverse proxies whose word on the client's address and on https is taken."""
    workers: Annotated[int, Field(ge=0, le=64)] = 1
    """Films made at a time by the server itself; 0 = leave it to `dreamwright worker`."""
    models: Mapping[Literal["ray-2", "ray-flash-2", "photon-1", "photon-flash-1"], Quality] = {}
    """What Luma's models stand for, where that is another quality than ours: {"ray-2": "high"}."""
    plans: Path | None = None
    """A file of plans and prices instead of the shipped one."""
    queue_limit: Annotated[int, Field(ge=1)] = 10_000
    """Jobs that may wait; more are answered with 429."""
    requests_per_minute: Annotated[int, Field(ge=1)] = 1200
    """Of one key or address."""
    upload_bytes: Annotated[int, Field(ge=1)] = 512 * 2**20
    """The most that a file may have that is uploaded or fetched."""
    link_seconds: Annotated[float, Field(gt=0)] = 24 * 3600.0
    """How long a link to a film is good for, at least."""
    private_hosts: tuple[str, ...] = ()
    """Names or networks inside, from which pictures may be fetched and to which callbacks may go all the same."""
    origins: tuple[str, ...] = ()
    """Other sites whose pages may use this server (CORS)."""
    moderation: Literal["off", "words"] = "off"
    """Whether prompts are judged, and by what."""
    blocked_words: Path | None = None
    """A word list instead of the shipped one."""
    stripe_key: SecretStr | None = None
    """With the next one: credits and plans are sold through Stripe."""
    stripe_webhook_secret: SecretStr | None = None
    """By which Stripe signs what it tells us."""
    oidc_issuer: str = ""
    """With the next one: people sign in through this OpenID Connect provider too."""
    oidc_client_id: str = ""
    """What the provider knows this server as."""
    oidc_client_secret: SecretStr | None = None
    """Empty for a public client."""

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.data / 'dreamwright.db'}"

    @property
    def storage_url(self) -> str:
        return self.storage or str(self.data / "files")

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in LOOPBACK

    @property
    def is_public(self) -> bool:
        """Whether others than this machine's people reach the server: by its address, or through a proxy."""
        return not self.on_loopback or bool(self.proxies) or self.public_host not in ("", *LOOPBACK)

    @property
    def public_host(self) -> str:
        """The host's name in `public_url`."""
        return urlsplit(self.public_url).hostname or ""

    @property
    def signs_in_owner(self) -> bool:
        """Whether whoever asks is the owner: where only this machine reaches us, unless sign-in is asked for."""
        return not self.is_public and not self.require_auth

    @property
    def signs_up(self) -> Literal["open", "invited", "closed"]:
        """Who may make an account."""
        return self.sign_up or ("open" if self.signs_in_owner else "invited")


def read_settings(**given: object) -> Settings:
    """The settings of the environment, `given` ones first; BadOption names one that is wrong."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        name = "_".join(str(part) for part in fault["loc"][:1])
        reason = str(fault["msg"]).removeprefix("Input ").rstrip(".").lower()
        raise BadOption(f"The setting DREAMWRIGHT_{name.upper()} is wrong: {reason}.") from error


def secret_of(settings: Settings) -> bytes:
    """The installation's secret (32 bytes): signs links. Made at the first start, readable by its owner alone."""
    path = settings.data / "secret"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make_secret(path)
    found = path.read_bytes()
    if len(found) < 32:
        raise BadOption(f"“{path}” should hold a secret of 32 bytes and does not: remove it, and one is made.")
    return found


def _make_secret(path: Path) -> None:
    """Written beside and linked whole, so that of two servers that start together both read the same one."""
    beside = path.with_name(f"secret.{secrets.token_hex(8)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(32))
    with contextlib.suppress(FileExistsError):
        os.link(beside, path)
    beside.unlink()
