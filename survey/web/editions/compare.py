"""Two versions of a form side by side: what changed, and which questions stay comparable."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get
from litestar.params import FromPath, FromQuery

from instruments.comparable import comparable
from instruments.difference import Change, What, difference
from instruments.instrument import Instrument
from survey.person import RoleName
from survey.problems import NotFound
from survey.texts import N_, Translate
from survey.web import difference_words
from survey.web.editions import kept
from survey.web.editions.kept import HOME, Kept
from survey.web.editions.report import label_of
from survey.web.editions.view import view
from survey.web.guards import allow
from survey.web.request import Request

COORDINATOR = allow(RoleName.COORDINATOR)


class Line(msgspec.Struct, frozen=True):
    what: str
    before: str = ""
    after: str = ""


@get(f"{HOME}/{{name:str}}/changes", guards=[COORDINATOR])
async def changes(request: Request, name: FromPath[str], since: FromQuery[str] = "") -> Response[Any]:
    own = request.settings.bank_folder
    mine: Kept = await request.read(kept.known, name, own)
    versions: list[Kept] = await request.read(others, mine, own)
    before = chosen(versions, mine, since)
    found = await request.step(lambda *_: difference(before.instrument, mine.instrument))
    return view(
        request,
        "changes",
        mine=mine,
        before=before,
        versions=versions,
        groups=groups(found, mine.instrument, request.language, text=request.text),
        broken=broken(before.instrument, mine.instrument, request.language, text=request.text),
    )


def others(connection: sa.Connection, mine: Kept, own: Any) -> list[Kept]:
    return kept.versions(connection, mine.instrument.id, own)


def chosen(versions: Sequence[Kept], mine: Kept, since: str) -> Kept:
    """The version that was asked for, else the one before."""
    earlier = [one for one in versions if one.instrument.version < mine.instrument.version]
    found = next((one for one in versions if one.name == since), next(iter(earlier), None))
    if found is None or (since and found.name != since):
        raise NotFound(N_("There is no such form."))
    return found


def groups(
    found: Sequence[Change], form: Instrument, language: str, *, text: Translate
) -> list[tuple[str, list[Line]]]:
    """Heading -> its lines, in the order in which they were found."""
    headed = [(heading(one, form, language, text=text), one) for one in found]
    return [
        (head, [line(one, text) for _, one in some]) for head, some in groupby(headed, key=lambda pair: pair[0])
    ]


def heading(one: Change, form: Instrument, language: str, *, text: Translate) -> str:
    if one.item:
        return (one.before if one.what is What.REMOVED and not one.choice else "") or label_of(form, one.item, language)
    kind, _, rest = one.where.partition(".")
    match kind:
        case "lists":
            return text(N_("List “%(name)s”"), name=rest.partition(".choices.")[0])
        case "tables":
            return text(N_("Table “%(name)s”"), name=rest)
    return text(N_("The form as a whole"))


def line(one: Change, text: Translate) -> Line:
    what = difference_words.what(one, text)
    if one.what is What.MOVED:
        return Line(what if one.choice else f"{what}: {difference_words.place(one, text)}")
    if one.what is What.CHANGED:
        return Line(what, *(difference_words.shown(value, one, text) for value in (one.before, one.after)))
    return Line(what, one.before, one.after)


def broken(
    before: Instrument, after: Instrument, language: str, *, text: Translate
) -> list[tuple[str, list[str]]]:
    """The questions whose answers do not measure the same, with the reasons."""
    found = []
    for one in comparable(before, after):
        if not one.comparable:
            form = after if any(item.name == one.item for item in after.every) else before
            label = label_of(form, one.item or one.before, language)
            found.append((label, [text(difference_words.REASONS[reason]) for reason in one.reasons]))
    return found


HANDLERS = [changes]
