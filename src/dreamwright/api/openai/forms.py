"""Bodies of OpenAI's wire, which come as forms with files or as JSON, into one shape. Knows no generation."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile

from dreamwright.api.auth import Who
from dreamwright.api.openai.models import ExtensionAsk, RemixAsk, VideoAsk
from dreamwright.errors import BadInput

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True)
class Asked:
    """A video that is asked for, and the picture that came with the form."""

    ask: VideoAsk
    file: UploadFile | None = None


async def video_asked(request: Request, _: Who) -> AsyncIterator[Asked]:
    """The body of POST /v1/videos, read only for those who are signed in; its file is open until the answer is sent."""
    async with request.form() if _is_form(request) else nullcontext() as form:
        yield _video_asked(await _fields(request, form, "input_reference"))


def _video_asked(found: tuple[dict[str, Any], UploadFile | None]) -> Asked:
    fields, file = found
    if isinstance(fields.get("input_reference"), str):
        raise BadInput("An input_reference is a file, or an object with image_url or file_id.")
    return Asked(_valid(VideoAsk, fields), file)


async def remix_asked(request: Request, _: Who) -> RemixAsk:
    """The body of POST /v1/videos/{id}/remix."""
    async with request.form() if _is_form(request) else nullcontext() as form:
        fields, _file = await _fields(request, form, "")
    return _valid(RemixAsk, fields)


async def extension_asked(request: Request, _: Who) -> ExtensionAsk:
    """The body of POST /v1/videos/extensions."""
    async with request.form() if _is_form(request) else nullcontext() as form:
        fields, file = await _fields(request, form, "video")
    if file is not None:
        raise BadInput("Name the video to go on from by its id: a file that was made elsewhere cannot be extended yet.")
    video = fields.get("video")
    return _valid(ExtensionAsk, {**fields, "video": {"id": video} if isinstance(video, str) else video})


def _is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() in FORMS


async def _fields(request: Request, form: FormData | None, file_field: str) -> tuple[dict[str, Any], UploadFile | None]:
    """The fields of a form or of a JSON object; `a[b]` is b in a."""
    if form is None:
        return _parsed(await request.body()), None
    fields: dict[str, Any] = {}
    file = None
    for name, value in form.multi_items():
        outer, bracket, inner = name.partition("[")
        if isinstance(value, UploadFile):
            file = value if name == file_field else file
        elif bracket:
            inside = fields.setdefault(outer, {})
            if isinstance(inside, dict):
                inside[inner.rstrip("]")] = value
        else:
            fields[name] = value
    return fields, file


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadInput("The body is neither a form nor valid JSON.") from error
    if not isinstance(found, dict):
        raise BadInput("The body is a form or a JSON object.")
    return found


def _valid(model: type[_Model], fields: dict[str, Any]) -> _Model:
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        faults = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors(include_url=False)]
        raise RequestValidationError(faults) from error
