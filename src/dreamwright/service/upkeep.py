"""What must be done now and then, whoever asks for it or not: credits renewed, what has had its time swept.

Every step may be killed and begun again, and run on several servers at once.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from dreamwright.errors import MachineFault
from dreamwright.service.accounts import sessions
from dreamwright.service.boards import links
from dreamwright.service.credits import ledger
from dreamwright.service.credits.renewal import renew_all
from dreamwright.service.db.database import Database
from dreamwright.service.generations.purge import hide_deserted
from dreamwright.service.inputs import inputs
from dreamwright.service.inputs.take import Intake
from dreamwright.service.inputs.uploads import sweep_uploads
from dreamwright.service.plans.plans import Plans

EVERY_S = 300.0
_LOG = logging.getLogger(__name__)


def keep_up(intake: Intake, plans: Plans, stop: threading.Event) -> None:
    """Does all of it at once and then every few minutes, until `stop` is set."""
    while True:
        for step in _steps(intake, plans):
            try:
                step()
            except MachineFault as fault:
                _LOG.warning("%s", fault)
        if stop.wait(EVERY_S):
            return


def _steps(intake: Intake, plans: Plans) -> tuple[Callable[[], object], ...]:
    database = intake.database
    return (
        lambda: renew_all(database, plans),
        lambda: _sweep_rows(database),
        lambda: hide_deserted(database, ledger),
        lambda: sweep_uploads(intake),
        lambda: inputs.sweep_unused(database, intake.store),
    )


def _sweep_rows(database: Database) -> None:
    with database.write() as connection:
        now = database.now(connection)
        sessions.sweep(connection, now)
        links.sweep_links(connection, now)
