"""The door: the command tree, and every outcome turned into one line and an exit status.

Exit status: 0 done, 2 what was asked cannot be done, 1 the machine failed, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Annotated

import typer

import dreamwright
from dreamwright.cli import bench, create, doctor, extend, look_at, plan, render, serve, stop, worker
from dreamwright.errors import DreamwrightError

PIPE_CLOSED = 141

app = typer.Typer(
    name="dreamwright",
    help="An open, self-hosted film machine: words in, a cinematic shot out.",
    pretty_exceptions_enable=False,
    add_completion=True,
)
for _group in (create, extend, plan, render, look_at, serve, worker, doctor, bench):
    _group.join(app)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"dreamwright {dreamwright.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


def run() -> None:
    """The `dreamwright` command."""
    stop.promptly()
    sys.exit(status_of(lambda: app(standalone_mode=False)))


def status_of(command: Callable[[], object]) -> int:
    """Runs `command`; its exit status, after one line on standard error where it failed."""
    try:
        status = command()
        sys.stdout.flush()
    except KeyboardInterrupt:
        status = stop.INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except (DreamwrightError, typer.TyperException, MemoryError, OSError) as fault:
        return tell(*_sentence(fault))
    if status == stop.INTERRUPTED:
        return tell(stop.SENTENCE, stop.INTERRUPTED)
    return status if isinstance(status, int) else 0


def _sentence(fault: Exception) -> tuple[str, int]:
    """What is told of a fault, and the exit status."""
    match fault:
        case DreamwrightError():
            return str(fault), fault.exit_status
        case typer.TyperException():
            return f"{fault.format_message()} Try dreamwright --help.", 2
        case MemoryError():
            return "this machine ran out of memory; ask for a smaller picture or a lower quality.", 1
        case OSError(filename=str(name)):
            return f"{fault.strerror or fault}: {name}.", 1
    return f"{fault}.", 1


def tell(sentence: str, status: int) -> int:
    """Prints one line on standard error and gives back `status`."""
    print(f"dreamwright: {' '.join(sentence.split())}", file=sys.stderr)
    return status
