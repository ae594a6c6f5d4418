"""Work that is not sent in yet, one draft for each tester and inquiry."""

import msgspec
import sqlalchemy as sa

from survey.draft import Draft
from survey.store.database import upsert
from survey.store.schema.inquiries import draft


def read(connection: sa.Connection, inquiry_id: int, person_id: int) -> Draft:
    """The draft as it is; an empty one where nothing was saved yet."""
    mine = (draft.c.inquiry_id == inquiry_id) & (draft.c.person_id == person_id)
    row = connection.execute(sa.select(draft).where(mine)).mappings().first()
    if row is None:
        return Draft()
    kept = row["answers"]
    return msgspec.convert({**kept, "revision": row["revision"], "saved_at": row["saved_at"]}, Draft)


def write(connection: sa.Connection, inquiry_id: int, person_id: int, draft_now: Draft) -> None:
    columns = {
        "revision": draft_now.revision,
        "answers": {"values": draft_now.values, "others": draft_now.others},
        "saved_at": draft_now.saved_at,
    }
    statement = upsert(connection, draft).values(inquiry_id=inquiry_id, person_id=person_id, **columns)
    connection.execute(statement.on_conflict_do_update(index_elements=["inquiry_id", "person_id"], set_=columns))


ERASE = draft.delete().where(
    draft.c.inquiry_id == sa.bindparam("inquiry_id"), draft.c.person_id == sa.bindparam("person_id")
)


def erase(connection: sa.Connection, inquiry_id: int, person_id: int) -> None:
    connection.execute(ERASE, {"inquiry_id": inquiry_id, "person_id": person_id})


def of_person(connection: sa.Connection, person_id: int) -> set[int]:
    """The inquiries that have a draft of this person."""
    return set(connection.execute(sa.select(draft.c.inquiry_id).where(draft.c.person_id == person_id)).scalars())
