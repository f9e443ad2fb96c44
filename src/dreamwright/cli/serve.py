"""`dreamwright serve`: the server, its database, its files and its workers in one command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None, typer.Option(help="Folder of all that the server keeps.", show_default="~/.local/share/dreamwright")
]
DatabaseUrl = Annotated[
    str | None, typer.Option(help="sqlite:///FILE or postgresql://…", show_default="a file in the data folder")
]
Storage = Annotated[
    str | None, typer.Option(help="A folder or s3://BUCKET/PREFIX.", show_default="a folder in the data folder")
]
Workers = Annotated[
    int | None, typer.Option(help="Films made at a time here; 0 = only serve.", min=0, max=64, show_default="1")
]


def join(app: typer.Typer) -> None:
    """Adds this group's commands to `app`."""
    app.command()(serve)


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen at.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 = any free one.", show_default="8787")] = None,
    data: Data = None,
    database: DatabaseUrl = None,
    storage: Storage = None,
    workers: Workers = None,
    require_auth: Annotated[
        bool | None, typer.Option("--require-auth", help="Ask for a key on this machine too.")
    ] = None,
) -> None:
    """Serve films over HTTP, by Luma's wire and our own; prints its address and, once, the owner's key."""
    from dreamwright.cli.server import run
    from dreamwright.settings import read_settings

    run(read_settings(host=host, port=port, data=data, database=database, storage=storage, workers=workers,
                      require_auth=require_auth))  # fmt: skip
