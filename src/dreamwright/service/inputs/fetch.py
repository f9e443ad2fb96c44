"""A file from a URL that a user gave: public hosts only, checked at every redirect, limited in bytes and in time.

What the server says of the file (name, type, length) is believed nowhere. No sentence names an address inside.
"""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, urljoin, urlsplit

from dreamwright.errors import BadFile, BadOption
from dreamwright.service.inputs.addresses import Allowed, Resolve, addresses_of, hidden, resolve
from dreamwright.service.inputs.data_uri import read_data_uri
from dreamwright.service.inputs.inputs import Input, mega
from dreamwright.service.inputs.pinned import ask, left
from dreamwright.service.inputs.take import Intake, scratch_file, spool, take

_PORTS: Final = {"http": 80, "https": 443}
_MOVED: Final = (301, 302, 303, 307, 308)
_LONGEST_URL: Final = 8_192
_CHUNK: Final = 1 << 16


@cache
def _system_trust() -> ssl.SSLContext:
    return ssl.create_default_context()


@dataclass(frozen=True)
class Rules:
    """Where a fetch may go and what it may cost."""

    most_bytes: int = 200_000_000
    total_s: float = 60.0
    """For all of it: names, connections, redirects, bytes."""
    redirects: int = 5
    allowed: Allowed = field(default_factory=Allowed)
    """Hosts inside, at any port; all others are public and at port 80 or 443."""
    resolver: Resolve = resolve
    trust: ssl.SSLContext | None = None
    """Who signs for https hosts; None = whom this machine trusts."""


def take_url(intake: Intake, workspace_id: str, url: str, rules: Rules = Rules()) -> Input:
    """The input behind an http, https or data URL; BadOption or BadFile, in one sentence."""
    rules = replace(rules, most_bytes=min(rules.most_bytes, intake.limits.most_bytes))
    with scratch_file(intake) as path:
        fetch(url, path, rules)
        return take(intake, workspace_id, path)


def fetch(url: str, to: Path, rules: Rules = Rules()) -> int:
    """Bytes written to the new file `to`.

    BadOption for a URL that cannot be fetched as it is written; BadFile for a host that is not public, a server that
    does not give the file, too many bytes, too much time, a redirect too many.
    """
    if url[:5].lower() == "data:":
        return spool([read_data_uri(url, rules.most_bytes)], to, rules.most_bytes)
    deadline = time.monotonic() + rules.total_s
    try:
        answer = _followed(url, rules, deadline)
        try:
            return spool(_body(answer), to, rules.most_bytes)
        finally:
            answer.close()
    except TimeoutError as error:
        raise BadFile("The URL takes too long to be fetched.") from error


def post(url: str, body: bytes, rules: Rules = Rules()) -> int:
    """The status of the answer to a POST of JSON to a URL that a user gave; no redirect is followed.

    BadOption or BadFile as `fetch`, TimeoutError after the rules' time.
    """
    answer = _asked(parsed(url), rules, time.monotonic() + rules.total_s, body)
    answer.close()
    return int(answer.status)


def _followed(url: str, rules: Rules, deadline: float) -> Any:
    """The answer that has the file, after no more redirects than the rules allow."""
    for _ in range(rules.redirects + 1):
        answer = _asked(parsed(url), rules, deadline)
        if answer.status not in _MOVED:
            return _checked(answer, rules)
        onward = answer.headers.get("Location", "")
        answer.close()
        if not onward:
            raise BadFile("The URL leads on to nowhere.")
        url = urljoin(url, onward)
    raise BadFile(f"The URL leads on more than {rules.redirects} times.")


def _asked(url: SplitResult, rules: Rules, deadline: float, body: bytes | None = None) -> Any:
    host = url.hostname or ""
    port = url.port or _PORTS[url.scheme]
    addresses = addresses_of(host, port, rules.allowed, left(deadline), rules.resolver)
    if port not in _PORTS.values() and not _inside(host, addresses, rules.allowed):
        raise BadOption("The port of a URL is 80 or 443.")
    try:
        return ask(url, addresses, port, deadline, rules.trust or _system_trust(), body)
    except TimeoutError:
        raise
    except ssl.SSLError as error:
        raise BadFile("The host of the URL has no certificate that is trusted here.") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise BadFile("The host of the URL does not answer as a web server does.") from error


def _inside(host: str, addresses: Sequence[str], allowed: Allowed) -> bool:
    return allowed.name(host) or all(allowed.address(ip_address(one)) for one in addresses)


def parsed(url: str) -> SplitResult:
    """The URL in parts, its host in ASCII and lower case; BadOption."""
    if len(url) > _LONGEST_URL:
        raise BadOption(f"A URL has at most {_LONGEST_URL} characters.")
    if any(letter <= " " or letter in "\\\x7f" for letter in url):
        raise BadOption("A URL has no spaces, line ends or backslashes in it.")
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
        host = host if ":" in host else host.encode("idna").decode()
    except (ValueError, UnicodeError) as error:
        raise BadOption("This is not a URL that can be read.") from error
    if parts.scheme not in _PORTS or not host:
        raise BadOption("Give a URL that begins with https://, http:// or data:.")
    if parts.username is not None or parts.password is not None:
        raise BadOption("A URL has no user name or password in it.")
    if "%" in host:
        raise hidden()
    shown = f"[{host}]" if ":" in host else host
    return parts._replace(netloc=shown if port is None else f"{shown}:{port}")


def _checked(answer: Any, rules: Rules) -> Any:
    fault = _fault(answer, rules)
    if fault:
        answer.close()
        raise BadFile(fault)
    return answer


def _fault(answer: Any, rules: Rules) -> str | None:
    if answer.status != 200:
        return f"The host of the URL answers with status {answer.status}, not with the file."
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        return "The host of the URL sends the file compressed, though it was asked not to."
    if answer.length is not None and answer.length > rules.most_bytes:
        return f"The file is too large: the most is {mega(rules.most_bytes)}."
    return None


def _body(answer: Any) -> Iterator[bytes]:
    """The bytes as they come; BadFile when they end before the length that was told."""
    told, size = answer.length, 0
    try:
        while chunk := answer.read1(_CHUNK):
            size += len(chunk)
            yield chunk
    except TimeoutError:
        raise
    except (OSError, http.client.HTTPException) as error:
        raise BadFile("The file broke off while it was fetched.") from error
    if told is not None and size < told:
        raise BadFile("The file broke off while it was fetched.")
