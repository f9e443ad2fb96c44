"""Sign-in through another site: the browser is sent there with a secret of ours, and comes back with a code."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse

from dreamwright.api.auth import Rooms
from dreamwright.api.oidc.provider import Provider
from dreamwright.api.oidc.seal import seal, unseal
from dreamwright.api.people.deeds import Visit
from dreamwright.api.people.door import Entrance, is_secure, let_in
from dreamwright.api.people.sign_in import may_sign_up
from dreamwright.api.threads import Threaded
from dreamwright.errors import NotAllowed, NotFound, NotSignedIn
from dreamwright.service.accounts import identities

COOKIE = "dreamwright_oidc"
PATH = "/v1/sign-in/oidc"
CALLBACK = f"{PATH}/callback"
LASTS_S = 600

router = APIRouter(prefix="/sign-in/oidc", tags=["sign-in"], route_class=Threaded)


def provider_of(rooms: Rooms) -> Provider:
    """The other site; NotFound where there is none."""
    if rooms.oidc is None:
        raise NotFound("Sign-in through another site is off here.")
    return rooms.oidc


Site = Annotated[Provider, Depends(provider_of)]
Next = Annotated[
    str, Query(max_length=500, pattern=r"^/([A-Za-z0-9._~!$&'()*+,;=:@%?#-][A-Za-z0-9._~!$&'()*+,;=:@%?#/-]*)?$")
]
Word = Annotated[str | None, Query(max_length=4096)]


@router.get("", status_code=303, response_class=RedirectResponse)
def begin(
    rooms: Rooms, site: Site, next: Next = "/", invitation: Annotated[str | None, Query(max_length=100)] = None
) -> RedirectResponse:
    """Sends the browser to the other site. `next`: the page of ours to come back to."""
    begun = site.begin()
    with rooms.database.read() as connection:
        now = rooms.database.now(connection)
    kept = {"state": begun.state, "nonce": begun.nonce, "verifier": begun.verifier, "next": next}
    kept |= {"invitation": invitation} if invitation else {}
    answer = RedirectResponse(begun.url, 303)
    answer.set_cookie(
        COOKIE, seal(rooms.config.secret, kept, now + LASTS_S), max_age=LASTS_S, httponly=True, samesite="lax",
        secure=is_secure(rooms), path=PATH,
    )  # fmt: skip
    return answer


@router.get("/callback", status_code=303, response_class=RedirectResponse)
def finish(
    rooms: Rooms, site: Site, request: Request, visitor: Visit, code: Word = None, state: Word = None,
    error: Word = None,
) -> RedirectResponse:  # fmt: skip
    """Where the other site sends the browser back to: signs in whom it vouches for."""
    with rooms.database.read() as connection:
        now = rooms.database.now(connection)
    kept = unseal(rooms.config.secret, request.cookies.get(COOKIE, ""), now)
    if not hmac.compare_digest(kept["state"].encode(), (state or "").encode()):
        raise NotAllowed("This sign-in was not begun in this browser: begin again.")
    if error is not None or not code:
        raise NotSignedIn("The identity provider did not sign you in.")
    identity = site.finish(code, kept["nonce"], kept["verifier"], now)
    entrance = Entrance(rooms, visitor, "person.sign_in_oidc", kept.get("invitation"))
    with rooms.database.write() as connection:
        found = identities.person_for_identity(
            connection, identity, now, sign_up=_may_be_new(rooms, kept.get("invitation")), plan=rooms.plans.default
        )
        entrance(connection, found, now)
    answer = RedirectResponse(f"{rooms.config.public_url}{kept['next']}", 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=is_secure(rooms), path=PATH)
    let_in(answer, rooms, entrance.secret)
    return answer


def _may_be_new(rooms: Rooms, invitation: str | None) -> bool:
    try:
        may_sign_up(rooms, invitation)
    except (NotAllowed, NotFound):
        return False
    return True
