"""A web server of the tests' own on the loopback: gives pictures, hears callbacks, hangs or fails when told to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Listening:
    """What it gives and what it heard; changed by tests while it runs."""

    files: dict[str, bytes] = field(default_factory=dict)
    heard: list[tuple[str, float, dict[str, Any]]] = field(default_factory=list)
    """Path, moment (monotonic) and JSON of each POST."""
    failures: dict[str, int] = field(default_factory=dict)
    """By path: how many POSTs are still answered with 500."""
    hanging: set[str] = field(default_factory=set)
    """Paths that never answer."""
    url: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def at(self, path: str) -> list[dict[str, Any]]:
        """What was posted there."""
        return [body for where, _, body in list(self.heard) if where == path]


def _handler(host: Listening) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = host.files.get(self.path)
            self.send_response(404 if found is None else 200)
            self.send_header("content-length", str(len(found or b"")))
            self.end_headers()
            self.wfile.write(found or b"")

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            host.heard.append((self.path, time.monotonic(), body))
            if self.path in host.hanging:
                host.over.wait(120)
                return
            fails = host.failures.get(self.path, 0)
            host.failures[self.path] = max(0, fails - 1)
            self.send_response(500 if fails else 200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *words: Any) -> None:
            """Says nothing."""

    return Handler


@contextmanager
def listening(address: str = "127.0.0.1") -> Iterator[Listening]:
    """The server, running."""
    host = Listening()
    server = ThreadingHTTPServer((address, 0), _handler(host))
    server.daemon_threads = True
    host.url = f"http://{address}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield host
    finally:
        host.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
