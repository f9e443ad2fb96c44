"""What must be done now and then, whoever asks for it or not: credits renewed, what has had its time swept.

Every step may be killed and begun again, and run on several servers at once.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from dreamwright.errors import MachineFault
from dreamwright.service.accounts import sessions
from dreamwright.service.boards import links
from dreamwright.service.credits import ledger
from dreamwright.service.credits.renewal import renew_all
from dreamwright.service.db.database import Database
from dreamwright.service.generations.purge import hide_deserted
from dreamwright.service.generations.retention import OutputOwner, hide_expired
from dreamwright.service.inputs.retention import InputOwner, sweep_inputs
from dreamwright.service.inputs.take import Intake
from dreamwright.service.inputs.uploads import sweep_uploads
from dreamwright.service.plans.plans import Plans
from dreamwright.service.storage.sweep import sweep_strays

EVERY_S = 300.0
STRAYS_EVERY_S = 6 * 3600.0
"""The whole store is listed for them."""
_LOG = logging.getLogger(__name__)


def keep_up(intake: Intake, plans: Plans, stop: threading.Event) -> None:
    """Does all of it at once and then every few minutes, until `stop` is set."""
    listed_at = float("-inf")
    while True:
        steps = _steps(intake, plans)
        if time.monotonic() - listed_at >= STRAYS_EVERY_S:
            listed_at, steps = time.monotonic(), (*steps, *_listings(intake))
        for step in steps:
            try:
                step()
            except MachineFault as fault:
                _LOG.warning("%s", fault)
        if stop.wait(EVERY_S):
            return


def _steps(intake: Intake, plans: Plans) -> tuple[Callable[[], object], ...]:
    database = intake.database
    retention = {name: plan.retention_days for name, plan in plans.plans.items()}
    return (
        lambda: renew_all(database, plans),
        lambda: _sweep_rows(database),
        lambda: hide_deserted(database, ledger),
        lambda: hide_expired(database, ledger, retention),
        lambda: sweep_uploads(intake),
        lambda: sweep_inputs(database, intake.store, retention),
    )


def _listings(intake: Intake) -> tuple[Callable[[], object], ...]:
    """What is found by looking through the whole store."""
    owners = (OutputOwner(), InputOwner())
    return tuple(lambda owner=owner: sweep_strays(intake.database, intake.store, owner) for owner in owners)


def _sweep_rows(database: Database) -> None:
    with database.write() as connection:
        now = database.now(connection)
        sessions.sweep(connection, now)
        links.sweep_links(connection, now)
