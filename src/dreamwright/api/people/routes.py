"""All routes about people, under `/v1`."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from dreamwright.api.people import (
    account,
    admin,
    invitations,
    keys,
    oidc,
    payments,
    sign_in,
    usage,
    workspaces,
)


async def private(response: Response) -> None:
    """Nothing about people stays in a cache."""
    response.headers["cache-control"] = "no-store"


router = APIRouter(prefix="/v1", dependencies=[Depends(private)])
for _room in (sign_in, oidc, account, keys, workspaces, invitations, usage, payments, admin):
    router.include_router(_room.router)
