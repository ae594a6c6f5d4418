"""All reports of a wave in one file: who wants it, how far it is, what it is called; files lie in the data folder."""

import sqlalchemy as sa

from survey.store.schema.base import count, identity, metadata, moment, reference, text

pack = sa.Table(
    "pack",
    metadata,
    identity(),
    reference("wave_id", "wave"),
    text("language"),
    text("status"),  # survey/pack.py
    reference("wanted_by", "person", nullable=True, index=False),
    moment("wanted_at", nullable=False),
    text("claimed_by", nullable=True),
    moment("beat_at"),  # the sign of life of whoever makes it
    count("done", default=0),
    count("units", default=0),
    text("file", default=""),
    count("size", default=0),  # bytes
    moment("made_at"),
    text("fault", default=""),
)
