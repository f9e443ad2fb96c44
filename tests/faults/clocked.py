"""The command line on a machine whose clock is wrong by what a file says: `python clocked.py FILE words…`.

The database's clock is the only one that the service reads; it is shifted in the statement that asks for it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from dreamwright.cli.main import run
from dreamwright.service.db import database


class _Shifted(dict[str, str]):
    """The statement of each kind of database, shifted."""

    def __init__(self, plain: dict[str, str], file: Path) -> None:
        super().__init__(plain)
        self._file = file

    def __getitem__(self, kind: str) -> str:
        return f"({super().__getitem__(kind)} + ({float(self._file.read_text())}))"


database._NOW = _Shifted(database._NOW, Path(sys.argv.pop(1)))
run()
