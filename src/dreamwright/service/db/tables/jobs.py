"""Jobs and what happened to them. A job is one piece of work that a worker does once, however often it must begin.

States, and who moves a job:
    queued → running                 a worker claims it: a new token, one more attempt
    running → done                   its worker finished it; the token still stood
    running → queued                 the attempt failed and there are more, or its worker fell silent or handed it back
    running → failed | cancelled     no attempt is left, trying again cannot help, or someone asked to stop
    queued → cancelled               someone asked to stop
    queued → failed                  nothing here will make it: in the transaction that brought it
done, failed and cancelled are the end: the trigger `job_ended` refuses every other move from there.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    literal_column,
)

from dreamwright.service.db.columns import METADATA, Counter, Json, id_column, name_column, one_of, seconds_column
from dreamwright.service.db.job_ended import ends_for_good

job = Table(
    "job",
    METADATA,
    id_column(),
    Column("ref", String(36), nullable=False, unique=True),  # whose work it is: the id of a generation
    Column("workspace_id", ForeignKey("workspace.id"), nullable=False),
    name_column("tier"),
    Column("running_limit", Integer),  # how many of the workspace may run while this one does; null = any number
    seconds_column("max_wait_s"),  # the wait that its tier allows; the order stands on the share of it that is used
    name_column("state", default="queued"),
    seconds_column("queued_at"),
    seconds_column("not_before", nullable=True),  # after a failed attempt: when to try again
    seconds_column("started_at", nullable=True),  # of the latest attempt
    seconds_column("ended_at", nullable=True),
    Column("attempts", Integer, nullable=False, default=0),
    Column("max_attempts", Integer, nullable=False),
    Column("worker", String(200)),
    Column("token", String(36), unique=True),  # of the attempt that runs: who does not hold it is fenced off
    Column("beats", Integer, nullable=False, default=0),  # the worker counts up; who watches sees that it is alive
    Column("cancel_requested", Boolean, nullable=False, default=False),
    Column("payload", Json, nullable=False),
    Column("error", String(1000)),  # why the latest attempt failed
    Column("stage", String(200)),
    seconds_column("share", nullable=True),  # of the work that is done, 0-1
    seconds_column("seconds_left", nullable=True),
    Column("preview_key", String(400)),  # in the store
    one_of("state", "queued", "running", "done", "failed", "cancelled"),
    CheckConstraint("(state = 'running') = (token IS NOT NULL)", name="running_holds_token"),
    CheckConstraint("state <> 'running' OR (worker IS NOT NULL AND started_at IS NOT NULL)", name="running_known"),
    CheckConstraint("(state IN ('done', 'failed', 'cancelled')) = (ended_at IS NOT NULL)", name="end_has_time"),
    CheckConstraint("state <> 'failed' OR error IS NOT NULL", name="failure_has_reason"),
    CheckConstraint("state NOT IN ('running', 'done') OR attempts > 0", name="work_was_begun"),
    CheckConstraint("state <> 'queued' OR attempts < max_attempts", name="queued_may_begin"),
    CheckConstraint("attempts BETWEEN 0 AND max_attempts", name="attempts_bounded"),
    CheckConstraint("max_wait_s > 0", name="wait_positive"),
    CheckConstraint("running_limit IS NULL OR running_limit > 0", name="limit_positive"),
    CheckConstraint("share IS NULL OR share BETWEEN 0 AND 1", name="share_bounded"),
)

QUEUED = job.c.state == literal_column("'queued'")
"""Literal, for a partial index serves no bound value."""
RUNNING = job.c.state == literal_column("'running'")

Index("ix_job_queue", job.c.max_wait_s, job.c.queued_at, sqlite_where=QUEUED, postgresql_where=QUEUED)
Index("ix_job_newest", job.c.queued_at, sqlite_where=QUEUED, postgresql_where=QUEUED)
Index("ix_job_waiting", job.c.workspace_id, sqlite_where=QUEUED, postgresql_where=QUEUED)
Index("ix_job_running", job.c.workspace_id, sqlite_where=RUNNING, postgresql_where=RUNNING)
Index("ix_job_workspace_id_queued_at", job.c.workspace_id, job.c.queued_at)
Index("ix_job_ended_at", job.c.ended_at)

ends_for_good(job)

job_event = Table(
    "job_event",
    METADATA,
    Column("id", Counter, primary_key=True, autoincrement=True),  # never used twice: readers go on from the last one
    Column("job_id", ForeignKey("job.id", ondelete="CASCADE"), nullable=False),
    seconds_column("at"),
    name_column("kind"),
    Column("data", Json, nullable=False),
    one_of("kind", "state", "progress"),
    Index("ix_job_event_job_id_id", "job_id", "id"),
    sqlite_autoincrement=True,
)
