"""Writes docs/reference from the code: the command line, the plan, the vocabulary, the HTTP API.

`python scripts/docs.py` writes; with --check it only says which pages differ, and fails if any does.
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from typer.main import get_command

from dreamwright import errors
from dreamwright.api.app import description
from dreamwright.cli.main import app
from dreamwright.prompt.concepts import CONCEPTS, Concept
from dreamwright.prompt.sense import Sense
from dreamwright.prompt.words import camera, look, place, subject, time, weather
from dreamwright.settings import Settings
from dreamwright.shot import plan
from dreamwright.shot.plan import Part, Shot

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"
ROOMS = {
    "Places": place, "Light and time": time, "Weather": weather, "Subjects": subject, "Camera": camera,
    "Look and format": look,
}  # fmt: skip
MADE = "<!-- Made from the code by scripts/docs.py; edit the code, not this page. -->"


def main(check: bool) -> int:
    """Writes every page, or with `check` names those that differ; the exit status."""
    pages = {
        "cli.md": command_page(), "plan.md": plan_page(), "vocabulary.md": vocabulary_page(), "openapi.json": openapi(),
        "settings.md": settings_page(),
    }  # fmt: skip
    stale = [name for name, text in pages.items() if not _same(REFERENCE / name, text)]
    for name in stale:
        if not check:
            REFERENCE.mkdir(parents=True, exist_ok=True)
            (REFERENCE / name).write_text(pages[name], encoding="utf-8")
        print(f"{'differs' if check else 'wrote'} docs/reference/{name}")
    return 1 if check and stale else 0


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def _page(title: str, opening: str, lines: list[str]) -> str:
    return "\n".join([f"# {title}", "", MADE, "", opening, "", *lines]).rstrip() + "\n"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    lines = [head, tuple("---" for _ in head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines] + [""]


def command_page() -> str:
    """Every command, argument and option, as the command line itself declares them."""
    root: Any = get_command(app)
    lines: list[str] = []
    for name, command in _commands(root):
        lines += [f"## dreamwright {name}", "", inspect.cleandoc(command.help or ""), ""]
        lines += _table(("argument or option", "meaning", "default"), [_parameter(p) for p in command.params])
    lines += ["## Exit status", "", *_table(("status", "meaning"), [("`0`", "All went well."), *_faults()])]
    return _page("The command line", "`dreamwright --help` and `dreamwright COMMAND --help` say the same.", lines)


def _commands(group: Any) -> Iterator[tuple[str, Any]]:
    """Every command that does something, by its whole name."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from ((f"{name} {under}", one) for under, one in _commands(command))
        else:
            yield name, command


def _faults() -> list[tuple[str, str]]:
    kinds = [errors.BadInput, *errors.BadInput.__subclasses__(), errors.Cancelled]
    kinds += [errors.MachineFault, *errors.MachineFault.__subclasses__()]
    own = [kind for kind in kinds if kind.__module__ == errors.__name__]  # those of single rooms never reach a shell
    return [(f"`{kind.exit_status}`", (kind.__doc__ or "").strip()) for kind in own]


def _parameter(parameter: Any) -> tuple[str, str, str]:
    option = parameter.param_type_name == "option"
    names = (
        ", ".join(f"`{name}`" for name in parameter.opts)
        if option
        else f"`{parameter.metavar or parameter.name.upper()}`"
    )
    default = parameter.default
    shown = "required" if parameter.required else "" if default in (None, False, (), []) else f"`{default}`"
    return names, " ".join((parameter.help or "").split()), shown


def settings_page() -> str:
    """Every setting of the server and its workers: its variable, default and sentence."""
    sentences = attribute_sentences(Settings)
    rows = [
        (f"`DREAMWRIGHT_{name.upper()}`", _setting(field.default), sentences.get(name, ""))
        for name, field in Settings.model_fields.items()
    ]
    opening = (
        "Variables of the environment, for `dreamwright serve` and `dreamwright worker` alike; options of the command "
        "line win. Lists and tables are written as JSON: `DREAMWRIGHT_PROXIES='[\"127.0.0.1\"]'`."
    )
    return _page("Settings", opening, _table(("variable", "default", "meaning"), rows))


def _setting(default: Any) -> str:
    return "" if default in (PydanticUndefined, None, "", (), {}) else f"`{json.dumps(default)}`".replace('"', "")


def plan_page() -> str:
    """Every field of the plan: kind, range, default and its sentence."""
    lines: list[str] = []
    for part in _parts(Shot):
        lines += [f"## {part.__name__}", "", inspect.cleandoc(part.__doc__ or ""), ""]
        sentences = attribute_sentences(part)
        rows = [_field(name, field, sentences) for name, field in part.model_fields.items()]
        lines += _table(("field", "kind", "range", "default", "meaning"), rows)
    opening = (
        f"Schema version {plan.SCHEMA}. Angles in degrees, lengths in metres, times in seconds, strengths 0-1. "
        "Unknown keys are refused. `dreamwright plan PROMPT --json` prints a plan; "
        "`dreamwright render PLAN.json -o FILE` films it."
    )
    return _page("The plan", opening, lines)


