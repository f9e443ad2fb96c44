"""Empty stores for every test that asks for one: a folder, and a bucket of an S3 server that the session starts.

A test that asks for `store` runs twice. The server speaks HTTP in a process of its own.
"""

from __future__ import annotations

import itertools
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from dreamwright.service.storage.base import Store
from dreamwright.service.storage.open import open_store

_numbers = itertools.count()


class S3Server:
    """moto's server on a free port, of the loopback if nothing else is said. What it keeps is gone when it stops."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        with socket.socket() as probe:
            probe.bind((host, 0))
            self.port = int(probe.getsockname()[1])
        self.endpoint = f"http://{host}:{self.port}"
        self.start()

    def start(self) -> None:
        """Starts it, empty, where it was before."""
        command = [sys.executable, "-m", "moto.server", "-H", self.host, "-p", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait()

    def stop(self) -> None:
        """Ends it at once."""
        self.process.kill()
        self.process.wait()

    def _wait(self) -> None:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex((self.host, self.port)) == 0:
                    return
            time.sleep(0.1)
        pytest.fail("the S3 server did not start")

    def bucket(self, name: str = "") -> str:
        """The name of a new, empty bucket."""
        name = name or f"films-{next(_numbers)}"
        client = boto3.client("s3", endpoint_url=self.endpoint, region_name="us-east-1")
        client.create_bucket(Bucket=name)
        client.close()
        return name

    def url(self, bucket: str) -> str:
        return f"s3://{bucket}/here?endpoint={self.endpoint}&region=us-east-1"


@pytest.fixture(scope="session")
def _s3_process() -> Iterator[S3Server]:
    server = S3Server()
    yield server
    server.stop()


@pytest.fixture
def s3_server(_s3_process: S3Server, monkeypatch: pytest.MonkeyPatch) -> S3Server:
    """The session's S3 server, with credentials for it in the environment."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing-secret")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return _s3_process


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store; every test that asks runs on each kind."""
    if request.param == "folder":
        return open_store(str(tmp_path / "store"))
    server: S3Server = request.getfixturevalue("s3_server")
    return open_store(server.url(server.bucket()))
