"""One declaration of an option, many commands: a frozen dataclass's fields become a command's options.

Knows signatures and typer's way of reading them; knows no option by name.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import wraps
from typing import Any, TypeVar, get_type_hints

R = TypeVar("R")


def spread(command: Callable[..., R]) -> Callable[..., R]:
    """`command` with every parameter that is a dataclass replaced by that dataclass's fields as keyword options.

    Field names must differ between the dataclasses of one command.
    """
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {name: kind for name, kind in hints.items() if name != "return" and is_dataclass(kind)}

    @wraps(command)
    def gathered(**given: Any) -> R:
        whole = {name: kind(**{f.name: given.pop(f.name) for f in fields(kind)}) for name, kind in groups.items()}
        return command(**given, **whole)

    parameters = [p for old in inspect.signature(command).parameters.values() for p in _flat(old, hints, groups)]
    parameters.sort(key=lambda parameter: parameter.default is not inspect.Parameter.empty)
    gathered.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    gathered.__annotations__ = {p.name: p.annotation for p in parameters}
    del gathered.__wrapped__
    return gathered


def _flat(old: inspect.Parameter, hints: dict[str, Any], groups: dict[str, Any]) -> list[inspect.Parameter]:
    if old.name not in groups:
        return [old.replace(annotation=hints[old.name], kind=inspect.Parameter.KEYWORD_ONLY)]
    kind = groups[old.name]
    inner = get_type_hints(kind, include_extras=True)
    return [
        inspect.Parameter(f.name, inspect.Parameter.KEYWORD_ONLY, default=_default(f), annotation=inner[f.name])
        for f in fields(kind)
    ]


def _default(field: Field[Any]) -> Any:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else inspect.Parameter.empty
