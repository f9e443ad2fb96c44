"""Whether the server lives, and whether it can serve: for load balancers and people who look after it."""

from __future__ import annotations

from fastapi import APIRouter, Response

from dreamwright.api.auth import Rooms
from dreamwright.api.threads import Threaded
from dreamwright.errors import MachineFault
from dreamwright.service.db.migrate import is_current

router = APIRouter(prefix="/v1", tags=["health"], route_class=Threaded)


@router.get("/health")
def health() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/ready")
def ready(rooms: Rooms, response: Response) -> dict[str, str]:
    """Database and storage answer; 503 names what does not."""
    found = {"database": _database(rooms), "storage": _storage(rooms)}
    if set(found.values()) != {"ok"}:
        response.status_code = 503
    return found


def _database(rooms: Rooms) -> str:
    try:
        return "ok" if is_current(rooms.database) else "needs migrating"
    except MachineFault:
        return "away"


def _storage(rooms: Rooms) -> str:
    try:
        rooms.store.size("inputs/" + "0" * 64)
    except MachineFault:
        return "away"
    return "ok"
