"""Comments from all sources, what category each is in under which scheme, and who or what said so."""

import sqlalchemy as sa

from survey.store.schema.base import Key, count, flag, identity, json, metadata, moment, reference, text


def of_comment(*, primary_key: bool = False, index: bool = False) -> sa.Column[bytes]:
    """What is said about a comment goes when it goes."""
    target = sa.ForeignKey("comment.id", ondelete="CASCADE")
    return sa.Column("comment_id", sa.LargeBinary, target, primary_key=primary_key, nullable=False, index=index)


def of_scheme(*, primary_key: bool = False) -> sa.Column[int]:
    target = sa.ForeignKey("scheme.version")
    return sa.Column("scheme_version", sa.Integer, target, primary_key=primary_key, nullable=False, autoincrement=False)


# Comments that staff brought in as files.
collection = sa.Table(
    "collection",
    metadata,
    identity(),
    text("title"),
    reference("created_by", "person", nullable=True, index=False),
    moment("created_at", nullable=False),
    sa.Column("keep_until", sa.Date, nullable=True),  # then it goes with all its comments; empty: stays
    sa.Column("digest", sa.LargeBinary, nullable=True),  # a keyed hash of the file: sent again it is known
    sa.Index("uq_collection_digest", "digest", unique=True),
)

# Free texts, masked, apart from the answers they came with: keys are random, rows have no time of their own.
comment = sa.Table(
    "comment",
    metadata,
    sa.Column("id", sa.LargeBinary, primary_key=True),  # 16 bytes; of a file or a wave a keyed hash, so as random
    reference("round_id", "round", nullable=True, index=False),
    reference("unit_id", "unit", nullable=True, index=False),
    text("channel", nullable=True),
    text("period", default=""),  # 2026, 2026-Q4 or 2026-11; empty: its round or wave is its time
    text("item"),  # the question
    text("text"),
    reference("wave_id", "wave", nullable=True, index=False),  # a tester wrote it
    reference("collection_id", "collection", nullable=True, index=False),
    text("service", default=""),
    text("language", default=""),  # as the file said it; `tagged` has what was made out
    sa.CheckConstraint(
        "(round_id IS NOT NULL) + (wave_id IS NOT NULL) + (collection_id IS NOT NULL) = 1", name="ck_comment_source"
    ).ddl_if(dialect="sqlite"),
    sa.CheckConstraint("num_nonnulls(round_id, wave_id, collection_id) = 1", name="ck_comment_source").ddl_if(
        dialect="postgresql"
    ),
    sa.Index("ix_comment_round_id_unit_id_channel", "round_id", "unit_id", "channel"),
    sa.Index("ix_comment_wave_id_unit_id_channel", "wave_id", "unit_id", "channel"),
    sa.Index("ix_comment_collection_id_unit_id_channel", "collection_id", "unit_id", "channel"),
    sa.Index("ix_comment_unit_id_channel_period", "unit_id", "channel", "period"),
    sa.Index("ix_comment_channel", "channel"),  # a page's fields walk from value to value along these
    sa.Index("ix_comment_period_id", "period", "id"),
    sa.Index("ix_comment_service", "service"),
    sqlite_with_rowid=False,
)

# A category scheme, version by version: what was published never changes, and its tags stay.
scheme = sa.Table(
    "scheme",
    metadata,
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    text("document"),  # the codebook as JSON: its bytes count
    text("sha256", default=""),  # of the document, once it is published
    reference("created_by", "person", nullable=True, index=False),
    moment("created_at", nullable=False),
    moment("changed_at", nullable=False),
    reference("published_by", "person", nullable=True, index=False),
    moment("published_at"),
)

tagger_model = sa.Table(
    "tagger_model",
    metadata,
    identity(),
    of_scheme(),
    text("status"),  # survey/tagger.py
    text("origin"),  # starter, corrections
    reference("wanted_by", "person", nullable=True, index=False),
    moment("wanted_at", nullable=False),
    moment("claimed_at"),
    text("claimed_by", nullable=True),
    moment("beat_at"),  # the sign of life of whoever trains it
    sa.Column("progress", sa.Float, nullable=False, server_default="0"),  # 0 to 1
    text("doing", default=""),
    moment("trained_at"),
    json("card"),
    json("comparison"),  # with the one that was in use
    text("sha256", default=""),
    count("size", default=0),  # bytes
    text("fault", default=""),
    moment("used_at"),
    reference("used_by", "person", nullable=True, index=False),
    sa.Index(
        "uq_tagger_model_in_use",
        "scheme_version",
        unique=True,
        sqlite_where=sa.text("status = 'in_use'"),
        postgresql_where=sa.text("status = 'in_use'"),
    ),
)

