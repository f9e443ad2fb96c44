"""Errors → answers, once for each wire: Luma's `detail`, OpenAI's `error`, and problem documents (RFC 9457) for ours.

Knows the tree of errors; routes raise and never format.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from dreamwright.errors import DreamwrightError, NotSignedIn, TooMany

LUMA, OPENAI = "/dream-machine/", "/v1/videos"
_NO_OBJECT = ("model_attributes_type", "model_type", "dict_type")
_BRANCH = re.compile(r"[A-Z]|.*\[|(constrained-)?str$")
"""What a place in a body is called that is no name of a field: one of the things that the field may be."""
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
    return answer(request, 422, sentence_of(faults))


def sentence_of(faults: Sequence[Mapping[str, Any]]) -> str:
    """The first fault that says something: what may be words or an object complains that words are no object."""
    fault = next((one for one in faults if one["type"] not in _NO_OBJECT), faults[0])
    where, *parts = fault["loc"]
    place = ".".join(str(part) for k, part in enumerate(parts) if k == 0 or not _BRANCH.match(str(part)))
    what = str(fault["msg"]).removeprefix("Value error, ").rstrip(".")
    if fault["type"] == "value_error" and not parts:
        return f"{what[:1].upper()}{what[1:]}."
    if fault["type"] == "extra_forbidden":
        return f"The field {place} is not known here."
    return f"The field {place or where} is wrong: {what[:1].lower()}{what[1:]}."


def _unforeseen(request: Request, fault: Exception) -> JSONResponse:
    _LOG.error("unforeseen fault", exc_info=fault)
    return answer(request, 500, "Something went wrong here; the log has it under this request's id.")
