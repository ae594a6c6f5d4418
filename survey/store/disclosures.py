"""Which mails and calls of a wave reached a unit."""

import sqlalchemy as sa

from survey.attempt import Step
from survey.disclosure import Contact, Way
from survey.store.schema.inquiries import attempt, dispatch, inquiry

WAYS = {"inquiry": Way.MAIL, "clarification": Way.ANSWER}


def of_unit(connection: sa.Connection, wave_id: int, unit_id: int) -> list[tuple[Contact, str]]:
    """Each with the id of its persona, in the order of time; mails that never left and wrong presses are left out."""
    here = inquiry.c.wave_id == wave_id, inquiry.c.unit_id == unit_id
    found = [*mails(connection, here), *calls(connection, here)]
    return sorted(found, key=lambda pair: (pair[0].at, pair[0].inquiry_id))


Here = tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]


def mails(connection: sa.Connection, here: Here) -> list[tuple[Contact, str]]:
    shown = dispatch.c.purpose, dispatch.c.sent_at, dispatch.c.sender_name, dispatch.c.sender, dispatch.c.recipient
    sent = (
        sa.select(inquiry.c.id, inquiry.c.persona, *shown, dispatch.c.subject)
        .join(dispatch, dispatch.c.inquiry_id == inquiry.c.id)
        .where(*here, dispatch.c.sent_at.is_not(None), dispatch.c.purpose.in_(WAYS))
    )
    return [
        (
            Contact(inquiry_id=id, at=at, way=WAYS[purpose], name=name, address=address, to=to, subject=subject),
            persona,
        )
        for id, persona, purpose, at, name, address, to, subject in connection.execute(sent)
    ]


def calls(connection: sa.Connection, here: Here) -> list[tuple[Contact, str]]:
    made = (
        sa.select(inquiry.c.id, inquiry.c.persona, attempt.c.started_at, attempt.c.result)
        .join(attempt, attempt.c.inquiry_id == inquiry.c.id)
        .where(*here, inquiry.c.channel == "phone")
        .where(attempt.c.result.is_(None) | (attempt.c.result != Step.VOID.value))
    )
    return [
        (Contact(inquiry_id=id, at=at, way=Way.CALL, reached=result == Step.ANSWERED.value), persona)
        for id, persona, at, result in connection.execute(made)
    ]


def searches(connection: sa.Connection, wave_id: int, unit_id: int) -> int:
    here = inquiry.c.wave_id == wave_id, inquiry.c.unit_id == unit_id
    looked = sa.select(sa.func.count()).select_from(inquiry).where(*here, inquiry.c.channel.startswith("web"))
    return connection.scalar(looked.where(inquiry.c.started_at.is_not(None))) or 0
