"""One HTTP request to an address that was checked before: the name goes into Host and TLS, never to a resolver.

Every wait on the socket ends at one deadline, however slowly bytes drip. Knows no redirects and no files.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from typing import Any, Final
from urllib.parse import SplitResult, quote

AGENT: Final = "dreamwright"
_SAFE: Final = "%/:=&?~#+!$,;'@()*[]"
_CONNECT_S: Final = 10.0


def ask(
    url: SplitResult, addresses: list[str], port: int, deadline: float, trust: ssl.SSLContext, body: bytes | None = None
) -> Any:
    """The http.client.HTTPResponse to a GET, or to a POST of the JSON `body`, head read; OSError or HTTPException.

    Closing it closes the connection. `deadline`: by time.monotonic(); TimeoutError after it.
    """
    connection = http.client.HTTPConnection(url.hostname or "", port)
    inner = _connected(url, addresses, port, deadline, trust)
    connection.sock = _Socket(inner, deadline)
    try:
        headers = _headers(url, port)
        if body is None:
            connection.request("GET", _target(url), headers=headers)
        else:
            headers |= {"Accept": "*/*", "Content-Type": "application/json"}
            connection.request("POST", _target(url), body, headers)
        return connection.getresponse()  # which owns the socket from here
    except BaseException:
        inner.close()
        raise


def left(deadline: float) -> float:
    """Seconds until the deadline; TimeoutError when it is over."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _connected(url: SplitResult, addresses: list[str], port: int, deadline: float, trust: ssl.SSLContext) -> Any:
    """A socket to the first address that answers, under TLS for https."""
    plain = _first(addresses, port, deadline)
    if url.scheme != "https":
        return plain
    try:
        plain.settimeout(left(deadline))
        return trust.wrap_socket(plain, server_hostname=url.hostname)
    except BaseException:
        plain.close()
        raise


def _first(addresses: list[str], port: int, deadline: float) -> socket.socket:
    fault: OSError = OSError("no address")
    for address in addresses:
        try:
            return socket.create_connection((address, port), min(_CONNECT_S, left(deadline)))
        except OSError as error:
            fault = error
    raise fault


def _target(url: SplitResult) -> str:
    path = quote(url.path or "/", safe=_SAFE)
    return f"{path}?{quote(url.query, safe=_SAFE)}" if url.query else path


def _headers(url: SplitResult, port: int) -> dict[str, str]:
    host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname or ""
    usual = port == {"http": 80, "https": 443}[url.scheme]
    return {
        "Host": host if usual else f"{host}:{port}",
        "User-Agent": AGENT,
        "Accept": "image/*, video/*",
        "Accept-Encoding": "identity",  # nothing is unpacked here
        "Connection": "close",
    }


class _Socket:
    """What http.client needs of a socket, with one deadline for all that is read and written."""

    def __init__(self, inner: socket.socket, deadline: float) -> None:
        self.inner, self.deadline = inner, deadline

    def sendall(self, data: bytes) -> None:
        self.inner.settimeout(left(self.deadline))
        self.inner.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        assert mode == "rb"
        return io.BufferedReader(_Reader(self))

    def close(self) -> None:
        """The reader closes the true socket: http.client lets go of this one before the body is read."""


class _Reader(io.RawIOBase):
    def __init__(self, of: _Socket) -> None:
        super().__init__()
        self._of = of

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        self._of.inner.settimeout(left(self._of.deadline))
        return self._of.inner.recv_into(buffer)

    def close(self) -> None:
        self._of.inner.close()
        super().close()
