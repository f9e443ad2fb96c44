"""Whether the server says truly how it is."""

from __future__ import annotations

import subprocess
import sys

from fastapi.testclient import TestClient

from dreamwright.api.context import Context


def test_a_server_that_can_serve_says_so(anyone: TestClient) -> None:
    assert anyone.get("/v1/health").json() == {"status": "ok"}
    assert anyone.get("/v1/ready").json() == {"database": "ok", "storage": "ok"}


def test_a_database_that_must_be_migrated_is_not_ready(anyone: TestClient, context: Context) -> None:
    with context.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    answer = anyone.get("/v1/ready")
    assert answer.status_code == 503
    assert answer.json()["database"] == "needs migrating"


def test_a_key_is_asked_for(anyone: TestClient, asked: TestClient) -> None:
    assert anyone.get("/dream-machine/v1/ping").status_code == 401
    assert asked.get("/dream-machine/v1/ping").json() == {"message": "pong"}


def test_the_edge_loads_no_renderer() -> None:
    code = (
        "import sys, dreamwright.api.app; print([one for one in ('drjit', 'torch', 'mitsuba') if one in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "[]"
