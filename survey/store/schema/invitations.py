"""Who was asked. Nothing here is in step with the answers: no key, no time, no order (store/schema/responses.py)."""

import sqlalchemy as sa

from survey.store.schema.base import count, metadata, moment, reference, text

invitation = sa.Table(
    "invitation",
    metadata,
    sa.Column("id", sa.LargeBinary, primary_key=True),  # 16 random bytes
    reference("round_id", "round", index=False),
    reference("unit_id", "unit", index=False),
    text("channel"),
    text("way"),
    text("language"),
    sa.Column("personal", sa.LargeBinary, nullable=True),  # sealed under the round's personal key
    text("standing", default="waiting"),
    count("sent", default=0),
    moment("due_at"),
    moment("claimed_at"),
    text("claimed_by", nullable=True),
    count("tries", default=0),
    text("fault", default=""),
    sa.Index("ix_invitation_standing_due_at", "standing", "due_at"),
    # All that a report of the field counts: a million rows with sealed addresses are not read for it.
    sa.Index("ix_invitation_counted", "round_id", "unit_id", "channel", "way", "standing", "sent"),
    sqlite_with_rowid=False,
)

# Never again, for anybody's round: a keyed hash of the address.
opt_out = sa.Table(
    "opt_out",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column("since", sa.Date, nullable=False),
    sqlite_with_rowid=False,
)

# Not before that day: a keyed hash of the address, gone when the day has come.
quarantine = sa.Table(
    "quarantine",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column("until", sa.Date, nullable=False),
    sqlite_with_rowid=False,
)
