"""An instrument is filled in: page by page or on one, without a script too, and nothing is kept on the way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

import msgspec

from instruments.answers import Checked, check
from instruments.entry import Entry, entries
from instruments.fields import flat, nested
from instruments.form import Form, form_of
from instruments.instrument import ANSWERED, UPLOADS, Instrument, Kind
from survey import refusal
from survey.problems import Fault
from survey.texts import N_
from survey.web.questions import instances, pages
from survey.web.questions.look import is_header
from survey.web.questions.pages import Page
from survey.web.questions.posted import Posted, posted
from survey.web.questions.question import PREFIX
from survey.web.questions.view import nothing_offered

LONGEST_WORD = 200
NOTHING_YET = N_("Answer at least one question before you send, or simply close the page.")
TWICE = N_("Give each of them a number of its own.")


class Press(StrEnum):
    """What a button of the form asks for; some name a path or a language after a colon."""

    ON = "on"
    BACK = "back"
    SEND = "send"
    HAVE = "have"
    """Send what stands so far, and nothing more."""
    ADD = "add"
    REMOVE = "remove"
    CLEAR = "clear"
    LANGUAGE = "language"


WORDS = frozenset({"press", "at", "seed", "language"})
CHANGES = frozenset({Press.ADD, Press.REMOVE, Press.CLEAR})


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """One form that came in; `at` is the page it was sent from."""

    posted: Posted
    press: Press = Press.ON
    about: str = ""
    at: str = ""
    seed: str = ""
    language: str = ""


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What comes next: a page with what is wrong on it, or, with `checked`, the end."""

    at: str = ""
    fields: dict[str, str] = {}
    seen: frozenset[str] = frozenset()
    faults: tuple[Fault, ...] = ()
    fresh: frozenset[str] = frozenset()
    end: bool = False
    """Nothing more is asked: what is left to do is to send it in."""
    checked: Checked | None = None
    partial: bool = False
    """Sent in before everything that is asked had an answer."""


def sent(form: Iterable[tuple[str, object]], instrument: Instrument) -> Sent:
    """From the fields of a posted form, within bounds."""
    pairs = list(form)
    word = {name: value.strip()[:LONGEST_WORD] for name, value in pairs if name in WORDS and isinstance(value, str)}
    name, _, about = word.get("press", "").partition(":")
    return Sent(
        posted=posted(pairs, instrument),
        press=Press(name) if name in set(Press) else Press.ON,
        about=about,
        at=word.get("at", ""),
        seed=word.get("seed", ""),
        language=about if name == Press.LANGUAGE else word.get("language", ""),
    )


def turned(instrument: Instrument, given: Sent, *, now: datetime) -> Turn:
    """What a press leads to. Going on, and sending in, wait for what is wrong or has not been shown yet."""
    if straight := to_the_end(instrument, given, now=now):
        return straight
    fields, seen = given.posted.fields, given.posted.shown or frozenset()
    laid = entries(instrument, fields, now=now, seed=given.seed, language=given.language)
    found = pages.pages(instrument, laid)
    here = pages.at(found, given.at)
    stay = Turn(at=found[here].path if here < len(found) else "", fields=fields, seen=seen)
    match given.press:
        case Press.BACK:
            return msgspec.structs.replace(stay, at=found[pages.before(found, here)].path)
        case press if press in CHANGES:
            return msgspec.structs.replace(stay, fields=changed(fields, given, laid))
        case Press.LANGUAGE:
            return stay
        case Press.HAVE:
            return stopped(instrument, given, stay, laid=laid, now=now)
    answers = nested(instrument, fields)
    checked = check(instrument, answers, now=now, seed=given.seed, language=given.language)
    following = pages.following(found, here)
    sending = given.press is Press.SEND or pages.is_last(found, here)
    waiting = held(instrument, found if sending else found[: here + 1], given.posted, checked)
    if waiting:
        return msgspec.structs.replace(waiting, fields=fields, seen=seen)
    if sending:
        return msgspec.structs.replace(stay, checked=checked)
    if following >= len(found):
        return msgspec.structs.replace(stay, end=True)
    return msgspec.structs.replace(stay, at=found[following].path)


def to_the_end(instrument: Instrument, given: Sent, *, now: datetime) -> Turn | None:
    """Nearly all who send in have seen and answered everything: then no page need be laid out to say so."""
    asked = askable(form_of(instrument))
    if given.press is not Press.SEND or given.posted.doubled or not asked:
        return None
    fields, shown = given.posted.fields, given.posted.shown
    answers = nested(instrument, fields)
    checked = check(instrument, answers, now=now, seed=given.seed, language=given.language)
    if any(problem.kind not in refusal.LEFT_OUT for problem in checked.problems):
        return None
    if shown is not None and any(n in asked and n not in shown and not fields.get(n) for n in checked.relevant):
        return None
    return Turn(at=given.at, fields=fields, seen=shown or frozenset(), checked=checked)


