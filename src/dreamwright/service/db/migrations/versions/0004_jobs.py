"""Generations, their jobs, events and files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dreamwright.service.db.columns import Counter, Json

revision = "0004"
down_revision = "0001"
branch_labels = None
depends_on = None

_ENDED = "('done', 'failed', 'cancelled')"
_SQLITE_GUARD = f"""
CREATE TRIGGER job_ended BEFORE UPDATE OF state ON job
WHEN OLD.state IN {_ENDED} AND NEW.state <> OLD.state
BEGIN SELECT RAISE(ABORT, 'a job that has ended stays as it ended'); END
"""
_POSTGRESQL_GUARD = (
    """
CREATE FUNCTION job_ended() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a job that has ended stays as it ended' USING ERRCODE = 'check_violation'; END $$
""",
    f"""
CREATE TRIGGER job_ended BEFORE UPDATE OF state ON job FOR EACH ROW
WHEN (OLD.state IN {_ENDED} AND NEW.state <> OLD.state) EXECUTE FUNCTION job_ended()
""",
)


def upgrade() -> None:
    _generations()
    _assets()
    _jobs()
    _job_indexes()
    _events()
    for statement in (_SQLITE_GUARD,) if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL_GUARD:
        op.execute(statement)


def _generations() -> None:
    op.create_table(
        "generation",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("workspace_id", sa.String(36), nullable=False),
        sa.Column("person_id", sa.String(36)),
        sa.Column("board_id", sa.String(36)),
        sa.Column("retry_of", sa.String(36)),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("prompt", sa.Text, nullable=False),
        sa.Column("request", Json, nullable=False),
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("idempotency_key", sa.String(255)),
        sa.Column("price", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("ended_at", sa.Double),
        sa.Column("deleted_at", sa.Double),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_generation")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_generation_workspace_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], ondelete="SET NULL", name=op.f("fk_generation_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["retry_of"], ["generation.id"], ondelete="SET NULL", name=op.f("fk_generation_retry_of")
        ),
        sa.UniqueConstraint("workspace_id", "idempotency_key", name=op.f("uq_generation_workspace_id_idempotency_key")),
        _check("generation", "kind_known", "kind IN ('video', 'image')"),
        _check("generation", "state_known", "state IN ('open', 'completed', 'failed', 'cancelled')"),
        _check("generation", "end_has_time", "(state = 'open') = (ended_at IS NULL)"),
        _check("generation", "failure_has_reason", "(state = 'failed') = (reason IS NOT NULL)"),
        _check("generation", "price_not_negative", "price >= 0"),
    )
    op.create_index(op.f("ix_generation_person_id"), "generation", ["person_id"])
    op.create_index(op.f("ix_generation_retry_of"), "generation", ["retry_of"])
    for names in ((), ("state",), ("kind",), ("board_id",)):
        _index("generation", "_".join(("ix_generation_shown", *names)), "deleted_at IS NULL",
               "workspace_id", *names, "created_at", "id")  # fmt: skip
    _index("generation", "ix_generation_deleted_at", "deleted_at IS NOT NULL", "deleted_at")
    op.create_table(
        "generation_total",
        sa.Column("workspace_id", sa.String(36), nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_generation_total")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], ondelete="CASCADE", name=op.f("fk_generation_total_workspace_id")
        ),
        _check("generation_total", "total_not_negative", "total >= 0"),
    )


def _assets() -> None:
    op.create_table(
        "asset",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("generation_id", sa.String(36), nullable=False),
        sa.Column("role", sa.String(64), nullable=False),
        sa.Column("key", sa.String(400), nullable=False),
        sa.Column("media_type", sa.String(64), nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("seconds", sa.Double),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset")),
        sa.ForeignKeyConstraint(
            ["generation_id"], ["generation.id"], ondelete="CASCADE", name=op.f("fk_asset_generation_id")
        ),
        sa.UniqueConstraint("key", name=op.f("uq_asset_key")),
        sa.UniqueConstraint("generation_id", "role", name=op.f("uq_asset_generation_id_role")),
        _check("asset", "role_known", "role IN ('video', 'image', 'preview')"),
        _check("asset", "something_there", "bytes > 0 AND width > 0 AND height > 0"),
    )


def _jobs() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("ref", sa.String(36), nullable=False),
        sa.Column("workspace_id", sa.String(36), nullable=False),
        sa.Column("tier", sa.String(64), nullable=False),
        sa.Column("running_limit", sa.Integer),
        sa.Column("max_wait_s", sa.Double, nullable=False),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("queued_at", sa.Double, nullable=False),
        sa.Column("not_before", sa.Double),
        sa.Column("started_at", sa.Double),
        sa.Column("ended_at", sa.Double),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("max_attempts", sa.Integer, nullable=False),
        sa.Column("worker", sa.String(200)),
        sa.Column("token", sa.String(36)),
        sa.Column("beats", sa.Integer, nullable=False),
        sa.Column("cancel_requested", sa.Boolean, nullable=False),
        sa.Column("payload", Json, nullable=False),
        sa.Column("error", sa.String(1000)),
        sa.Column("stage", sa.String(200)),
        sa.Column("share", sa.Double),
        sa.Column("seconds_left", sa.Double),
        sa.Column("preview_key", sa.String(400)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_job_workspace_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_job_ref")),
        sa.UniqueConstraint("token", name=op.f("uq_job_token")),
        *_job_rules(),
    )


def _job_rules() -> list[sa.CheckConstraint]:
    rules = {
        "state_known": "state IN ('queued', 'running', 'done', 'failed', 'cancelled')",
        "running_holds_token": "(state = 'running') = (token IS NOT NULL)",
        "running_known": "state <> 'running' OR (worker IS NOT NULL AND started_at IS NOT NULL)",
        "end_has_time": "(state IN ('done', 'failed', 'cancelled')) = (ended_at IS NOT NULL)",
        "failure_has_reason": "state <> 'failed' OR error IS NOT NULL",
        "work_was_begun": "state NOT IN ('running', 'done') OR attempts > 0",
        "queued_may_begin": "state <> 'queued' OR attempts < max_attempts",
        "attempts_bounded": "attempts BETWEEN 0 AND max_attempts",
        "wait_positive": "max_wait_s > 0",
        "limit_positive": "running_limit IS NULL OR running_limit > 0",
        "share_bounded": "share IS NULL OR share BETWEEN 0 AND 1",
    }
    return [_check("job", name, rule) for name, rule in rules.items()]


def _job_indexes() -> None:
    _index("job", "ix_job_queue", "state = 'queued'", "max_wait_s", "queued_at")
    _index("job", "ix_job_newest", "state = 'queued'", "queued_at")
    _index("job", "ix_job_waiting", "state = 'queued'", "workspace_id")
    _index("job", "ix_job_running", "state = 'running'", "workspace_id")
    op.create_index("ix_job_workspace_id_queued_at", "job", ["workspace_id", "queued_at"])
    op.create_index("ix_job_ended_at", "job", ["ended_at"])


def _events() -> None:
    op.create_table(
        "job_event",
        sa.Column("id", Counter, autoincrement=True, nullable=False),
        sa.Column("job_id", sa.String(36), nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_event")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], ondelete="CASCADE", name=op.f("fk_job_event_job_id")),
        _check("job_event", "kind_known", "kind IN ('state', 'progress')"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_job_event_job_id_id", "job_event", ["job_id", "id"])


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _index(table: str, name: str, where: str, *columns: str) -> None:
    op.create_index(name, table, list(columns), sqlite_where=sa.text(where), postgresql_where=sa.text(where))
