"""Units that are tested, how to reach them and when they are open."""

import sqlalchemy as sa

from survey.store.schema.base import count, identity, json, metadata, moment, reference, text

unit = sa.Table(
    "unit",
    metadata,
    identity(),
    text("code"),  # the national number, e.g. 1101; unique among units of one country that are valid at a time
    text("name"),
    text("country", default="NO"),
    text("county", default=""),
    count("population", nullable=True),
    sa.Column("area_km2", sa.Float, nullable=True),
    text("written_form", default="nb"),  # nb, nn, sv, en; a neutral municipality is written to in nb
    text("website", default=""),
    sa.Column("lat", sa.Float, nullable=True),
    sa.Column("lon", sa.Float, nullable=True),
    json("opening"),  # {"mon": ["08:00", "15:30"], ...}; empty: the country's usual hours
    reference("parent_id", "unit", nullable=True),
    sa.Column("valid_from", sa.Date, nullable=True),
    sa.Column("valid_to", sa.Date, nullable=True),
    reference("successor_id", "unit", nullable=True),  # after a merger
    text("peer_group", default=""),  # units to compare it with, as the house names them: "KOSTRA 11", "bykommuner"
    sa.UniqueConstraint("country", "code", "valid_from", postgresql_nulls_not_distinct=True),
)

address = sa.Table(
    "address",
    metadata,
    identity(),
    reference("unit_id", "unit"),
    text("channel"),  # email, phone, web
    text("address"),
    text("note", default=""),
    moment("replaced_at"),  # a corrected address: the old one stays for the record
)

closed_day = sa.Table(
    "closed_day",
    metadata,
    identity(),
    reference("unit_id", "unit"),
    sa.Column("day", sa.Date, nullable=False),
    text("reason", default=""),
    sa.UniqueConstraint("unit_id", "day"),
)

# A unit table that somebody has sent and not yet confirmed; its content is dropped once it is imported.
unit_upload = sa.Table(
    "unit_upload",
    metadata,
    identity(),
    text("name"),
    text("country"),
    sa.Column("content", sa.LargeBinary, nullable=False),
    reference("by_id", "person", nullable=True),
    moment("at", nullable=False),
    moment("applied_at"),
)
