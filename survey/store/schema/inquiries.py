"""Test inquiries: one contact with one unit, the mails that leave for it, the calls, and the testers' work."""

import sqlalchemy as sa

from survey.store.schema.base import Key, count, flag, identity, json, metadata, moment, reference, text

inquiry = sa.Table(
    "inquiry",
    metadata,
    identity(),
    reference("wave_id", "wave", index=False),
    reference("unit_id", "unit"),
    text("slot"),  # place in the protocol: email-1, phone-2, web-17; with the channel unique per wave and unit
    text("channel"),  # email, phone, web_mobile, web_desktop (web where the protocol tells no devices apart)
    text("sector"),
    text("scenario"),  # id in the bank
    count("wording", default=0),  # which variant of that scenario
    text("written_form"),
    text("persona"),  # id in the bank; empty for web tasks
    reference("tester_id", "person", nullable=True),  # who does or grades it now
    text("status"),  # survey/inquiry.py: where it is
    text("outcome", nullable=True),  # how it ended, in the protocol's words for missingness
    reference("follows_id", "inquiry", nullable=True),  # goes out only if the protocol's condition on that one holds
    moment("due_at", nullable=False),  # not before: the mail leaves, the call or web task is shown
    moment("until", nullable=False),  # the tester's work should be in by then
    moment("started_at"),  # the mail left, the first call was dialled, the stopwatch started
    moment("answered_at"),  # the clock stopped
    moment("deadline_at"),  # of the reply; from the protocol's clock
    count("working_days", nullable=True),
    flag("recognised"),  # the tester said so
    text("note", default=""),  # why it is doubtful, sent back, stuck
    sa.UniqueConstraint("wave_id", "unit_id", "slot", "channel"),
    sa.Index("ix_inquiry_wave_id_status_due_at", "wave_id", "status", "due_at"),
    sa.Index("ix_inquiry_status_due_at", "status", "due_at"),
    # What the page of a wave counts of all its inquiries.
    sa.Index("ix_inquiry_counted", "wave_id", "channel", "status", "tester_id", "due_at", "until"),
)

# Each inquiry by mail has a reply address of its own.
alias = sa.Table(
    "alias",
    metadata,
    sa.Column("address", sa.Text, primary_key=True),
    reference("inquiry_id", "inquiry"),
)

# A mail that leaves: claimed, sent, recorded. A crash between the first and the last leaves it `sending`, in sight.
dispatch = sa.Table(
    "dispatch",
    metadata,
    identity(),
    reference("inquiry_id", "inquiry", nullable=True),
    reference("wave_id", "wave"),
    text("purpose"),  # inquiry, clarification, self_mail
    text("sender_name"),
    text("sender"),
    text("recipient"),
    text("subject"),
    text("body"),
    text("message_id", unique=True),
    text("in_reply_to", nullable=True),
    reference("answers_id", "mail", nullable=True, index=False),  # the mail whose question this one answers
    text("status"),  # due, sending, sent, doubtful, refused, cancelled
    moment("due_at", nullable=False),
    moment("claimed_at"),
    text("claimed_by", nullable=True),
    count("tries", default=0),
    moment("sent_at"),
    text("provider_id", nullable=True, index=True),
    text("fault", default=""),
    sa.Index("ix_dispatch_status_due_at", "status", "due_at"),
    # A question gets one answer, however often the button was pressed; a cancelled one makes room for another.
    sa.Index(
        "uq_dispatch_answers_id_inquiry_id",
        "answers_id",
        "inquiry_id",
        unique=True,
        sqlite_where=sa.text("status <> 'cancelled'"),
        postgresql_where=sa.text("status <> 'cancelled'"),
    ),
)

# What a provider reported of a mail that it had taken over; the same report told twice is one row.
delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    reference("dispatch_id", "dispatch"),
    text("outcome"),  # delivered, deferred, bounce, dropped
    text("reason", default=""),
    moment("at", nullable=False),
)

attempt = sa.Table(
    "attempt",
    metadata,
    identity(),
    reference("inquiry_id", "inquiry"),
    reference("person_id", "person"),
    count("number"),
    text("token", unique=True),  # made by the page: a second press of the same button is the same attempt
    json("steps", nullable=False),  # [["dial", iso], ["menu", iso], ...]
    text("result", nullable=True),  # answered, closed, busy, voicemail, abandoned, no_answer
    moment("started_at", nullable=False),
    moment("ended_at"),
    sa.UniqueConstraint("inquiry_id", "number"),
)

# History of who had the task; inquiry.tester_id says who has it now.
assignment = sa.Table(
    "assignment",
    metadata,
    identity(),
    reference("inquiry_id", "inquiry"),
    reference("tester_id", "person", nullable=True),
    text("event"),  # given, declined, reassigned, sent_back
    text("reason", default=""),
    reference("by_id", "person", nullable=True),
    moment("at", nullable=False),
)

draft = sa.Table(
    "draft",
    metadata,
    sa.Column("inquiry_id", Key, sa.ForeignKey("inquiry.id"), primary_key=True),
    sa.Column("person_id", Key, sa.ForeignKey("person.id"), primary_key=True),
    count("revision", default=0),  # a page that saves over a newer revision is told so
    json("answers", nullable=False),
    moment("saved_at", nullable=False),
)

grade = sa.Table(
    "grade",
    metadata,
    identity(),
    reference("inquiry_id", "inquiry"),
    reference("person_id", "person"),
    text("token", unique=True),  # made with the form: sending the same form twice is one grade
    text("instrument"),
    count("instrument_version"),
    json("answers", nullable=False),
    text("outcome"),  # what the tester says of the whole inquiry: answered, unreachable, not_offered, detected ...
    flag("recognised"),
    moment("submitted_at", nullable=False),
    text("status", default="submitted"),  # submitted, sent_back, accepted, superseded
    text("reason", default=""),
)

evidence = sa.Table(
    "evidence",
    metadata,
    identity(),
    reference("inquiry_id", "inquiry"),
    reference("person_id", "person"),
    text("kind"),  # screenshot, address
    text("name"),
    text("media_type"),
    text("url", default=""),
    sa.Column("content", sa.LargeBinary, nullable=True),
    text("sha256"),
    moment("added_at", nullable=False),
    sa.UniqueConstraint("inquiry_id", "sha256"),
)
