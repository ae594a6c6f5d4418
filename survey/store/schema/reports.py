"""Improvement reports, the findings they propose, and what units have promised their citizens."""

import sqlalchemy as sa

from survey.store.schema.base import Key, count, identity, json, metadata, moment, reference, text

# Derived: can be dropped, steps/report.py rebuilds it and a test holds the two equal.
report = sa.Table(
    "report",
    metadata,
    sa.Column("wave_id", Key, sa.ForeignKey("wave.id"), primary_key=True),
    sa.Column("unit_id", Key, sa.ForeignKey("unit.id"), primary_key=True, index=True),
    json("document", nullable=False),
    text("digest"),  # of all that the reports of the wave were made of: made anew when it differs
)

# What was proposed when the wave was published; actions refer to it.
finding = sa.Table(
    "finding",
    metadata,
    identity(),
    reference("wave_id", "wave", index=False),
    reference("unit_id", "unit"),
    text("key"),  # what it is about, the same in every wave
    count("place", nullable=True),  # 1 comes first; empty: a correction of the figures has taken it from the report
    json("document", nullable=False),
    moment("created_at", nullable=False),
    sa.UniqueConstraint("wave_id", "unit_id", "key", name="uq_finding_wave_id"),
)

guarantee = sa.Table(
    "guarantee",
    metadata,
    identity(),
    reference("unit_id", "unit"),
    text("code"),  # one of survey/guarantee.py
    sa.Column("within", sa.Float, nullable=False),  # hours, working days or minutes, as the code says
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("valid_to", sa.Date, nullable=True),  # the last day; empty: still valid
    reference("created_by", "person", nullable=True),
    moment("created_at", nullable=False),
)
