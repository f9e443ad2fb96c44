"""The error of requests that break a rule of Luma's wire. Knows no rule."""

from __future__ import annotations

from dreamwright.errors import BadInput


class BadRequest(BadInput):
    """The request breaks a rule of the wire; told in Luma's own sentence."""

    http_status = 400
