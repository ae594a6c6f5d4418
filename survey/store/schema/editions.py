"""Instruments of one's own, version by version."""

import sqlalchemy as sa

from survey.store.schema.base import count, identity, json, metadata, moment, reference, text

edition = sa.Table(
    "edition",
    metadata,
    identity(),
    text("instrument"),  # id, shared with the bank where it was copied from there
    count("version"),
    text("status", default="draft"),  # draft, published, withdrawn
    text("document"),  # JSON as text: its hash is checked, and PostgreSQL's own JSON would spell it anew
    text("sha256", default=""),  # of the document, once it is published
    text("changes", default=""),  # the line of the changelog
    text("source", default=""),  # name of the file it came from, or `bank:ID@VERSION`
    json("findings", nullable=False),  # what was wrong with that file
    json("lost", nullable=False),  # what of that file could not come along
    reference("created_by", "person", nullable=True, index=False),
    moment("created_at", nullable=False),
    moment("changed_at", nullable=False),
    reference("published_by", "person", nullable=True, index=False),
    moment("published_at"),
    moment("withdrawn_at"),
    sa.UniqueConstraint("instrument", "version"),
)

# What a draft was before each change, to take the change back.
edition_before = sa.Table(
    "edition_before",
    metadata,
    identity(),
    reference("edition_id", "edition"),
    moment("at", nullable=False),
    reference("by_id", "person", nullable=True, index=False),
    text("change"),  # upload, item, languages, finding
    text("document"),
    text("source"),
    json("findings", nullable=False),
    json("lost", nullable=False),
)
