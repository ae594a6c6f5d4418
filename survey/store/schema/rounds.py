"""Rounds: what citizens are asked, by which rules, and what became of their contacts, counted."""

import sqlalchemy as sa

from survey.store.schema.base import Json, Key, count, identity, json, metadata, moment, reference, text

survey_round = sa.Table(
    "round",
    metadata,
    identity(),
    text("title"),
    text("mode"),  # anonymous, confidential: fixed once it is open
    text("status", default="draft"),
    json("rules", nullable=False),
    sa.Column("forms", Json, nullable=False, server_default="{}"),  # channel -> `id@version`
    text("language", default="nb"),
    sa.Column("starts_on", sa.Date, nullable=False),
    sa.Column("asks_until", sa.Date, nullable=False),  # the last day of contacts
    sa.Column("ends_on", sa.Date, nullable=False),  # the last day of answers
    sa.Column("public_key", sa.LargeBinary, nullable=False),
    reference("previous_id", "round", nullable=True),
    reference("created_by", "person", nullable=True, index=False),
    moment("created_at", nullable=False),
    moment("opened_at"),
    moment("closed_at"),
    moment("personal_erased_at"),
    moment("keys_destroyed_at"),
)

# What the unit itself says in its messages, by language: sender's name, signature ...
round_unit = sa.Table(
    "round_unit",
    metadata,
    sa.Column("round_id", Key, sa.ForeignKey("round.id"), primary_key=True),
    sa.Column("unit_id", Key, sa.ForeignKey("unit.id"), primary_key=True, index=True),
    text("sender_name", default=""),
    text("sender_email", default=""),
    text("kiosk", default=""),  # the code of its open survey (QR at the counter, kiosk); empty: none
    sa.Column("texts", Json, nullable=False, server_default="{}"),  # language -> {"greeting": ..., "signature": ...}
)

# What became of the contacts that came in; they themselves are not kept.
contact_count = sa.Table(
    "contact_count",
    metadata,
    sa.Column("round_id", Key, sa.ForeignKey("round.id"), primary_key=True),
    sa.Column("unit_id", Key, sa.ForeignKey("unit.id"), primary_key=True, index=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("fate", sa.Text, primary_key=True),
    count("number", default=0),
)

# A keyed hash of each row that came in, so that a file sent again changes nothing; gone with the personal key.
contact_seen = sa.Table(
    "contact_seen",
    metadata,
    sa.Column("round_id", Key, sa.ForeignKey("round.id"), primary_key=True),
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sqlite_with_rowid=False,
)

# Where contacts come from, and when they last did: a silent feed is an alarm.
feed = sa.Table(
    "feed",
    metadata,
    sa.Column("round_id", Key, sa.ForeignKey("round.id"), primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),  # upload, api:NAME, folder
    moment("last_at", nullable=False),
    count("rows", default=0),  # new contacts; a file that is sent again adds none
    count("faults", default=0),
)
