"""Engines by entry point: listed without import, loaded when chosen, broken ones told in a sentence."""

import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest

from dreamwright.engines import registry
from dreamwright.engines.base import Fit, Inputs
from dreamwright.errors import MissingBackend, UnknownName
from dreamwright.shot.plan import Shot


class Plain:
    """The smallest engine."""

    name = "plain"

    def fit(self, shot: Shot, inputs: Inputs = Inputs()) -> Fit:
        return Fit(self.name)

    def render(self, shot: Shot, inputs: Inputs = Inputs(), watch: object = None) -> None: ...


class Breaks:
    def __init__(self) -> None:
        raise RuntimeError("no such\ndevice")


def entry(name: str, target: str) -> EntryPoint:
    return EntryPoint(name, target, registry.GROUP)


def test_the_built_in_engine_is_installed_and_first() -> None:
    assert registry.names()[0] == "world"


def test_listing_engines_imports_none() -> None:
    code = "import sys; from dreamwright.engines import registry; registry.names(); print('drjit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_a_plug_in_is_made_when_asked_for() -> None:
    engine = registry.get("plain", [entry("plain", f"{__name__}:Plain")])
    assert engine.fit(Shot()).engine == "plain"


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="plain, other"):
        registry.get("sora", [entry("plain", "x:y"), entry("other", "x:y")])


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("no_such_module_anywhere:Engine", "no_such_module_anywhere"),
        (f"{__name__}:NoSuchClass", "NoSuchClass"),
        (f"{__name__}:Breaks", "no such device"),
        ("json:JSONDecoder", "has no fit and render"),
    ],
)
def test_a_broken_plug_in_is_one_sentence(target: str, reason: str) -> None:
    with pytest.raises(MissingBackend) as told:
        registry.get("bad", [entry("bad", target)])
    assert reason in str(told.value)
    assert "'bad'" in str(told.value)
    assert "\n" not in str(told.value)
