"""Waves: one protocol, the units it tests, the testers it has, and what came of it."""

import sqlalchemy as sa

from survey.store.schema.base import Json, Key, count, flag, identity, json, metadata, moment, reference, text

wave = sa.Table(
    "wave",
    metadata,
    identity(),
    text("name"),
    text("protocol"),  # id in the bank
    count("protocol_version", default=1),
    text("status", default="draft"),  # draft, planned, open, closed, published
    sa.Column("starts_on", sa.Date, nullable=False),
    sa.Column("ends_on", sa.Date, nullable=False),
    count("seed"),
    text("language", default="nb"),
    reference("previous_id", "wave", nullable=True),  # what change is measured against
    reference("created_by", "person", nullable=True),
    moment("created_at", nullable=False),
    moment("planned_at"),
    json("plan"),  # what the planner could not satisfy, loads, detection risks
    text("self_mail_address", nullable=True),  # a mail to oneself must have arrived before anything is sent
    moment("self_mail_arrived_at"),
    reference("approved_by", "person", nullable=True),  # someone else than created_by
    moment("approved_at"),
    moment("opened_at"),
    moment("closed_at"),
    flag("demo"),
    # channel -> `id@version` of the form it is graded with, where it is not the protocol's own
    sa.Column("forms", Json, nullable=False, server_default="{}"),
)

wave_unit = sa.Table(
    "wave_unit",
    metadata,
    sa.Column("wave_id", Key, sa.ForeignKey("wave.id"), primary_key=True),
    sa.Column("unit_id", Key, sa.ForeignKey("unit.id"), primary_key=True, index=True),
)

wave_tester = sa.Table(
    "wave_tester",
    metadata,
    sa.Column("wave_id", Key, sa.ForeignKey("wave.id"), primary_key=True),
    sa.Column("person_id", Key, sa.ForeignKey("person.id"), primary_key=True, index=True),
    count("per_day", default=20),  # calls and mails to grade; web tasks count by protocol
)

# Derived: can be dropped, steps/score.py rebuilds it and a test holds the two equal. Frozen by publication only.
standing = sa.Table(
    "standing",
    metadata,
    sa.Column("wave_id", Key, sa.ForeignKey("wave.id"), primary_key=True),
    sa.Column("unit_id", Key, sa.ForeignKey("unit.id"), primary_key=True, index=True),
    sa.Column("total", sa.Float, nullable=True),
    sa.Column("low", sa.Float, nullable=True),
    sa.Column("high", sa.Float, nullable=True),
    count("rank", nullable=True),
    count("rank_low", nullable=True),
    count("rank_high", nullable=True),
    sa.Column("tested", sa.Float, nullable=False),  # share of the planned inquiries that count
    sa.Column("change", sa.Float, nullable=True),
    text("band", nullable=True),
    sa.Column("passed", sa.Boolean, nullable=True),
    json("sectors", nullable=False),
    json("channels", nullable=False),
    json("notes", nullable=False),
    moment("computed_at", nullable=False),
    sa.Column("error", sa.Float, nullable=True),
    count("rank_low_all", nullable=True),
    count("rank_high_all", nullable=True),
    count("tier", nullable=True),
    sa.Column("shrunk", sa.Float, nullable=True),
    sa.Column("top", sa.Float, nullable=True),
    count("contacts", nullable=True),
    json("moved", nullable=True),
    sa.Column("peers", Json, nullable=False, server_default="[]"),  # places among units that are alike
)

# One row for each edition: the first is what was published, each later one puts something right. Never changed.
publication = sa.Table(
    "publication",
    metadata,
    sa.Column("wave_id", Key, sa.ForeignKey("wave.id"), primary_key=True),
    moment("published_at", nullable=False),
    reference("published_by", "person", nullable=True),
    # gzip of a JSON document: standings, item results, protocol, seed; all that is needed to compute them again
    sa.Column("bundle", sa.LargeBinary, nullable=False),
    text("sha256"),  # of that document, unpacked
    sa.Column("edition", sa.Integer, primary_key=True),
    text("signature", default=""),  # of that document, in minisign's format; empty: nobody had made a key
    text("public_key", default=""),  # that it was signed with
)