def _parts(root: type[Part], seen: set[type[Part]] | None = None) -> Iterator[type[Part]]:
    """`root` and every part below it, in the order of the fields."""
    seen = set() if seen is None else seen
    if root in seen:
        return
    seen.add(root)
    yield root
    for field in root.model_fields.values():
        for kind in _inside(field.annotation):
            if isinstance(kind, type) and issubclass(kind, Part):
                yield from _parts(kind, seen)


def _inside(annotation: Any) -> Iterator[Any]:
    yield annotation
    for argument in get_args(annotation):
        yield from _inside(argument)


def attribute_sentences(part: type[BaseModel]) -> dict[str, str]:
    """Field name → the string written under it in the class."""
    body = ast.parse(inspect.getsource(part)).body[0]
    assert isinstance(body, ast.ClassDef)
    found: dict[str, str] = {}
    for field, after in zip(body.body, body.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
        ):
            found[field.target.id] = " ".join(str(after.value.value).split())
    return found


def _field(name: str, field: FieldInfo, sentences: dict[str, str]) -> tuple[str, ...]:
    shown = f"`{field.alias or name}`"
    return shown, _kind(field.annotation), _range(field), _default(field), sentences.get(name, "")


def _kind(annotation: Any) -> str:
    arguments = get_args(annotation)
    if annotation is type(None):
        return "null"
    if isinstance(annotation, type) and not arguments:
        link = issubclass(annotation, Part)
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})" if link else annotation.__name__
    if get_origin(annotation) is Literal:
        return " ".join(f"`{value}`" for value in arguments)
    if get_origin(annotation) is tuple:
        return "list of " + ", ".join(_kind(a) for a in arguments if a is not Ellipsis)
    if get_origin(annotation) is Annotated:
        return _kind(arguments[0])
    return " or ".join(_kind(a) for a in arguments) or str(annotation)


def _bounds(metadata: list[Any]) -> Iterator[str]:
    for bound in metadata:
        match bound:
            case Ge(ge=low):
                yield f"from {low:g}" if isinstance(low, float) else f"from {low}"
            case Gt(gt=low):
                yield f"above {low}"
            case Le(le=high):
                yield f"to {high:g}" if isinstance(high, float) else f"to {high}"
            case Lt(lt=high):
                yield f"below {high}"
            case MaxLen(max_length=length):
                yield f"at most {length} characters"


def _range(field: FieldInfo) -> str:
    inner = [m for kind in _inside(field.annotation) for m in getattr(kind, "__metadata__", ())]
    nested = [b for m in inner for b in (m.metadata if isinstance(m, FieldInfo) else [m])]
    return " ".join(_bounds([*field.metadata, *nested]))


def _default(field: FieldInfo) -> str:
    value = field.default
    if isinstance(value, Part):
        return "its own defaults" if value == type(value)() else str(value)
    return "" if field.is_required() else f"`{json.dumps(value)}`"


def vocabulary_page() -> str:
    """Every word the planner reads, by what it sets."""
    lines: list[str] = []
    for title, room in ROOMS.items():
        lines += [f"## {title}", ""]
        for name, table in _tables(room):
            lines += [f"### {name.replace('_', ' ').capitalize()}", ""]
            lines += _table(("say", "and it sets"), [(_phrases(key), _meaning(sense)) for key, sense in table.items()])
    lines += ["## Concepts", "", "Camera concepts by key, for `--concept`; their words are understood too.", ""]
    lines += _table(("key", "and it sets"), [(f"`{key}`", _concept(concept)) for key, concept in CONCEPTS.items()])
    opening = (
        "Inflections, plurals, hyphens and small misspellings are understood as well. Among words that disagree, the "
        "most specific reading wins, and among equals the first; `dreamwright plan` shows what was read."
    )
    return _page("Vocabulary", opening, lines)


def _concept(concept: Concept) -> str:
    moves = [" ".join(part for part in move if part) for move in concept.moves]
    return "; ".join(
        [*moves, *(f"`{path}` {value}" for path, value in concept.sets.items()), *filter(None, [concept.note])]
    )


def _tables(room: ModuleType) -> Iterator[tuple[str, dict[str, Sense]]]:
    for name, table in vars(room).items():
        if isinstance(table, dict) and table and all(isinstance(sense, Sense) for sense in table.values()):
            yield name.lower(), table


def _phrases(key: str) -> str:
    return ", ".join(phrase.strip() for phrase in key.split(","))


def _meaning(sense: Sense) -> str:
    parts = [sense.value] if sense.value else []
    parts += [f"`{path}` {_shown(value)}" for path, value in sense.says.items()]
    parts += [f"`{path}` {', '.join(f'{step:g}' for step in steps)} by degree" for path, steps in sense.grades.items()]
    return "; ".join(parts) or "; ".join(f"`{path}` {_shown(value)}" for path, value in sense.implies.items())


def _shown(value: object) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, tuple) else str(value)


def openapi() -> str:
    """The description of all HTTP routes, as a server serves it at /openapi.json."""
    return json.dumps(description(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
