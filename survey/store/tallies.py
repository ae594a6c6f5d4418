"""Released answers, counted for pages: from the answers alone."""

from collections.abc import Mapping

import msgspec
import sqlalchemy as sa

from survey.store.schema.responses import response, sealed


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Released answers of one kind; `said` is the answer to the screening question."""

    unit_id: int | None
    channel: str | None
    form: str
    partial: bool
    assisted: bool
    kiosk: bool
    said: str | None
    number: int


def any_sealed(connection: sa.Connection, round_id: int) -> bool:
    mine = sa.select(sa.literal(1)).select_from(sealed).where(sealed.c.round_id == round_id)
    return connection.scalar(mine.limit(1)) is not None


def forms(connection: sa.Connection, round_id: int) -> list[str]:
    """The forms that released answers are to."""
    return sorted(connection.scalars(sa.select(response.c.form).where(response.c.round_id == round_id).distinct()))


def tallies(connection: sa.Connection, round_id: int, screens: Mapping[str, str]) -> list[Tally]:
    """Of a round; `screens` names the screening question of each form that has one."""
    return [
        one for form in forms(connection, round_id) for one in _of_form(connection, round_id, form, screens.get(form))
    ]


def _of_form(connection: sa.Connection, round_id: int, form: str, screen: str | None) -> list[Tally]:
    said = sa.null() if screen is None else response.c.answers[screen].as_string()
    keys = [response.c[name] for name in ("unit_id", "channel", "partial", "assisted", "kiosk")]
    chosen = sa.select(*keys, said.label("said"), sa.func.count().label("number"))
    mine = (response.c.round_id == round_id) & (response.c.form == form)
    grouped = chosen.where(mine).group_by(*keys, *(() if screen is None else (sa.text("said"),)))
    return [Tally(form=form, **row) for row in connection.execute(grouped).mappings()]


def answered(connection: sa.Connection, round_id: int) -> dict[tuple[int | None, str | None], int]:
    """(unit, channel) -> released answers."""
    keys = response.c.unit_id, response.c.channel
    chosen = sa.select(*keys, sa.func.count()).where(response.c.round_id == round_id).group_by(*keys)
    return {(unit, channel): number for unit, channel, number in connection.execute(chosen)}
