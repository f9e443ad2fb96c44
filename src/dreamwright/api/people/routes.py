"""All routes about people, under `/v1`."""

from __future__ import annotations

from fastapi import APIRouter

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

router = APIRouter(prefix="/v1")
for _room in (sign_in, oidc, account, keys, workspaces, invitations, usage, payments, admin):
    router.include_router(_room.router)
