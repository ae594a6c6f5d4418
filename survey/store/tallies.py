"""What released answers say, place by place, as pages and figures want it: from the answers alone."""

from pathlib import Path

import sqlalchemy as sa

from instruments.instrument import Instrument
from survey import satisfaction
from survey.count import Count, Counted, Kind
from survey.response import Response
from survey.round import Round
from survey.store import forms, response_counts, responses
from survey.store.response_counts import Place
from survey.store.schema.responses import sealed

Tallies = dict[Place, Counted]


def any_sealed(connection: sa.Connection, round_id: int) -> bool:
    mine = sa.select(sa.literal(1)).select_from(sealed).where(sealed.c.round_id == round_id)
    return connection.scalar(mine.limit(1)) is not None


def of_round(
    connection: sa.Connection, asked: Round, own_bank: Path | None, *, unit_id: int | None = None
) -> Tallies:
    """All places, or those of one unit; what is not counted yet is counted now."""
    rows = response_counts.of_round(connection, asked.id, unit_id=unit_id)
    late = [row.place for row in rows if row.counted is None]
    anew = counted(connection, asked, late, own_bank) if late else {}
    return {row.place: row.counted or anew[row.place] for row in rows}


def counted(connection: sa.Connection, asked: Round, places: list[Place], own_bank: Path | None) -> Tallies:
    """From the answers themselves."""
    known: dict[str, Instrument | None] = {}

    def form(name: str) -> Instrument | None:
        if name not in known:
            known[name] = forms.found(connection, name, own_bank) if name else None
        return known[name]

    found: Tallies = {}
    for unit_id, channel in places:
        said = responses.of_place(connection, asked.id, unit_id, channel)
        own = form(asked.form_of(channel)) if channel else None
        answers = [one.answers for one in said]
        found[unit_id, channel] = Counted(
            satisfaction.counted(own, answers) if own else Count(n=len(answers)),
            kinds(said, {name: form(name) for name in {one.form for one in said}}),
        )
    return found


def kinds(said: list[Response], known: dict[str, Instrument | None]) -> list[tuple[Kind, int]]:
    screens = {name: satisfaction.screening(form) if form else None for name, form in known.items()}
    found: dict[Kind, int] = {}
    for one in said:
        screen = screens[one.form]
        told = one.answers.get(screen.name) if screen else None
        kind = Kind(one.form, one.partial, one.assisted, one.kiosk, None if told is None else str(told))
        found[kind] = found.get(kind, 0) + 1
    return sorted(found.items(), key=str)
