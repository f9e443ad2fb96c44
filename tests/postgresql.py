"""A real PostgreSQL server of the tests' own: made, started and thrown away by the session that asks for it.

Skips where no server is installed, unless CI is set: there everything must run.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_USER = "postgres"


class Server:
    """One cluster in a folder of its own, on a free port of the loopback; and of `address` where one is given."""

    def __init__(self, folder: Path, address: str = "127.0.0.1") -> None:
        self.folder, self.port, self.address = folder, _free_port(), address
        self._bin = binaries()
        self._run("initdb", "-D", str(folder / "data"), "-U", _USER, "-A", "trust", "--no-sync", "-E", "UTF8")
        if address != "127.0.0.1":
            with (folder / "data" / "pg_hba.conf").open("a") as rules:
                rules.write("host all all samenet trust\n")

    def start(self) -> None:
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1,{self.address} -c unix_socket_directories={self.folder}"
        )
        self._control("start", "-o", f"{options} -c fsync=off -c max_connections=200", "-l", str(self.folder / "log"))

    def stop(self, how: str = "immediate") -> None:
        self._control("stop", "-m", how)

    def url(self, name: str) -> str:
        return f"postgresql://{_USER}@{self.address}:{self.port}/{name}"

    def create(self, name: str) -> str:
        """A new, empty database; its URL."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", _USER, name)
        return self.url(name)

    def copy(self, template: str, name: str) -> None:
        """A new database as `template` is."""
        self._run("createdb", "-T", template, "-h", "127.0.0.1", "-p", str(self.port), "-U", _USER, name)

    def drop(self, name: str) -> None:
        self._run("dropdb", "--force", "-h", "127.0.0.1", "-p", str(self.port), "-U", _USER, name)

    def _control(self, verb: str, *words: str) -> None:
        self._run("pg_ctl", verb, "-D", str(self.folder / "data"), "-w", "-t", "60", *words)

    def _run(self, name: str, *words: str) -> None:
        user = _USER if os.getuid() == 0 else None  # the server refuses to be root's
        with tempfile.TemporaryFile() as said:  # a pipe would stay open in the server that pg_ctl leaves behind
            done = subprocess.run([self._bin / name, *words], user=user, stdout=said, stderr=said, cwd="/", check=False)
            said.seek(0)
            assert done.returncode == 0, said.read().decode("utf-8", "replace")


def binaries() -> Path:
    """The folder of the newest installed server's programs; skips where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    named = shutil.which("initdb")
    if not found and named is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have a PostgreSQL server")
        pytest.skip("no PostgreSQL server is installed")
    return found[-1].parent if found else Path(str(named)).parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(address: str = "127.0.0.1") -> Iterator[Server]:
    """A new server, running."""
    with tempfile.TemporaryDirectory(prefix="dreamwright-pg-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        if os.getuid() == 0:
            shutil.chown(folder, _USER)
        server = Server(folder, address)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """The session's server."""
    with running() as server:
        yield server
