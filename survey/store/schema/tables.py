"""Every table under one name, for migrations, backups and retention, which treat them all alike."""

from survey.store.schema import (
    accesses,
    comments,
    editions,
    inquiries,
    invitations,
    mails,
    measure,
    objections,
    operations,
    outbox,
    packs,
    people,
    released,
    reports,
    responses,
    rounds,
    tokens,
    units,
    waves,
)
from survey.store.schema.base import metadata

WAVES = (
    people, units, waves, inquiries, mails, operations, editions, accesses, objections, measure, reports, packs, outbox,
)  # fmt: skip
ROUNDS = (rounds, invitations, responses, released, tokens)
MODULES = (*WAVES, *ROUNDS, comments)
ORDERED = tuple(metadata.sorted_tables)
