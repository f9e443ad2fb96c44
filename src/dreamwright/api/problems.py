"""Errors → answers, once for each wire: Luma's `detail`, OpenAI's `error`, and problem documents (RFC 9457) for ours.

Knows the tree of errors; routes raise and never format.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from dreamwright.errors import DreamwrightError, NotSignedIn, TooMany

LUMA, OPENAI = "/dream-machine/", "/v1/videos"
_LOG = logging.getLogger("dreamwright.api")


def join(app: FastAPI) -> None:
    """Adds the handlers to `app`."""
    app.add_exception_handler(DreamwrightError, _ours)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unforeseen)


def answer(request: Request, status: int, sentence: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The sentence in the shape of the wire that was asked."""
    path = request.url.path
    if path.startswith(LUMA):
        body: dict[str, Any] = {"detail": sentence}
    elif path.startswith(OPENAI):
        kind = "invalid_request_error" if status < 500 else "server_error"
        body = {"error": {"message": sentence, "type": kind, "param": None, "code": None}}
    else:
        body = {"title": sentence, "status": status, "request_id": request.scope.get("state", {}).get("request_id")}
        return JSONResponse(body, status, dict(headers or {}), media_type="application/problem+json")
    return JSONResponse(body, status, dict(headers or {}))


def _ours(request: Request, fault: Exception) -> JSONResponse:
    assert isinstance(fault, DreamwrightError)
    headers = {}
    if isinstance(fault, TooMany):
        headers["retry-after"] = str(max(1, round(fault.retry_after_s)))
    if isinstance(fault, NotSignedIn):
        headers["www-authenticate"] = "Bearer"
    return answer(request, fault.http_status, str(fault), headers)


def _http(request: Request, fault: Exception) -> JSONResponse:
    assert isinstance(fault, HTTPException)
    return answer(request, fault.status_code, str(fault.detail), fault.headers)


def _invalid(request: Request, fault: Exception) -> JSONResponse:
    """Luma's clients parse FastAPI's own list; elsewhere the first fault is told as a sentence."""
    assert isinstance(fault, RequestValidationError)
    faults = [{key: one[key] for key in ("type", "loc", "msg") if key in one} for one in fault.errors()]
    if request.url.path.startswith(LUMA):
        return JSONResponse({"detail": jsonable_encoder(faults)}, 422)
    place = ".".join(str(part) for part in faults[0]["loc"][1:]) or str(faults[0]["loc"][0])
    if faults[0]["type"] == "extra_forbidden":
        return answer(request, 422, f"The field {place} is not known here.")
    return answer(request, 422, f"The field {place} is wrong: {faults[0]['msg'].rstrip('.').lower()}.")


def _unforeseen(request: Request, fault: Exception) -> JSONResponse:
    _LOG.error("unforeseen fault", exc_info=fault)
    return answer(request, 500, "Something went wrong here; the log has it under this request's id.")
