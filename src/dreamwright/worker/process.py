"""A child process in a group of its own: its messages, its end, and the end of all that it started.

Knows pipes and signals; knows no film.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

LONGEST_SAID = 2000


class Process:
    """Started when made. `messages` until it ends; `kill` from any thread."""

    def __init__(self, command: Sequence[str], request: str, folder: Path) -> None:
        self._said = folder / "stderr.txt"
        self._lock = threading.Lock()
        self._reaped = False
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, cwd=folder, process_group=0
            )
        self._send(request)

    def _send(self, request: str) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        with contextlib.suppress(BrokenPipeError), stdin:  # it died at once: its end says so
            stdin.write(request.encode())

    def messages(self) -> Iterator[dict[str, Any]]:
        """What it says, until it ends or is killed; a line cut off by its end is no message."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.endswith(b"\n"):
                yield json.loads(line)

    def wait(self) -> int:
        """Its exit status once it has ended; -N = by signal N. What it started is ended as well."""
        os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT)
        self.kill()
        with self._lock:
            self._reaped = True  # from here on its number may be another's
            status = self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        return status

    def kill(self) -> None:
        """Ends the whole group now; nothing happens after `wait`."""
        with self._lock, contextlib.suppress(ProcessLookupError):
            if not self._reaped:
                os.killpg(self._process.pid, signal.SIGKILL)

    @property
    def last_words(self) -> str:
        """The end of what it said on standard error."""
        return self._said.read_bytes()[-LONGEST_SAID:].decode("utf-8", "replace").strip()
