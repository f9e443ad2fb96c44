"""A real server in a process of its own, from an empty data folder, as a new user starts it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Served:
    """Where it is reached, and the owner's key."""

    url: str
    key: str
    data: Path
    process: subprocess.Popen[str]


@contextmanager
def serving(data: Path, *options: str) -> Iterator[Served]:
    """`dreamwright serve` on a free port; stopped with the signal of Ctrl-C when the block ends."""
    command = [sys.executable, "-m", "dreamwright", "serve", "--port", "0", "--data", str(data), *options]
    with (data.parent / f"{data.name}.log").open("w") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env={**os.environ})
    assert process.stdout is not None
    try:
        told = [process.stdout.readline() for _ in range(2)]
        url, key = (re.search(r"\S+$", line.strip()) for line in told)
        assert url, log.name
        assert key, log.name
        yield Served(url[0], key[0], data, process)
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()
