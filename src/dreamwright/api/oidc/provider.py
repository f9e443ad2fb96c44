"""A provider of OpenID Connect (authorization code with PKCE): where to send a browser, and what its code proves.

Its library is loaded when a provider is made, and is not needed otherwise. Knows no person, cookie or route.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from dreamwright.errors import MachineFault, MissingBackend, NotSignedIn
from dreamwright.service.accounts.identities import Identity

if TYPE_CHECKING:
    import httpx
    from joserfc.jwk import KeySet

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""Of signatures that only the provider can make: never `none`, never a secret that we hold as well."""
SKEW_S = 60
"""How far its clock may be from ours."""
KEPT_S = 3600.0
_KEYS_AT_MOST_EVERY_S = 30.0
_Value = TypeVar("_Value")


@dataclass(frozen=True)
class ProviderSettings:
    """Who the provider is and who we are to it; `redirect_uri` is where it sends browsers back to."""

    issuer: str
    client_id: str
    client_secret: str | None = field(repr=False)
    redirect_uri: str
    timeout_s: float = 10.0


@dataclass(frozen=True)
class Begun:
    """A sign-in under way: where the browser goes, and what must be remembered until it comes back."""

    url: str
    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


class Provider:
    """A provider; MissingBackend where authlib is not installed. Safe to share between threads."""

    def __init__(self, settings: ProviderSettings, transport: httpx.BaseTransport | None = None) -> None:
        """`transport`: another way to the provider than the network."""
        if not all(find_spec(library) for library in ("authlib", "httpx", "joserfc")):
            raise MissingBackend("OpenID Connect needs its library: pip install 'dreamwright[oidc]'.")
        self._settings, self._transport = settings, transport
        self._lock = threading.Lock()
        self._about: Kept[dict[str, Any]] | None = None
        self._keys: Kept[KeySet] | None = None

    def begin(self) -> Begun:
        """Where to send a browser that wants to sign in; MachineFault where the provider cannot be reached."""
        nonce, state, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        about = self._metadata()
        with self._client(about) as client:
            url, _ = client.create_authorization_url(
                about["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        return Begun(url, state, nonce, verifier)

    def finish(self, code: str, nonce: str, verifier: str, now: float) -> Identity:
        """Who came back with that code. NotSignedIn where the provider or its token does not prove it; MachineFault."""
        about = self._metadata()
        with _told(), self._client(about) as client:
            answer = client.fetch_token(
                about["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=verifier
            )
            claims = self._claims(str(answer.get("id_token") or ""), nonce, now)
            if "email" not in claims and "userinfo_endpoint" in about:
                claims = _joined(claims, client.get(about["userinfo_endpoint"]).raise_for_status().json())
        return _identity(self._settings.issuer, claims)

    def _claims(self, token: str, nonce: str, now: float) -> dict[str, Any]:
        """What an ID token says, proven to be the provider's, for us, of now, and of this sign-in."""
        from joserfc.errors import InvalidKeyIdError, JoseError

        try:
            try:
                claims = _verified(token, self._key_set())
            except InvalidKeyIdError:  # signed with a newer key than those we know
                claims = _verified(token, self._key_set(anew=True))
            _check(claims, self._settings, now)
        except (JoseError, ValueError) as error:
            raise NotSignedIn("The identity provider's token does not prove who you are.") from error
        if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
            raise NotSignedIn("The identity provider's token is of another sign-in.")
        return claims

    def _client(self, about: Mapping[str, Any]) -> Any:
        from authlib.integrations.httpx_client import OAuth2Client

        ours = self._settings
        return OAuth2Client(
            ours.client_id, ours.client_secret, scope="openid email profile", redirect_uri=ours.redirect_uri,
            code_challenge_method="S256", token_endpoint_auth_method=_method(ours, about), timeout=ours.timeout_s,
            transport=self._transport, follow_redirects=False,
        )  # fmt: skip

    def _metadata(self) -> dict[str, Any]:
        """What the provider says of itself, kept for an hour."""
        with self._lock:
            if self._about is None or self._about.is_old(KEPT_S):
                found = self._got(f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration")
                needed = {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"}
                if not needed <= found.keys() or found["issuer"] != self._settings.issuer:
                    raise MachineFault("The identity provider does not describe itself as the configured issuer.")
                self._about = Kept(found)
            return self._about.value

    def _key_set(self, anew: bool = False) -> KeySet:
        """The provider's public keys; `anew` asks again, though not more often than every half minute."""
        from joserfc.jwk import KeySet

        about = self._metadata()
        with self._lock:
            if self._keys is None or self._keys.is_old(_KEYS_AT_MOST_EVERY_S if anew else KEPT_S):
                self._keys = Kept(KeySet.import_key_set(self._got(about["jwks_uri"])))  # type: ignore[arg-type]
            return self._keys.value

    def _got(self, url: str) -> dict[str, Any]:
        import httpx

        with _told(), httpx.Client(transport=self._transport, timeout=self._settings.timeout_s) as client:
            found = client.get(url).raise_for_status().json()
        if not isinstance(found, dict):
            raise MachineFault("The identity provider answered with something else than it should.")
        return found


class Kept(Generic[_Value]):
    """Something that was fetched, and when."""

    def __init__(self, value: _Value) -> None:
        self.value, self._since = value, time.monotonic()

    def is_old(self, after_s: float) -> bool:
        return time.monotonic() - self._since > after_s


def _verified(token: str, keys: KeySet) -> dict[str, Any]:
    from joserfc import jwt

    return dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims)


def _check(claims: Mapping[str, Any], ours: ProviderSettings, now: float) -> None:
    """Issuer, audience and times (OpenID Connect Core 3.1.3.7); raises ClaimError."""
    from joserfc.errors import InvalidClaimError
    from joserfc.jwt import ClaimsOption, JWTClaimsRegistry

    must: ClaimsOption = {"essential": True}
    iss: ClaimsOption = {"essential": True, "value": ours.issuer}
    aud: ClaimsOption = {"essential": True, "value": ours.client_id}
    registry = JWTClaimsRegistry(now=int(now), leeway=SKEW_S, iss=iss, aud=aud, exp=must, iat=must, sub=must)
    registry.validate(dict(claims))
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != ours.client_id:
        raise InvalidClaimError("azp")


def _method(ours: ProviderSettings, about: Mapping[str, Any]) -> str:
    """How we prove to the provider who we are: in a header where it takes that, else in the body."""
    if ours.client_secret is None:
        return "none"
    known = about.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return "client_secret_basic" if "client_secret_basic" in known else "client_secret_post"


def _joined(claims: dict[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """The token's claims and those of the userinfo endpoint, which must be about the same subject."""
    if more.get("sub") != claims["sub"]:
        raise NotSignedIn("The identity provider answered about somebody else.")
    return {**more, **claims}


def _identity(issuer: str, claims: Mapping[str, Any]) -> Identity:
    email, name = claims.get("email"), claims.get("name") or claims.get("preferred_username")
    return Identity(
        issuer, str(claims["sub"]), email if isinstance(email, str) and email else None,
        claims.get("email_verified") in (True, "true"), name if isinstance(name, str) else None,
    )  # fmt: skip


@contextmanager
def _told() -> Iterator[None]:
    """Turns what goes wrong between us and the provider into one sentence; its own words stay in the cause."""
    import httpx
    from authlib.common.errors import AuthlibBaseError

    try:
        yield
    except AuthlibBaseError as error:
        raise NotSignedIn("The identity provider refused this sign-in: begin again.") from error
    except httpx.HTTPError as error:
        raise MachineFault("The identity provider cannot be reached now.") from error
    except ValueError as error:
        raise MachineFault("The identity provider answered with something else than it should.") from error
