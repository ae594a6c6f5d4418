"""Place: one page of a form that is being filled in, with all that travels along in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec
from markupsafe import Markup

from instruments.entry import entries
from instruments.for_page import needs_more, needs_script, page_form
from instruments.instrument import Instrument
from instruments.language import direction
from survey.problems import Fault
from survey.web.questions import pages
from survey.web.questions.pages import Page
from survey.web.questions.posted import values_of
from survey.web.questions.question import Look, Question, asked, leaves
from survey.web.questions.said import NOTHING, Reader, Said, own_name, said
from survey.web.questions.view import View, questions, value_in


class Language(msgspec.Struct, frozen=True):
    code: str
    name: str
    dir: str


class Place(msgspec.Struct, frozen=True, kw_only=True):
    title: Said
    intro: Said = NOTHING
    language: str
    dir: str = ""
    """Where the instrument is not written in the direction of the page around it."""
    questions: tuple[Question, ...]
    around: tuple[Said, ...] = ()
    """Headings of the groups that this page stands in."""
    faults: Mapping[str, Fault] = {}
    carried: Mapping[str, str] = {}
    """Fields of other pages, answered already."""
    shown: str = ""
    seen: str = ""
    at: str = ""
    number: int = 1
    of: int = 1
    last: bool = True
    """From here it is sent in; else another page may follow, as the answers are."""
    end: bool = False
    """It turned out that nothing more is asked."""
    seed: str = ""
    languages: tuple[Language, ...] = ()
    script: Markup = Markup()
    """The form as data for the script; empty where nothing depends on anything."""
    more: bool = False
    """Whether the script needs the functions that few forms use."""

    @property
    def asked(self) -> tuple[Question, ...]:
        return tuple(asked(self.questions))

    @property
    def leaves(self) -> tuple[Question, ...]:
        return tuple(leaves(self.questions))

    @property
    def fresh(self) -> tuple[Question, ...]:
        return tuple(question for question in self.asked if question.fresh)

    @property
    def files(self) -> bool:
        return any(question.look is Look.FILE for question in self.leaves)

    @property
    def ranks(self) -> bool:
        return any(question.look is Look.PLACES for question in self.leaves)


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """How far somebody has come: what is in the fields, which page is next and what is wrong on it."""

    at: str = ""
    fields: Mapping[str, str] = {}
    seen: frozenset[str] = frozenset()
    faults: Sequence[Fault] = ()
    end: bool = False
    seed: str = ""


def place(instrument: Instrument, filled: Filled, view: View, *, now: datetime) -> Place:
    reader, seed = view.reader, filled.seed
    laid = entries(instrument, filled.fields, now=now, seed=seed, language=reader.language)
    found = pages.pages(instrument, laid)
    at = pages.at(found, filled.at)
    page = found[at] if at < len(found) else Page(path="", entries=())
    shown = questions(page.entries, view)
    here = frozenset(question.path for question in asked(shown) if not question.read_only)
    asked_pages = [number for number, one in enumerate(found) if one.relevant]
    turned = direction(reader.language) != direction(reader.words)
    return Place(
        title=said(instrument.title, reader),
        intro=said(instrument.intro, reader) if pages.before(found, at) == at else NOTHING,
        language=reader.language,
        dir=direction(reader.language) if turned else "",
        questions=shown,
        around=tuple(said(one.item.label, reader, value_in(one)) for one in page.around if one.item.label),
        faults={fault.where: fault for fault in filled.faults},
        carried=carried(instrument, filled.fields, shown),
        shown=" ".join(sorted(here)),
        seen=" ".join(sorted(filled.seen - here)),
        at=page.path,
        number=asked_pages.index(at) + 1 if at in asked_pages else 1,
        of=len(asked_pages),
        last=filled.end or pages.is_last(found, at),
        end=filled.end,
        seed=seed,
        languages=languages(instrument, reader),
        script=script(instrument, reader.language, now=now, seed=seed),
        more=needs_more(instrument),
    )


def script(instrument: Instrument, language: str, *, now: datetime, seed: str) -> Markup:
    """JSON that cannot end the element it stands in."""
    if not needs_script(instrument):
        return Markup()
    data = page_form(instrument, language, now=now, seed=seed).decode()
    return Markup(data.replace("<", "\\u003c"))  # noqa: S704 - no markup is left in it


def carried(instrument: Instrument, fields: Mapping[str, str], shown: Iterable[Question]) -> dict[str, str]:
    """The fields that this page does not have."""
    here = frozenset(_names(shown))
    return {name: text for name, text in values_of(fields, instrument).items() if name not in here}


def _names(shown: Iterable[Question]) -> Iterator[str]:
    """Of the fields in these questions."""
    for question in shown:
        if question.look is not Look.NOTE and not question.read_only:
            yield question.name
        yield from _names(question.inner)


def languages(instrument: Instrument, reader: Reader) -> tuple[Language, ...]:
    codes = [code for code in instrument.languages if code != "und"]
    return tuple(Language(code, own_name(code, reader.names), direction(code)) for code in codes)
