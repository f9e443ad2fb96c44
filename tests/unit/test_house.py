"""The house itself: a light door, short scripts, the README's test command in CI, the numbers of the style."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src" / "dreamwright").rglob("*.py"))
HEAVY = ("drjit", "mitsuba", "av", "cv2", "numpy", "scipy", "PIL", "mediapy", "torch")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


LIGHT = ([], ["--help"], ["create", "--help"], ["--version"], ["plan", "a lake"])


@pytest.mark.parametrize("words", LIGHT, ids=" ".join)
def test_the_door_loads_nothing_heavy(words: list[str]) -> None:
    code = (
        f"import sys; sys.argv = ['dreamwright', *{words}]\n"
        "import dreamwright.cli.main as main\n"
        "if sys.argv[1:]: main.status_of(lambda: main.app(standalone_mode=False))\n"
        f"print('loaded', [name for name in {HEAVY} if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "loaded []"


@pytest.mark.parametrize("name", ["check", "test", "build"])
def test_scripts_are_short_and_runnable(name: str) -> None:
    script = ROOT / "scripts" / name
    assert len(script.read_text().splitlines()) < 15
    assert script.stat().st_mode & 0o100


def test_ci_runs_the_readmes_test_command() -> None:
    readme = (ROOT / "README.md").read_text()
    run = (ROOT / ".ci" / "run").read_text()
    assert "\n## Test\n\n    pip install -e '.[dev]' && scripts/test\n" in readme
    found = re.search(r"command=\$\((.*)\)", run)
    assert found
    command = subprocess.run(["sh", "-c", found[1]], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert command == "pip install -e '.[dev]' && scripts/test\n"
    assert "scripts/check" in run


def test_the_changelog_knows_this_version() -> None:
    from dreamwright import __version__

    assert f"## {__version__} " in (ROOT / "CHANGELOG.md").read_text()


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_files_and_functions_are_short(path: Path) -> None:
    text = path.read_text()
    tree = ast.parse(text)
    assert len(text.splitlines()) < 500
    assert ast.get_docstring(tree), "a module says what it knows"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_no_error_is_swallowed_whole(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"bare except at line {node.lineno}"
            assert "Exception" not in {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)}
