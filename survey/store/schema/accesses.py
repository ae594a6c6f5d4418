"""Access of programs in the name of a person."""

import sqlalchemy as sa

from survey.store.schema.base import identity, metadata, moment, reference, text

# The token is shown once and not kept. `used_on` is a day: when exactly is nobody's business.
access = sa.Table(
    "access",
    metadata,
    identity(),
    reference("person_id", "person"),
    text("token_sha256", unique=True),
    text("name"),
    moment("created_at", nullable=False),
    moment("expires_at", nullable=False),
    sa.Column("used_on", sa.Date, nullable=True),
)
