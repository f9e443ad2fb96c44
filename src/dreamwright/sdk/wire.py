"""Requests to a server, and its problems as the errors of dreamwright.errors. Knows no route."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import httpx

from dreamwright import errors

TIMEOUT: Final = httpx.Timeout(60.0, connect=10.0)
_BY_STATUS: Final[dict[int, type[errors.DreamwrightError]]] = {
    400: errors.BadInput, 401: errors.NotSignedIn, 402: errors.TooFewCredits, 403: errors.NotAllowed,
    404: errors.NotFound, 409: errors.Conflict, 413: errors.BadFile, 422: errors.BadInput,
    503: errors.MachineFault,
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """One server-sent event."""

    id: int | None
    kind: str
    data: dict[str, Any]


class Wire:
    """One server, reached with one key."""

    def __init__(self, base_url: str, key: str | None, transport: httpx.BaseTransport | None = None) -> None:
        """`transport`: in place of the network, for tests."""
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self.client = httpx.Client(
            base_url=base_url.rstrip("/"), headers=headers, timeout=TIMEOUT, transport=transport
        )  # fmt: skip

    def ask(self, method: str, path: str, **request: Any) -> Any:
        """The answer's JSON, None where it has none; raises what `checked` does."""
        answer = self.checked(self.send(method, path, **request))
        return answer.json() if answer.content else None

    def send(self, method: str, path: str, **request: Any) -> httpx.Response:
        """The answer, whatever it is; MachineFault where the server cannot be reached."""
        try:
            return self.client.request(method, path, **request)
        except httpx.HTTPError as fault:
            raise _away(fault) from fault

    def checked(self, answer: httpx.Response) -> httpx.Response:
        """The answer, if it is a good one; else the error that it tells, with the server's own sentence."""
        if answer.is_success:
            return answer
        sentence = _sentence(answer)
        if answer.status_code == 429:
            raise errors.TooMany(sentence, float(answer.headers.get("retry-after", 1)))
        raise _BY_STATUS.get(answer.status_code, errors.DreamwrightError)(sentence)

    def events(self, path: str, after: int | None, timeout_s: float) -> Iterator[Event]:
        """Server-sent events as they come; MachineFault where the stream breaks or is silent for too long."""
        headers = {"accept": "text/event-stream"} | ({} if after is None else {"last-event-id": str(after)})
        try:
            with self.client.stream("GET", path, headers=headers, timeout=timeout_s) as answer:
                if not answer.is_success:
                    answer.read()
                    self.checked(answer)
                yield from _events(answer.iter_lines())
        except httpx.HTTPError as fault:
            raise _away(fault) from fault


def _away(fault: httpx.HTTPError) -> errors.MachineFault:
    return errors.MachineFault(f"The server cannot be reached: {str(fault) or type(fault).__name__}.")


def _sentence(answer: httpx.Response) -> str:
    """What the server says is wrong."""
    try:
        told = answer.json()
    except ValueError:
        told = None
    said = told.get("title") or told.get("detail") if isinstance(told, dict) else None
    return str(said or f"The server answered with status {answer.status_code}.")


def _events(lines: Iterator[str]) -> Iterator[Event]:
    """By the rules of the HTML standard, as far as our server uses them."""
    fields: dict[str, str] = {}
    for line in lines:
        if line and not line.startswith(":"):
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")
        elif not line and "data" in fields:
            number = int(fields["id"]) if "id" in fields else None
            yield Event(number, fields.get("event", "message"), json.loads(fields["data"]))
            fields = {}
