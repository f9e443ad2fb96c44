"""Shot ↔ JSON, and the hash of what a plan makes visible.

Reading is strict: a wrong version, an unknown key or a value out of range is one sentence with its path.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import types
import typing
from typing import Any

from pydantic import BaseModel, ValidationError

from dreamwright.errors import BadPlan
from dreamwright.shot.plan import SCHEMA, Shot

WORDS = ("readings", "unread")


def to_json(shot: Shot) -> str:
    """Indented JSON, schema first, keys in the order of the plan; ends with a newline."""
    return json.dumps(shot.model_dump(mode="json"), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def from_json(text: str) -> Shot:
    """The shot that `to_json` wrote or a hand edited; missing fields take their defaults; BadPlan otherwise."""
    return from_data(_parsed(text))


def from_data(data: Any) -> Shot:
    """The shot of JSON that was parsed already, strictly as `from_json`; BadPlan."""
    if not isinstance(data, dict):
        raise BadPlan(f"A plan is a JSON object, not {_named(data)}.")
    _version(data)
    return _valid(data)


def revised(shot: Shot, **parts: dict[str, Any]) -> Shot:
    """The shot with some of its parts replaced by the fields given; BadPlan where it then contradicts itself."""
    return _valid({**shot.model_dump(mode="json"), **parts})


def _valid(data: dict[str, Any]) -> Shot:
    try:
        return Shot.model_validate_json(json.dumps(data), strict=False)
    except ValidationError as error:
        raise BadPlan(_sentence(error)) from error


def content_hash(shot: Shot, *, with_prompt: bool = False) -> str:
    """SHA-256 (hex) of what decides the pictures: every field but readings, unread and the prompt.

    An engine that reads the prompt itself asks `with_prompt`. Equal plans hash alike on every machine.
    """
    data = shot.model_dump(mode="json", exclude={*WORDS, *(() if with_prompt else ("prompt",))})
    text = json.dumps(_unsigned(data), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _unsigned(value: Any) -> Any:
    """Minus zero is zero."""
    if isinstance(value, dict):
        return {key: _unsigned(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_unsigned(item) for item in value]
    return value + 0.0 if isinstance(value, float) else value


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise BadPlan(
            f"The plan is not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from error
    except RecursionError as error:
        raise BadPlan("The plan is not valid: it is nested too deeply.") from error


def _refuse(name: str) -> None:
    raise BadPlan(f"The plan holds {name}, which is not a number: every number must be finite.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        twice = next(key for k, (key, _) in enumerate(pairs) if key in {other for other, _ in pairs[:k]})
        raise BadPlan(f"The plan names the key {twice!r} twice in one object: keep one of them.")
    return data


def _version(data: dict[str, Any]) -> None:
    if "schema" not in data:
        raise BadPlan(f'The plan has no schema version: its first line should be "schema": {SCHEMA}.')
    version = data["schema"]
    if type(version) is not int or version != SCHEMA:
        raise BadPlan(f"The plan has schema version {json.dumps(version)[:40]}; this program reads version {SCHEMA}.")


def _sentence(error: ValidationError) -> str:
    """The first fault as one sentence; unknown keys first, for they explain the most."""
    faults = error.errors(include_url=False, include_context=True)
    fault = next((one for one in faults if one["type"] == "extra_forbidden"), faults[0])
    path = ".".join(str(part) for part in fault["loc"]) or "the plan"
    if fault["type"] == "extra_forbidden":
        return f"The plan has the unknown key {path}{_nearest(fault['loc'])}."
    if fault["type"] == "value_error" and fault["loc"] in ((), ("inputs",)):  # its pictures speak for themselves
        return f"The plan is wrong: {_fault(fault)}."
    if fault["type"] == "value_error":
        return f"The plan's {path} is wrong: {_fault(fault)}."
    return f"The plan's {path} {_fault(fault)}, not {_short(fault.get('input'))}."


def _fault(fault: Any) -> str:
    context = fault.get("ctx", {})
    bounds = {
        "greater_than_equal": ("at least", "ge"),
        "less_than_equal": ("at most", "le"),
        "greater_than": ("above", "gt"),
    }
    if fault["type"] in bounds:
        word, key = bounds[fault["type"]]
        return f"must be {word} {context[key]:g}"
    if fault["type"] == "literal_error":
        return f"must be {context['expected']}"
    message = str(fault["msg"]).removeprefix("Input ").removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def _nearest(path: tuple[int | str, ...]) -> str:
    keys = _keys_at(Shot, path[:-1])
    close = difflib.get_close_matches(str(path[-1]), keys, n=1, cutoff=0.5)
    if close:
        return f"; the nearest known one is {close[0]}"
    return f"; known here are {', '.join(keys)}" if keys else ""


def _keys_at(model: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    """The keys that the object at a path may have."""
    for part in path:
        if isinstance(part, int):
            continue
        field = model.model_fields.get(part)
        inner = _model_in(field.annotation) if field else None
        if inner is None:
            return []
        model = inner
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if (
        isinstance(annotation, type)
        and not isinstance(annotation, types.GenericAlias)
        and issubclass(annotation, BaseModel)
    ):
        return annotation
    return next((found for part in typing.get_args(annotation) if (found := _model_in(part))), None)


def _named(data: Any) -> str:
    return {list: "a list", str: "a text", int: "a number", float: "a number", bool: "a truth value"}.get(
        type(data), "null"
    )


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "…"
