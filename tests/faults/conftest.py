"""Servers that faults are done to: each test has one of its own, with a database of each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tests.databases import KINDS
from tests.serving import Serving, rendered, tiny

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tests.postgresql import Server

S3_KEYS = {
    "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing-secret", "AWS_EC2_METADATA_DISABLED": "true",
}  # fmt: skip
SEEDS = (1, 2)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Serving]]:
    """Makes servers, not started yet; all are stopped when the test is over."""
    made: list[Serving] = []

    def make(folder: Path = tmp_path / "data", **fields: Any) -> Serving:
        made.append(Serving(folder, **fields))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture(params=KINDS)
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database; "" = SQLite in the server's own folder."""
    if request.param == "sqlite":
        yield ""
        return
    server: Server = request.getfixturevalue("postgresql")
    yield server.create("faults")
    server.drop("faults")


@pytest.fixture(scope="session")
def truth(tmp_path_factory: pytest.TempPathFactory) -> dict[int, NDArray[np.uint8]]:
    """What `dreamwright render` makes of `tiny(seed)`, by the seed."""
    return {seed: rendered(tiny(seed), tmp_path_factory.mktemp("truth")) for seed in SEEDS}
