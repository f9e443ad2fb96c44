"""The rule that a job which has ended stays as it ended, kept by the database itself.

Migrations use these statements too, so their text may not change once it is released: add new ones instead.
"""

from __future__ import annotations

from sqlalchemy import Table, event

from dreamwright.service.db.append_only import only

_ENDED = "('done', 'failed', 'cancelled')"
_SAID = "a job that has ended stays as it ended"
_SQLITE = (
    "CREATE TRIGGER job_ended BEFORE UPDATE OF state ON job"
    f" WHEN OLD.state IN {_ENDED} AND NEW.state <> OLD.state BEGIN SELECT RAISE(ABORT, '{_SAID}'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION job_ended() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN RAISE EXCEPTION '{_SAID}' USING ERRCODE = 'check_violation'; END $$",
    "CREATE TRIGGER job_ended BEFORE UPDATE OF state ON job FOR EACH ROW"
    f" WHEN (OLD.state IN {_ENDED} AND NEW.state <> OLD.state) EXECUTE FUNCTION job_ended()",
)


def statements(dialect: str) -> tuple[str, ...]:
    """The statements that make the rule; `dialect`: sqlite or postgresql."""
    return {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[dialect]


def ends_for_good(job: Table) -> Table:
    """The table of jobs, with the rule once it is created from the metadata."""
    for dialect in ("sqlite", "postgresql"):
        for text in statements(dialect):
            event.listen(job, "after_create", only(dialect, text))
    return job