# Apart from what is told about it: lists of models read no megabytes.
tagger_file = sa.Table(
    "tagger_file",
    metadata,
    sa.Column("model_id", Key, sa.ForeignKey("tagger_model.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("packed", sa.LargeBinary, nullable=False),
)

# What waits for the tagger: new comments, and all that a new model or a new scheme should look at again.
untagged = sa.Table("untagged", metadata, of_comment(primary_key=True), sqlite_with_rowid=False)

# A comment that has been looked at under a scheme.
tagged = sa.Table(
    "tagged",
    metadata,
    of_comment(primary_key=True),
    of_scheme(primary_key=True),
    reference("model_id", "tagger_model", nullable=True, index=False),  # empty: no model has seen it
    text("language", default=""),
    text("state"),  # suggested, confirmed
    flag("unsure"),  # on some axis: a person is asked
    sa.Column("margin", sa.Float, nullable=False, server_default="0"),  # the smallest of its axes
    json("told", nullable=False),  # axis -> what the tagger said: scored, unsure, because, margin
    sa.Index("ix_tagged_scheme_version_state_margin", "scheme_version", "state", "margin"),
    sa.Index("ix_tagged_scheme_version_state_unsure", "scheme_version", "state", "unsure"),
    sa.Index("ix_tagged_scheme_version_language", "scheme_version", "language"),
    sqlite_with_rowid=False,
)

# The categories that count. Of the tagger only what it was sure of.
tag = sa.Table(
    "tag",
    metadata,
    of_comment(primary_key=True),
    of_scheme(primary_key=True),
    sa.Column("axis", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("p", sa.Float, nullable=True),  # empty: a person said so
    sa.Index("ix_tag_scheme_version_axis_code_comment_id", "scheme_version", "axis", "code", "comment_id"),
    sqlite_with_rowid=False,
)

# What people said, axis by axis, never changed: the newest that was not taken back counts.
correction = sa.Table(
    "correction",
    metadata,
    identity(),
    text("token"),  # made with the page: sent twice it is one
    of_scheme(),
    of_comment(index=True),
    text("axis"),
    json("codes", nullable=False),
    json("suggested"),  # what the tagger had said; empty where nothing was shown
    reference("person_id", "person", nullable=True, index=False),
    moment("at", nullable=False),
    text("drawn"),  # why it was looked at: margin, random, search, file, blind
    reference("draw_id", "blind_draw", nullable=True),
    moment("undone_at"),
    sa.UniqueConstraint("token", "axis"),
    sa.Index("ix_correction_scheme_version_person_id", "scheme_version", "person_id"),
)

# Samples that two people code, neither seeing the other nor the tagger.
blind_draw = sa.Table(
    "blind_draw",
    metadata,
    identity(),
    of_scheme(),
    reference("drawn_by", "person", nullable=True, index=False),
    moment("drawn_at", nullable=False),
)

blind_item = sa.Table(
    "blind_item",
    metadata,
    sa.Column("draw_id", Key, sa.ForeignKey("blind_draw.id"), primary_key=True),
    of_comment(primary_key=True),
    flag("resolved"),  # two people have coded it
    sa.Index("ix_blind_item_comment_id", "comment_id"),
    sqlite_with_rowid=False,
)

# What a reviewer has before them: until then nobody else is given it. One that was passed over is kept from who did.
hold = sa.Table(
    "hold",
    metadata,
    of_comment(primary_key=True),
    reference("person_id", "person"),
    text("token"),  # of the page it stands on
    text("drawn"),
    count("place"),  # in the order of review
    flag("skipped"),
    moment("until", nullable=False),
    sqlite_with_rowid=False,
)

# As it stands in the index: only so is the index used.
NOT_TOLD = sa.text("scheme_version = 0 AND told = 0")

# Derived: can be dropped, steps/recount.py rebuilds it and a test holds the two equal. Comments by where they are
# from and what they are about; version 0 counts all, axis without code those that have any of the axis.
category_count = sa.Table(
    "category_count",
    metadata,
    sa.Column("scheme_version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("axis", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, primary_key=True),  # round:1, wave:1, collection:1
    sa.Column("unit_id", Key, primary_key=True, autoincrement=False),  # 0: none
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("period", sa.Text, primary_key=True),
    sa.Column("service", sa.Text, primary_key=True),
    count("number"),
    count("told", default=0),  # of version 0: what lists tell of where these are from (survey/whereabouts.py)
    sa.Index("ix_category_count_scheme_version_axis_period", "scheme_version", "axis", "period"),
    sa.Index("ix_category_count_not_told", "source", sqlite_where=NOT_TOLD, postgresql_where=NOT_TOLD),
    sqlite_with_rowid=False,
)

# The words of each comment, to be searched: derived too, made by hand in the migration since each engine has its own
# kind (FTS5; tsvector with GIN).
SEARCH = "comment_search"
SEARCH_TABLES = frozenset({SEARCH, *(f"{SEARCH}_{part}" for part in ("config", "content", "data", "docsize", "idx"))})
