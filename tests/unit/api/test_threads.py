"""Routes in threads: who reads is answered while every writer waits."""

from __future__ import annotations

import inspect
import threading
from concurrent.futures import ThreadPoolExecutor

from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from dreamwright.api.threads import WRITERS, Threaded


def test_readers_are_answered_while_all_writers_wait() -> None:
    router, go, at_work = APIRouter(route_class=Threaded), threading.Event(), threading.Semaphore(0)

    @router.post("/thing/{name}")
    def write(name: str, loud: bool = False) -> dict[str, str]:
        at_work.release()
        assert go.wait(60)
        return {"name": name.upper() if loud else name}

    @router.get("/thing")
    def read() -> str:
        return threading.current_thread().name

    app = FastAPI()
    app.include_router(router)
    with TestClient(app) as client, ThreadPoolExecutor(WRITERS + 10) as pool:
        asked = [pool.submit(client.post, f"/thing/{k}?loud=true") for k in range(WRITERS + 10)]
        for _ in range(WRITERS):
            assert at_work.acquire(timeout=60)
        assert client.get("/thing").json() != threading.current_thread().name
        assert not at_work.acquire(blocking=False), "more wrote at a time than may"
        go.set()
        assert [one.result().json() for one in asked] == [{"name": str(k)} for k in range(WRITERS + 10)]


def test_a_route_keeps_its_signature_and_its_words() -> None:
    def read(name: str, count: int = 3) -> str:
        """What it is."""
        return name * count

    route = Threaded("/x/{name}", read)
    assert inspect.signature(route.endpoint) == inspect.signature(read)
    assert (route.description, route.name) == ("What it is.", "read")
