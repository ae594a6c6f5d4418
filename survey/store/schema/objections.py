"""Right of reply: windows for objections, what units object to and with what evidence, and the public ledger."""

import sqlalchemy as sa

from survey.store.schema.base import Key, count, identity, metadata, moment, reference, text

objection_window = sa.Table(
    "objection_window",
    metadata,
    sa.Column("wave_id", Key, sa.ForeignKey("wave.id"), primary_key=True),
    count("days"),  # each unit's own end follows from its calendar: survey/objection.py
    moment("opened_at", nullable=False),
    reference("opened_by", "person", nullable=True, index=False),
)

objection_extension = sa.Table(
    "objection_extension",
    metadata,
    sa.Column("wave_id", Key, sa.ForeignKey("wave.id"), primary_key=True),
    sa.Column("days", sa.Integer, primary_key=True),  # from then on, and so many before
    count("days_before"),
    text("reason"),  # read by every unit of the wave, and by everybody once it is published
    moment("at", nullable=False),
    reference("extended_by", "person", nullable=True, index=False),
)

objection = sa.Table(
    "objection",
    metadata,
    identity(),
    reference("wave_id", "wave"),
    reference("unit_id", "unit"),
    reference("inquiry_id", "inquiry"),
    text("item", default=""),  # of the grading form; empty: the whole inquiry
    text("token", unique=True),  # made with the form: sending it twice is one objection
    reference("person_id", "person", nullable=True, index=False),  # forgotten after a time
    text("reason"),
    moment("at", nullable=False),
    text("state", default="undecided"),  # undecided, withdrawn, accepted, rejected
    text("said", default=""),  # the reason as everybody may read it
    text("answer", default=""),  # the decider's, written to be read by everybody
    reference("decided_by", "person", nullable=True, index=False),
    moment("decided_at"),
    reference("grade_id", "grade", nullable=True, index=False),  # what an accepted one made
    # A word on one thing: whoever takes it back makes room for another.
    sa.Index(
        "uq_objection_inquiry_id_item",
        "inquiry_id",
        "item",
        unique=True,
        sqlite_where=sa.text("state <> 'withdrawn'"),
        postgresql_where=sa.text("state <> 'withdrawn'"),
    ),
)

objection_file = sa.Table(
    "objection_file",
    metadata,
    identity(),
    reference("objection_id", "objection", index=False),
    text("name"),
    text("media_type"),
    sa.Column("content", sa.LargeBinary, nullable=False),
    text("sha256"),
    moment("added_at", nullable=False),
    sa.UniqueConstraint("objection_id", "sha256"),
)

ledger_entry = sa.Table(
    "ledger_entry",
    metadata,
    sa.Column("wave_id", Key, sa.ForeignKey("wave.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),  # from 1; that of an entry taken back is not given again
    text("origin"),  # objection, erratum
    reference("objection_id", "objection", nullable=True),
    reference("unit_id", "unit", index=False),
    reference("inquiry_id", "inquiry", index=False),
    text("item", default=""),
    sa.Column("before", sa.Float, nullable=True),  # points
    sa.Column("after", sa.Float, nullable=True),
    sa.Column("total_before", sa.Float, nullable=True),
    sa.Column("total_after", sa.Float, nullable=True),
    count("rank_before", nullable=True),
    count("rank_after", nullable=True),
    text("reason"),
    text("answer"),
    sa.Column("decided_on", sa.Date, nullable=False),
    moment("undone_at"),
)
