"""Mails that tell a unit's staff what has happened, who wants which, and private addresses of calendars."""

import sqlalchemy as sa

from survey.store.schema.base import Key, count, flag, identity, json, metadata, moment, reference, text

# Written with what it tells of: claimed, sent, recorded. A crash between the first and the last leaves it in sight.
telling = sa.Table(
    "telling",
    metadata,
    identity(),
    reference("person_id", "person"),
    reference("wave_id", "wave"),
    text("occasion"),  # survey/outbox.py
    text("mark", default=""),  # what makes the occasion another one of its kind
    json("units", nullable=False),
    json("about", nullable=False),
    text("token", unique=True),  # in its Message-ID and in the address that failures come back to
    text("status"),
    moment("made_at", nullable=False),
    moment("due_at", nullable=False),
    moment("claimed_at"),
    text("claimed_by", nullable=True),
    count("tries", default=0),
    moment("sent_at"),
    text("sent_to", default=""),
    text("provider_id", default=""),
    text("outcome", default=""),  # what was told of it afterwards
    text("fault", default=""),
    sa.UniqueConstraint("person_id", "wave_id", "occasion", "mark"),
    sa.Index("ix_telling_status_due_at", "status", "due_at"),
    sa.Index("ix_telling_provider_id", "provider_id"),
)

# What somebody has said about mails to themselves; no row: they want it.
mail_choice = sa.Table(
    "mail_choice",
    metadata,
    sa.Column("person_id", Key, sa.ForeignKey("person.id"), primary_key=True),
    sa.Column("what", sa.Text, primary_key=True),  # an occasion, or the attachment
    flag("wanted"),
)

# Waves whose reports go out as files: links alone are the rule.
attached_wave = sa.Table(
    "attached_wave",
    metadata,
    sa.Column("wave_id", Key, sa.ForeignKey("wave.id"), primary_key=True),
    reference("chosen_by", "person", nullable=True, index=False),
    moment("chosen_at", nullable=False),
)

# One private address per person; its secret follows from the nonce and a key outside the database.
calendar_address = sa.Table(
    "calendar_address",
    metadata,
    sa.Column("person_id", Key, sa.ForeignKey("person.id"), primary_key=True),
    text("nonce"),
    moment("made_at", nullable=False),
)