@lru_cache(maxsize=64)
def askable(form: Form) -> frozenset[str]:
    """What people answer, by path; nothing where a repeat makes more of them."""
    if any(field.item.kind is Kind.REPEAT for field in form.fields):
        return frozenset()
    return frozenset(field.item.name for field in form.fields if field.item.kind in ANSWERED - UPLOADS)


def stopped(instrument: Instrument, given: Sent, stay: Turn, *, laid: Sequence[Entry], now: datetime) -> Turn:
    """The end before the end: what stands is sent, whatever is missing or wrong."""
    checked = check(instrument, nested(instrument, stay.fields), now=now, seed=given.seed, language=given.language)
    stands = flat(checked.values)
    return msgspec.structs.replace(stay, checked=checked, partial=any(one.path not in stands for one in leaves(laid)))


def nothing(instrument: Instrument, given: Sent, turn: Turn, *, now: datetime) -> Turn:
    """The same page with the word that there is nothing to send: nobody's only answer is spent on an empty form."""
    found = pages.pages(instrument, entries(instrument, turn.fields, now=now, seed=given.seed, language=given.language))
    here = pages.at(found, turn.at)
    asked = [entry.path for entry in leaves(found[here].entries)] if here < len(found) else []
    return msgspec.structs.replace(turn, checked=None, faults=(Fault(PREFIX + (asked or [""])[0], NOTHING_YET),))


def held(instrument: Instrument, reached: Sequence[Page], given: Posted, checked: Checked) -> Turn | None:
    """The first of these pages with a fault, or with a question that nobody has seen yet."""
    problems = faults(instrument, given, checked)
    for page in reached:
        asked = {entry.path for entry in leaves(page.entries)} if page.relevant else set()
        shown = asked if given.shown is None else asked & given.shown
        wrong = tuple(problems[path] for path in problems if path in shown)
        fresh = unseen(page.entries, given) if page.relevant else frozenset()
        if wrong or fresh:
            return Turn(at=page.path, faults=wrong, fresh=fresh if asked & shown else frozenset())
    return None


def unseen(laid: Sequence[Entry], given: Posted) -> frozenset[str]:
    """What follows from the answers that were just sent and was not on the page, nor answered in another way."""
    if given.shown is None:
        return frozenset()
    return frozenset(
        entry.path for entry in leaves(laid) if entry.path not in given.shown and not given.fields.get(entry.path)
    )


def faults(instrument: Instrument, given: Posted, checked: Checked) -> dict[str, Fault]:
    """By path; what is no longer asked is nobody's fault."""
    refused = refusal.faults(instrument, checked.problems)
    told = (*refused, *(Fault(path, TWICE) for path in given.doubled))
    return {one.where: Fault(PREFIX + one.where, one.message, **one.values) for one in told}


def changed(fields: Mapping[str, str], given: Sent, laid: Sequence[Entry]) -> dict[str, str]:
    """The fields with one more instance, with one less, or with one answer taken back."""
    places = {entry.path: entry for entry in every(laid)}
    entry = places.get(given.about)
    match given.press:
        case Press.ADD if entry and given.about in growing(laid):
            return instances.added(fields, given.about, shown=len(entry.entries))
        case Press.REMOVE if entry and given.about in removable(laid):
            return instances.removed(fields, given.about)
        case Press.CLEAR if entry:
            return {**fields, given.about: ""}
        case _:
            return dict(fields)


def growing(laid: Iterable[Entry]) -> frozenset[str]:
    """The paths of repeats to which people may add."""
    repeats = (entry for entry in every(laid) if entry.item.kind is Kind.REPEAT and not entry.counted)
    return frozenset(entry.path for entry in repeats if not entry.path.rpartition(".")[2].isdecimal())


def removable(laid: Sequence[Entry]) -> frozenset[str]:
    """The paths of the instances in them."""
    repeats = growing(laid)
    return frozenset(one.path for entry in every(laid) if entry.path in repeats for one in entry.entries)


def near(given: Sent) -> str:
    """The path of what stands where the button was: the repeat, also when its instance is gone."""
    return given.about.rpartition(".")[0] if given.press is Press.REMOVE else given.about


def every(laid: Iterable[Entry]) -> Iterator[Entry]:
    for entry in laid:
        yield entry
        yield from every(entry.entries)


def leaves(laid: Iterable[Entry]) -> Iterator[Entry]:
    """What is asked now: relevant, and answered by a person; files have their own way in."""
    for entry in laid:
        if not entry.relevant:
            continue
        if entry.item.kind in ANSWERED - UPLOADS and not entry.read_only and not is_header(entry.item):
            yield from () if nothing_offered(entry) else (entry,)
        yield from leaves(entry.entries)
