"""Callbacks that are still to be told something. The row goes when the end was told, or could not be."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table

from dreamwright.service.db.columns import METADATA, name_column, one_of, seconds_column, text_column

callback = Table(
    "callback",
    METADATA,
    Column("generation_id", ForeignKey("generation.id", ondelete="CASCADE"), primary_key=True),
    text_column("url"),
    name_column("wire"),  # in whose shape it is told
    name_column("told", default="queued"),  # the last state that was told; nobody is told that it waits
    seconds_column("busy_until", default=0.0),  # a server is telling it now; one that died lets go at this moment
    one_of("told", "queued", "dreaming"),
)
