"""What a language of a form lacks, text by text, with the way to where it is written."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from instruments.completeness import Completeness, completeness
from instruments.instrument import Item
from instruments.wording import Role, Wording, wordings
from survey.person import RoleName
from survey.problems import NotFound
from survey.texts import N_
from survey.web.editions import kept, mend_form, words
from survey.web.editions.kept import HOME, Kept
from survey.web.editions.view import view
from survey.web.guards import allow
from survey.web.request import Request

COORDINATOR = allow(RoleName.COORDINATOR)
OF_CHOICES = {Role.CHOICE: "choice", Role.CHOICE_GUIDANCE: "guidance"}


class Gap(msgspec.Struct, frozen=True):
    where: str
    text: str
    """In another language."""
    source: str
    now: str
    link: str


@get(f"{HOME}/{{name:str}}/missing/{{code:str}}", guards=[COORDINATOR])
async def missing(request: Request, name: FromPath[str], code: FromPath[str]) -> Response[Any]:
    mine: Kept = await request.read(kept.known, name, request.settings.bank_folder)
    one = next((each for each in completeness(mine.instrument) if each.language == code), None)
    if one is None:
        raise NotFound(N_("The form is not in this language."))
    return view(
        request,
        "missing",
        mine=mine,
        one=one,
        code=code,
        missing=gaps(mine, one, ((each.where, shown(each.language, request, mine)) for each in one.missing)),
        same=gaps(mine, one, ((where, "") for where in one.same)),
        placeholders=gaps(mine, one, ((each.where, holes(each, request)) for each in one.placeholders)),
    )


def shown(language: str, request: Request, mine: Kept) -> str:
    if not language:
        return request.text(N_("nothing"))
    return words.tongue(language, mine.instrument.language_names, request.text)


def holes(one: Any, request: Request) -> str:
    lacking, extra = (", ".join(f"${{{name}}}" for name in names) for names in (one.lacking, one.extra))
    said = [
        request.text(N_("lacks %(names)s"), names=lacking) if lacking else "",
        request.text(N_("has %(names)s too many"), names=extra) if extra else "",
    ]
    return "; ".join(filter(None, said))


def gaps(mine: Kept, one: Completeness, found: Iterable[tuple[str, str]]) -> list[Gap]:
    known = {each.where: each for each in wordings(mine.instrument)}
    return [gap(mine, known[where], one.language, now) for where, now in found if where in known]


def gap(mine: Kept, wording: Wording, language: str, now: str) -> Gap:
    texts = {code: text for code, text in wording.texts.items() if text.strip()}
    source = next((code for code in (mine.instrument.languages[:1] or ("",)) if code in texts), next(iter(texts), ""))
    text = texts.get(source, "")
    return Gap(wording.where, text, source, now or texts.get(language, ""), link_to(mine, wording, language))


def link_to(mine: Kept, wording: Wording, language: str) -> str:
    """The field in which a text is written; "" where only the workbook can."""
    item = wording.item
    if item is None:
        return f"{mine.path}/settings#field-{wording.role}-{language}"
    name = field_of(wording, item)
    return f"{mine.path}/items/{quote(item.name)}#field-{name}-{language}" if name else ""


def field_of(wording: Wording, item: Item) -> str:
    if wording.role not in OF_CHOICES:
        return "" if wording.role is Role.MEDIA else wording.role.value
    value = wording.where.partition(".choices.")[2].rpartition(".")[0]
    found = (index for index, choice in mend_form.indexed(item) if choice.value == value)
    return next((f"{OF_CHOICES[wording.role]}-{index}" for index in found), "")


HANDLERS = [missing]
