"""How good a measurement is: figures of a wave that are derived, how hard replies are to read, second grades."""

import sqlalchemy as sa

from survey.store.schema.base import Key, count, identity, json, metadata, moment, reference, text

# Derived: can be dropped, steps/measure.py and steps/national.py rebuild it and tests hold it equal.
wave_measure = sa.Table(
    "wave_measure",
    metadata,
    sa.Column("wave_id", Key, sa.ForeignKey("wave.id"), primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),  # treatment, places, national
    text("basis"),  # hash of the figures that it belongs to
    text("document"),  # JSON as text: it is read as a whole
    moment("computed_at", nullable=False),
)

# Worked out while the mail is at hand. Its figures outlive the text, which is deleted.
reply_reading = sa.Table(
    "reply_reading",
    metadata,
    sa.Column("mail_id", Key, sa.ForeignKey("mail.id"), primary_key=True),
    text("language"),  # nb, nn, sv, da, en, other
    count("words"),
    sa.Column("lix", sa.Float, nullable=True),  # empty: too short to say
    moment("computed_at", nullable=False),
)

# What a second person made of the same evidence, blind to the first. It never counts.
second_grade = sa.Table(
    "second_grade",
    metadata,
    identity(),
    reference("inquiry_id", "inquiry", index=False),
    reference("person_id", "person"),
    text("instrument"),
    count("instrument_version"),
    json("answers", nullable=False),
    moment("submitted_at", nullable=False),
    text("decision", default=""),  # where the two differ: first, second, neither
    text("reason", default=""),
    reference("decided_by", "person", nullable=True, index=False),
    moment("decided_at"),
    sa.UniqueConstraint("inquiry_id"),
)
