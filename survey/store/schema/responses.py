"""What was said. Keys are random bytes, rows have no time of their own and are stored by key, not by arrival."""

import sqlalchemy as sa

from survey.store.schema.base import Key, count, flag, json, metadata, reference, text

# The mark that an answer leaves, so that it is taken once: a keyed hash that names nobody (survey/doors.py).
# These two refer to nothing: checking a foreign key would make all who answer at once wait for one row.
spent = sa.Table(
    "spent",
    metadata,
    sa.Column("round_id", Key, primary_key=True),
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sqlite_with_rowid=False,
)

# An answer until it is released: sealed to the round's public key, all of one length.
sealed = sa.Table(
    "sealed",
    metadata,
    sa.Column("round_id", Key, primary_key=True),
    sa.Column("unit_id", Key, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("id", sa.LargeBinary, primary_key=True),
    sa.Column("box", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

response = sa.Table(
    "response",
    metadata,
    sa.Column("id", sa.LargeBinary, primary_key=True),
    reference("round_id", "round", index=False),
    reference("unit_id", "unit", nullable=True, index=False),
    text("channel", nullable=True),
    text("period", default=""),
    text("form"),
    json("answers", nullable=False),
    flag("partial"),
    flag("assisted"),
    flag("kiosk"),
    json("facts"),  # of the contact; in confidential rounds only
    sa.Index("ix_response_round_id_unit_id_channel", "round_id", "unit_id", "channel"),
    sqlite_with_rowid=False,
)

# How many released answers each unit (0: none) and channel (blank: none) has, and what they say, counted: derived.
# `counted` is what `counts` was made of; where that is not `number`, the answers themselves are asked.
response_count = sa.Table(
    "response_count",
    metadata,
    sa.Column("round_id", Key, sa.ForeignKey("round.id"), primary_key=True),
    sa.Column("unit_id", Key, primary_key=True),
    text("channel", primary_key=True),
    count("number"),
    count("counted", default=0),
    sa.Column("counts", sa.LargeBinary, nullable=True),
)
