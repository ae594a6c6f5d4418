"""What was published of finished surveys: decided once, the same in every publication."""

import sqlalchemy as sa

from survey.store.schema.base import Key, metadata, moment, reference, text

survey_release = sa.Table(
    "survey_release",
    metadata,
    sa.Column("round_id", Key, sa.ForeignKey("round.id"), primary_key=True),
    text("document"),  # JSON as text: its bytes count
    reference("released_by", "person", nullable=True, index=False),
    moment("released_at", nullable=False),
)
