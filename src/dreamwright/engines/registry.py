"""Which engines are installed: the built-in ones and plug-ins, by entry point.

Knows names, imports an engine only when it is asked for, and knows nothing of plans.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points

from dreamwright.engines.base import Engine
from dreamwright.errors import MissingBackend, UnknownName

GROUP = "dreamwright.engines"
DEFAULT = "world"
FOR_PICTURES = "parallax"
_BROKEN = (ArithmeticError, AssertionError, AttributeError, ImportError, LookupError, NameError, OSError,
           RuntimeError, SyntaxError, TypeError, ValueError)  # fmt: skip


def installed() -> tuple[EntryPoint, ...]:
    """Every engine's entry point, the default engine first, then by name; the first of a name wins."""
    found: dict[str, EntryPoint] = {}
    for entry in entry_points(group=GROUP):
        found.setdefault(entry.name, entry)
    return tuple(sorted(found.values(), key=lambda entry: (entry.name != DEFAULT, entry.name)))


def names(entries: Iterable[EntryPoint] | None = None) -> tuple[str, ...]:
    """Names of the installed engines, the default one first; imports none of them."""
    return tuple(entry.name for entry in (installed() if entries is None else entries))


def get(name: str, entries: Iterable[EntryPoint] | None = None) -> Engine:
    """A new engine of that name.

    UnknownName lists the known ones; MissingBackend says in one sentence why a plug-in cannot be loaded.
    """
    return _load(find(name, entries))


def find(name: str, entries: Iterable[EntryPoint] | None = None) -> EntryPoint:
    """Where the engine of that name is; UnknownName lists the known ones. Imports none of them."""
    known = tuple(installed() if entries is None else entries)
    for entry in known:
        if entry.name == name:
            return entry
    raise UnknownName(f"No engine is called {name!r}; installed: {', '.join(names(known)) or 'none'}.")


def _load(entry: EntryPoint) -> Engine:
    try:
        engine = entry.load()()
    except _BROKEN as fault:
        reason = " ".join(str(fault).split()) or type(fault).__name__
        raise MissingBackend(f"The engine {entry.name!r} ({entry.value}) cannot be loaded: {reason}.") from fault
    if not isinstance(engine, Engine):
        raise MissingBackend(f"The engine {entry.name!r} ({entry.value}) has no fit and render, so it cannot be used.")
    return engine
