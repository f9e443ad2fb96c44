"""A provider of OpenID Connect of our own, over real sockets: strict as the standard is, and a liar where told to be.

It demands PKCE (S256), its client's secret, the registered address to come back to, and takes each code once.
"""

from __future__ import annotations

import base64
import hashlib
import http.server
import json
import secrets
import threading
import time
import urllib.parse
from collections.abc import Callable
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "films", "s3cret of ours"


class Issuer:
    """`claims` are laid over those of each token, None takes one away; `signer` may be a key that is not published."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.published = [self.key]
        self.signer: Any = self.key
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "one"}
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.subject = {"sub": "42", "email": "ada@example.org", "email_verified": True, "name": "Ada"}
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> Issuer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def authorize(self, url: str) -> str:
        """What the person's browser does: signs in there, and is sent back to this address."""
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        assert query["client_id"] == CLIENT
        assert query["response_type"] == "code"
        assert "openid" in query["scope"].split()
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urllib.parse.urlencode({'code': code, 'state': query['state']})}"

    def get(self, path: str, headers: Any) -> tuple[int, dict[str, Any]]:
        self.asked.append(path)
        match path:
            case "/.well-known/openid-configuration":
                return 200, {
                    "issuer": self.url, "authorization_endpoint": f"{self.url}/authorize",
                    "token_endpoint": f"{self.url}/token", "jwks_uri": f"{self.url}/jwks",
                    "userinfo_endpoint": f"{self.url}/userinfo",
                }  # fmt: skip
            case "/jwks":
                return 200, {"keys": [key.as_dict(private=False) for key in self.published]}
            case "/userinfo" if headers["authorization"] == "Bearer access":
                return 200, self.userinfo
        return 404, {}

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        known = self.codes.pop(form.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{urllib.parse.quote(SECRET)}".encode()).decode()
        plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if authorization not in (f"Basic {basic}", f"Basic {plain}"):
            return 401, {"error": "invalid_client"}
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if known is None or known["code_challenge"] != challenge.decode().rstrip("="):
            return 400, {"error": "invalid_grant"}
        if form.get("redirect_uri") != known["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "access", "token_type": "Bearer", "id_token": self.id_token(known["nonce"])}

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce, **self.subject}
        told = {name: value for name, value in {**claims, **self.claims}.items() if value is not None}
        return jwt.encode(self.header, told, self.signer, algorithms=[self.header["alg"]])


def _handler(issuer: Issuer) -> Callable[..., http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(*issuer.get(self.path, self.headers))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = dict(urllib.parse.parse_qsl(body))
            self._answer(*issuer.token(form, self.headers["authorization"] or ""))

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
