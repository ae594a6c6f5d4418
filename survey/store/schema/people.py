"""People, what they may do, and how they are signed in."""

import sqlalchemy as sa

from survey.store.schema.base import count, flag, identity, metadata, moment, reference, text

person = sa.Table(
    "person",
    metadata,
    identity(),
    text("name"),
    text("email", unique=True),  # lower case
    text("language", default="nb"),
    text("password_hash", nullable=True),  # argon2; empty: signs in by mailed link only
    flag("active", default=True),
    moment("created_at", nullable=False),
)

# Roles are rows: auditors, listeners and employees will join. `unit_id` is empty for roles that see every unit.
role = sa.Table(
    "role",
    metadata,
    identity(),
    reference("person_id", "person"),
    text("role"),  # administrator, coordinator, tester, quality
    reference("unit_id", "unit", nullable=True),
    sa.UniqueConstraint("person_id", "role", "unit_id", postgresql_nulls_not_distinct=True),
)

# A tester never tests a unit they are tied to.
tie = sa.Table(
    "tie",
    metadata,
    identity(),
    reference("person_id", "person"),
    reference("unit_id", "unit"),
    text("kind"),  # lives, works
    sa.UniqueConstraint("person_id", "unit_id", "kind"),
)

session = sa.Table(
    "session",
    metadata,
    sa.Column("token_sha256", sa.Text, primary_key=True),
    reference("person_id", "person"),
    text("csrf"),
    moment("created_at", nullable=False),
    moment("expires_at", nullable=False),
)

# A mailed link: opening it shows a button, only the POST uses it up.
link = sa.Table(
    "link",
    metadata,
    sa.Column("token_sha256", sa.Text, primary_key=True),
    reference("person_id", "person"),
    text("purpose"),  # sign_in, password
    moment("expires_at", nullable=False),
    moment("used_at"),
)

throttle = sa.Table(
    "throttle",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),  # what is limited and for whom, hashed
    moment("window_start", nullable=False),
    count("hits"),
)

# Who saw or changed what. No foreign keys: the log outlives what it tells about.
audit = sa.Table(
    "audit",
    metadata,
    identity(),
    moment("at", nullable=False, index=True),
    sa.Column("person_id", sa.BigInteger, nullable=True),
    text("action"),
    text("subject"),  # kind:id
    text("detail", default=""),
)
