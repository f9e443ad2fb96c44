"""`dreamwright key` and `dreamwright person`: for the operator, straight on the database, so nobody is locked out."""

from __future__ import annotations

from typing import Annotated

import typer

from dreamwright.cli.serve import Data, DatabaseUrl

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="Address that the person signs in with.")]

keys = typer.Typer(help="Keys, made straight on the database.", no_args_is_help=True)
people = typer.Typer(help="People, made straight on the database.", no_args_is_help=True)


def join(app: typer.Typer) -> None:
    """Adds this group's commands to `app`."""
    app.add_typer(keys, name="key")
    app.add_typer(people, name="person")


@keys.callback()
def _keys() -> None:  # so that `new` stays a command of its own
    """Keys, made straight on the database."""


@keys.command("new")
def new_key(
    name: Annotated[str, typer.Option(help="What the key is for.")],
    scopes: Annotated[str, typer.Option(help="Comma-separated: read, create, manage, admin.")] = "read,create",
    person: Annotated[str | None, typer.Option(help="Whose: an address.", show_default="the owner")] = None,
    days: Annotated[int | None, typer.Option(help="Good for so long.", min=1, max=3650, show_default="ever")] = None,
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Make a key to somebody's first workspace, and print it this once."""
    from dreamwright.cli.locksmith import make_key
    from dreamwright.settings import read_settings

    wanted = tuple(one.strip() for one in scopes.split(",") if one.strip())
    print(make_key(read_settings(data=data, database=database), name, wanted, person, days))


@people.command("add")
def add_person(
    email: Email,
    name: Annotated[str | None, typer.Option(help="The person's name.", show_default="as the address begins")] = None,
    role: Annotated[str, typer.Option(help="In the installation: owner, admin or member.")] = "member",
    data: Data = None,
    database: DatabaseUrl = None,
) -> None:
    """Make an account, and print its first password this once."""
    from dreamwright.cli.locksmith import make_person
    from dreamwright.settings import read_settings

    print(make_person(read_settings(data=data, database=database), email, name, role))


@people.command("password")
def new_password(email: Email, data: Data = None, database: DatabaseUrl = None) -> None:
    """Give an account a new password, sign it out everywhere, open it if it was shut, and print the password once."""
    from dreamwright.cli.locksmith import reset_password
    from dreamwright.settings import read_settings

    print(reset_password(read_settings(data=data, database=database), email))
