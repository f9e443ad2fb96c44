"""`dreamwright worker`: more hands, on this machine or another, for a server's database and storage."""

from __future__ import annotations

from typing import Annotated

import typer

from dreamwright.cli.serve import Data, DatabaseUrl, Storage


def join(app: typer.Typer) -> None:
    """Adds this group's commands to `app`."""
    app.command()(worker)


def worker(
    jobs: Annotated[int, typer.Option(help="Films made at a time.", min=1, max=64)] = 1,
    data: Data = None,
    database: DatabaseUrl = None,
    storage: Storage = None,
) -> None:
    """Make films for a server, until told to stop: Ctrl-C hands back what is not done."""
    from dreamwright.cli.hands import work
    from dreamwright.settings import read_settings

    work(read_settings(data=data, database=database, storage=storage), jobs)
