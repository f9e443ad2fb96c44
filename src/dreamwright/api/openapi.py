"""The description of all routes (OpenAPI 3.1): who may ask, and in what shape each wire tells its errors."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from dreamwright.api import examples
from dreamwright.api.auth import COOKIE
from dreamwright.api.problems import LUMA, OPENAI

OPEN = (
    "/v1/health",
    "/v1/ready",
    "/v1/shared/",
    "/v1/sign-",
    "/v1/plans",
    "/v1/invitations/look",
    "/files/",
    "/metrics",
)
"""Beginnings of paths that ask for no sign-in."""
TAGS = {
    "plans": "What is understood, what is possible, what it costs.",
    "generations": "Films and pictures: made, listed, stopped, tried again, thrown away.",
    "events": "What happens, as it happens: server-sent events.",
    "uploads": "How pictures and films come in, whole or in parts.",
    "inputs": "What was brought here.",
    "boards": "Boards and the links that share them.",
    "shared boards": "Boards by a link, without sign-in.",
    "references": "Pictures kept under a name.",
    "sign-in": "Accounts made, sessions begun and ended, here or through another site.",
    "account": "Oneself: name, password, sessions, the end.",
    "keys": "For programs: shown once, scoped, stopped for ever.",
    "workspaces": "What owns films and credits, and who is in it.",
    "invitations": "How one comes into a workspace.",
    "usage": "What was spent and what was done.",
    "payments": "What is sold here, and how it is paid for.",
    "admin": "For those who look after the installation: people, plans, credits, the books.",
    "luma": "Luma's Dream Machine API: existing clients work by changing a base URL.",
    "openai": "OpenAI's video API: existing clients work by changing a base URL.",
    "files": "Files by signed links.",
    "health": "For those who look after the server.",
}
SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "An API key."},
    "cookie": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "A session of the page."},
}
PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "What is wrong, in one sentence (RFC 9457).",
    "required": ["title", "status"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "request_id": {"type": ["string", "null"], "description": "Names the request in the server's log."},
    },
    "examples": [{"title": "There is no such generation.", "status": 404, "request_id": "5f0c…"}],
}
DETAIL = {
    "type": "object",
    "title": "Detail",
    "required": ["detail"],
    "properties": {"detail": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "object"}}]}},
    "examples": [{"detail": "Generation not found"}],
}
ERROR = {
    "type": "object",
    "title": "OpenAIError",
    "required": ["error"],
    "properties": {"error": {
        "type": "object",
        "required": ["message", "type"],
        "properties": {
            "message": {"type": "string"},
            "type": {"type": "string"},
            "param": {"type": ["string", "null"]},
            "code": {"type": ["string", "null"]},
        },
    }},
    "examples": [{"error": {"message": "There is no such video.", "type": "invalid_request_error", "param": None,
                            "code": None}}],
}  # fmt: skip
_METHODS = ("get", "head", "post", "patch", "put", "delete")


def describe(app: FastAPI) -> None:
    """Makes `app.openapi()` tell all of it."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def name_of(route: APIRoute) -> str:
    """The operation's name: its tag and its function."""
    return "_".join((*str(route.tags[0] if route.tags else "other").split(), route.name))


def _described(app: FastAPI) -> dict[str, Any]:
    tags = [{"name": name, "description": text} for name, text in TAGS.items()]
    found = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes, tags=tags)
    parts = found.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas |= {"Problem": PROBLEM, "Detail": DETAIL, "OpenAIError": ERROR}
    examples.give(schemas)
    parts["securitySchemes"] = SECURITY
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            if method in _METHODS:
                _complete(path, operation)
                _exemplify(operation, schemas)
    return found


def _complete(path: str, operation: dict[str, Any]) -> None:
    """Adds the errors that any request may meet, and who may ask."""
    operation["responses"].pop("422", None)
    error = {"description": "What is wrong, in one sentence.", "content": _error(path)}
    operation["responses"] |= {"4XX": error, "5XX": error}
    operation["security"] = [] if path.startswith(OPEN) else [{"bearer": []}, {"cookie": []}]


def _exemplify(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Gives an example where no named schema brings one."""
    parts = [operation.get("requestBody", {}), *(operation["responses"].get(code, {}) for code in ("200", "201"))]
    for part in parts:
        content = part.get("content", {}).get("application/json")
        if content is not None and "$ref" not in content["schema"] and not {"example", "examples"} & set(content):
            content["example"] = examples.example_of(content["schema"], schemas)


def _error(path: str) -> dict[str, Any]:
    if path.startswith(LUMA):
        return {"application/json": {"schema": {"$ref": "#/components/schemas/Detail"}}}
    if path.startswith(OPENAI):
        return {"application/json": {"schema": {"$ref": "#/components/schemas/OpenAIError"}}}
    return {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
