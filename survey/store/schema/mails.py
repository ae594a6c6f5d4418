"""Mails that came in, and which inquiries they answer."""

import sqlalchemy as sa

from survey.store.schema.base import Key, count, flag, identity, json, metadata, moment, reference, text

mail = sa.Table(
    "mail",
    metadata,
    identity(),
    text("key", unique=True),  # source and its own name for the mail: the same mail handed over twice is kept once
    text("source"),  # smtp, lmtp, imap, folder, sendgrid
    json("recipients", nullable=False),  # of the envelope
    moment("received_at", nullable=False),  # by us
    moment("arrived_at"),  # topmost Received line, else Date, else received_at
    sa.Column("raw", sa.LargeBinary, nullable=True),  # encrypted; emptied after the retention period
    sa.Column("head", sa.LargeBinary, nullable=True),  # encrypted: sender, subject, new text; emptied with `raw`
    json("damage", nullable=False),  # what was wrong with it
    text("status"),  # new, matched, held, unrelated, dismissed
    text("kind", nullable=True),
    flag("human"),
    sa.Column("confidence", sa.Float, nullable=True),
    json("because"),
    json("guesses"),  # ranked inquiries for the holding pen
    sa.Column("expected_on", sa.Date, nullable=True),
    reference("kind_by", "person", nullable=True),  # who corrected it
    count("size"),
    moment("erased_at"),
    sa.Index("ix_mail_status_received_at", "status", "received_at"),
)

reply = sa.Table(
    "reply",
    metadata,
    sa.Column("mail_id", Key, sa.ForeignKey("mail.id"), primary_key=True),
    sa.Column("inquiry_id", Key, sa.ForeignKey("inquiry.id"), primary_key=True, index=True),
    text("evidence"),  # reply_address, references, subject_and_sender, content, person
    text("kind"),  # of this mail as an answer to this inquiry
    reference("by_id", "person", nullable=True),  # who accepted the guess
    moment("at", nullable=False),
)
