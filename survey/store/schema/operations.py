"""What keeps the service itself going."""

import sqlalchemy as sa

from survey.store.schema.base import flag, json, metadata, moment, reference, text

schema_version = sa.Table(
    "schema_version",
    metadata,
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    moment("applied_at", nullable=False),
)

# One run of a job at one instant: whoever inserts the row first does it.
job_run = sa.Table(
    "job_run",
    metadata,
    sa.Column("job", sa.Text, primary_key=True),
    sa.Column("occurrence", sa.Text, primary_key=True),
    moment("at", nullable=False),
)

# Levers that act at the next tick, such as `sending` (off = Stop all sending).
switch = sa.Table(
    "switch",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    flag("is_on"),
    reference("by_id", "person", nullable=True),
    moment("at", nullable=False),
    text("reason", default=""),
)

# What the name servers last said of the domains that test inquiries leave from.
domain_check = sa.Table(
    "domain_check",
    metadata,
    sa.Column("domain", sa.Text, primary_key=True),
    moment("at", nullable=False),
    json("findings", nullable=False),  # [{"check": "spf", "verdict": "good", "code": "spf_good", "detail": ""}, ...]
)
