"""The client: one method for each thing that a server does. Synchronous; safe to share between threads."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urljoin

import httpx

from dreamwright.errors import CannotWrite, Conflict, MachineFault, NotFound
from dreamwright.sdk.values import FINAL, Board, BoardPage, Generation, Input, Link, Page, Planned, Progress
from dreamwright.sdk.wire import Event, Wire

WHOLE_BYTES = 8 << 20
"""Longer files are uploaded in parts of this size."""
SILENCE_S = 40.0
"""A stream of events is broken when nothing, not even a heartbeat, comes for so long."""
POLL_S = 1.0
ATTEMPTS = 5
"""How often in a row a part of an upload is tried."""


class Client:
    """A Dreamwright server.

    Every method raises the errors of `dreamwright.errors` with the server's own sentence: NotSignedIn, NotAllowed,
    NotFound, Conflict, TooFewCredits, TooMany, BadInput; MachineFault where the server cannot be reached.
    """

    def __init__(
        self,
        base_url: str = "http://127.0.0.1:8787",
        key: str | None = None,
        *,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`key`: an API key; none is needed for a server on this machine that asks for none."""
        self._wire = Wire(base_url, key, transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Gives the connections back."""
        self._wire.client.close()

    def plan(self, prompt: str, **asked: Any) -> Planned:
        """How the server understands a prompt, and what it would cost; makes nothing.

        `asked`: fields of `POST /v1/plan`, such as seed, aspect, resolution, duration_s, concepts, quality.
        """
        return Planned.model_validate(self._wire.ask("POST", "/v1/plan", json={"prompt": prompt, **asked}))

    def create(
        self,
        prompt: str | Mapping[str, Any] | None = None,
        *,
        plan: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        **asked: Any,
    ) -> Generation:
        """A queued generation of a prompt (words, or words with fields beside them), of a plan, or as `asked`.

        `asked`: fields of `POST /v1/generations`, such as kind, quality, format, inputs, extend, board, callback_url.
        With an `idempotency_key`, asking again gives the same generation.
        """
        headers = {} if idempotency_key is None else {"idempotency-key": idempotency_key}
        given = {"prompt": prompt if isinstance(prompt, str | None) else dict(prompt), "plan": plan, **asked}
        body = {name: value for name, value in given.items() if value is not None}
        return Generation.model_validate(self._wire.ask("POST", "/v1/generations", json=body, headers=headers))

    def get(self, generation_id: str) -> Generation:
        """The generation as it stands."""
        return Generation.model_validate(self._wire.ask("GET", f"/v1/generations/{generation_id}"))

    def page(self, cursor: str | None = None, **filters: Any) -> Page:
        """Some generations, newest first. `filters`: state, kind, board, text, limit."""
        asked = {name: value for name, value in {**filters, "cursor": cursor}.items() if value is not None}
        return Page.model_validate(self._wire.ask("GET", "/v1/generations", params=asked))

    def list(self, **filters: Any) -> Iterator[Generation]:
        """All generations, newest first, fetched page by page. `filters`: state, kind, board, text, limit (a page)."""
        cursor = None
        while True:
            page = self.page(cursor, **filters)
            yield from page.generations
            if page.cursor is None:
                return
            cursor = page.cursor

    def cancel(self, generation_id: str) -> Generation:
        """The generation after it was asked to stop; Conflict where it has ended."""
        return Generation.model_validate(self._wire.ask("POST", f"/v1/generations/{generation_id}/cancel"))

    def retry(self, generation_id: str) -> Generation:
        """A new generation in place of one that failed or was cancelled; Conflict for any other."""
        return Generation.model_validate(self._wire.ask("POST", f"/v1/generations/{generation_id}/retry"))

    def delete(self, generation_id: str) -> None:
        """Really deletes it, files and all."""
        self._wire.ask("DELETE", f"/v1/generations/{generation_id}")

    def wait(
        self,
        generation_id: str,
        on_progress: Callable[[Progress], None] | None = None,
        timeout_s: float | None = None,
    ) -> Generation:
        """The generation when it has ended, well or not: look at `state` and `reason`.

        `on_progress` hears of every step. Follows the server's events, goes on where they broke off, and asks now
        and then where they cannot be had. TimeoutError after `timeout_s` seconds.
        """
        until = None if timeout_s is None else time.monotonic() + timeout_s
        after: int | None = None
        told: Progress | None = None
        while True:
            found = self.get(generation_id)
            if on_progress is not None and found.progress != told and not found.ended:
                told = found.progress
                on_progress(told)
            if found.ended:
                return found
            last: Event | None = None
            for last in self._followed(generation_id, after, until):
                after = last.id or after
                if last.kind == "progress" and on_progress is not None:
                    told = Progress.model_validate(last.data)
                    on_progress(told)
            _rest(until, 0.0 if last is not None and last.data.get("state") in FINAL else POLL_S)

    def _followed(self, generation_id: str, after: int | None, until: float | None) -> Iterator[Event]:
        """Events until the stream ends or breaks, or the time is over."""
        patience_s = SILENCE_S if until is None else max(0.1, min(SILENCE_S, until - time.monotonic()))
        try:
            for event in self._wire.events(f"/v1/generations/{generation_id}/events", after, patience_s):
                yield event
                _rest(until, 0.0)
        except MachineFault:
            return

    def upload(self, path: str | Path) -> Input:
        """The picture or film at `path`, as an input of the workspace; large files go in parts and survive breaks."""
        file = Path(path)
        if file.stat().st_size > WHOLE_BYTES:
            return self._upload_in_parts(file)
        with file.open("rb") as content:
            files = {"file": (file.name, content)}
            return Input.model_validate(self._wire.ask("POST", "/v1/uploads", files=files))

    def _upload_in_parts(self, file: Path) -> Input:
        with file.open("rb") as content:
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()
            begun = self._wire.ask("POST", "/v1/uploads/parts", json={"size": file.stat().st_size, "sha256": sha256})
            path, received, failures = f"/v1/uploads/{begun['id']}", 0, 0
            while received < begun["size"]:
                content.seek(received)
                headers = {"upload-offset": str(received)}
                try:
                    stands = self._wire.ask("PATCH", path, content=content.read(WHOLE_BYTES), headers=headers)
                    failures = 0
                except (MachineFault, Conflict):
                    failures += 1
                    if failures == ATTEMPTS:
                        raise
                    time.sleep(2.0 ** (failures - 1))
                    stands = self._wire.ask("GET", path)
                received = stands["received"]
        return Input.model_validate(self._wire.ask("POST", f"{path}/finish"))

    def download(self, generation: Generation | str, path: str | Path) -> Path:
        """The path, where the film or picture now lies, whole or not at all.

        NotFound where there is no file (yet), CannotWrite where the disk will not have it.
        """
        found = self.get(generation) if isinstance(generation, str) else generation
        if found.file is None:
            raise NotFound(f"The generation is {found.state}: it has no file.")
        to = Path(path)
        beside = to.with_name(f".{to.name}.part")
        try:
            with beside.open("wb") as file:
                for chunk in self._content(found.file.url):
                    file.write(chunk)
            beside.replace(to)
        except OSError as fault:
            raise CannotWrite(f"“{to}” cannot be written: {fault.strerror or fault}.") from fault
        finally:
            beside.unlink(missing_ok=True)
        return to

    def _content(self, url: str) -> Iterator[bytes]:
        """A signed link may lead to another host: the key stays here."""
        client = self._wire.client
        request = client.build_request("GET", urljoin(str(client.base_url), url))
        request.headers.pop("authorization", None)
        try:
            answer = client.send(request, stream=True)
            try:
                if not answer.is_success:
                    answer.read()
                    self._wire.checked(answer)
                yield from answer.iter_bytes()
            finally:
                answer.close()
        except httpx.HTTPError as fault:
            raise MachineFault(f"The file cannot be downloaded: {str(fault) or type(fault).__name__}.") from fault

    def create_board(self, name: str) -> Board:
        """A new, empty board."""
        return Board.model_validate(self._wire.ask("POST", "/v1/boards", json={"name": name}))

    def boards(self) -> Iterator[Board]:
        """All boards, newest first."""
        cursor = None
        while True:
            asked: dict[str, str] = {} if cursor is None else {"cursor": cursor}
            page = self._wire.ask("GET", "/v1/boards", params=asked)
            yield from (Board.model_validate(one) for one in page["boards"])
            cursor = page["cursor"]
            if cursor is None:
                return

    def board(self, board_id: str, cursor: str | None = None) -> BoardPage:
        """A board and some of what lies on it, in its order."""
        asked = {} if cursor is None else {"cursor": cursor}
        return BoardPage.model_validate(self._wire.ask("GET", f"/v1/boards/{board_id}", params=asked))

    def rename_board(self, board_id: str, name: str) -> Board:
        """The board under its new name."""
        return Board.model_validate(self._wire.ask("PATCH", f"/v1/boards/{board_id}", json={"name": name}))

    def delete_board(self, board_id: str) -> None:
        """Deletes the board; the generations on it stay."""
        self._wire.ask("DELETE", f"/v1/boards/{board_id}")

    def add_to_board(self, board_id: str, generation_id: str) -> Generation:
        """The generation, which now lies at the board's end."""
        body = {"generation": generation_id}
        return Generation.model_validate(self._wire.ask("POST", f"/v1/boards/{board_id}/items", json=body))

    def remove_from_board(self, board_id: str, generation_id: str) -> None:
        """Takes the generation off the board."""
        self._wire.ask("DELETE", f"/v1/boards/{board_id}/items/{generation_id}")

    def share_board(
        self, board_id: str, access: Literal["view", "edit"] = "view", lasts_s: float | None = None
    ) -> Link:
        """A link for whoever gets it, for so many seconds or until it is revoked. It cannot be shown again."""
        body = {"access": access, "lasts_s": lasts_s}
        return Link.model_validate(self._wire.ask("POST", f"/v1/boards/{board_id}/links", json=body))


def _rest(until: float | None, seconds: float) -> None:
    """Sleeps; TimeoutError once the time is over."""
    left_s = seconds if until is None else until - time.monotonic()
    if until is not None and left_s <= 0:
        raise TimeoutError("The generation has not ended yet.")
    time.sleep(min(seconds, left_s))
