"""Blind tokens: a key for each unit and channel of a survey, and which request each invitation had signed."""

import sqlalchemy as sa

from survey.store.schema.base import Key, metadata

# A token says by its key which unit and channel it counts for: nothing else is in it.
token_key = sa.Table(
    "token_key",
    metadata,
    sa.Column("round_id", Key, sa.ForeignKey("round.id"), primary_key=True),
    sa.Column("unit_id", Key, sa.ForeignKey("unit.id"), primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("name", sa.LargeBinary, nullable=False, unique=True),  # RFC 7638
    sa.Column("private", sa.LargeBinary, nullable=False),  # PEM, sealed under the round's key `tokens`
)

# Beside `spent`, by the same mark: the one request that was signed for it, so that it can be signed again.
signed = sa.Table(
    "signed",
    metadata,
    sa.Column("round_id", Key, primary_key=True),
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column("request", sa.LargeBinary, nullable=False),  # SHA-256
    sqlite_with_rowid=False,
)
