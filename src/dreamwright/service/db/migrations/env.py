"""What Alembic runs: the migrations, on the connection that `migrate` opened, or offline never."""

from __future__ import annotations

from alembic import context

from dreamwright.service.db.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite changes a table by copying it
    compare_type=True,
    transactional_ddl=True,
)
context.run_migrations()
