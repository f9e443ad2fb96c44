"""The documents say what is true: made from the code, links that lead somewhere, commands that exist."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from dreamwright.cli.main import app

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def commands(page: Path) -> list[list[str]]:
    """Every `dreamwright …` command of a page's code, as words."""
    code = re.findall(r"^(?: {4}|\s*)(?:.*&& )?(dreamwright [a-z].*)$", page.read_text(), re.M)
    return [shlex.split(line.split(" > ")[0])[1:] for line in code if "…" not in line]


def test_the_reference_is_made_from_the_code() -> None:
    script = ROOT / "scripts" / "docs.py"
    result = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert result.returncode == 0, f"{result.stdout}{result.stderr}run scripts/docs.py"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text())
    missing = [target for target in targets if "://" not in target and not (page.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_commands_exist_as_written(page: Path) -> None:
    root: Any = get_command(app)
    for name, *words in commands(page):
        assert name in root.commands, f"{page.name}: dreamwright {name}"
        if "--help" not in words:
            root.commands[name].make_context(name, list(words))


def test_the_readme_has_commands_to_check() -> None:
    assert [command[0] for command in commands(ROOT / "README.md")][:3] == ["create", "plan", "render"]


def test_every_command_is_described() -> None:
    root: Any = get_command(app)
    for name, command in root.commands.items():
        assert command.help, name
        for parameter in command.params:
            assert parameter.name == "help" or parameter.help, f"{name} {parameter.name}"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_one_title_a_page(page: Path) -> None:
    outside_code = re.sub(r"```.*?```", "", page.read_text(), flags=re.S)
    assert len(re.findall(r"^# ", outside_code, re.M)) == 1
