"""What the causes, promises and categories of a report are called."""

from collections.abc import Mapping

import msgspec

from instruments.instrument import Instrument, Part, walk
from instruments.language import in_language
from instruments.protocol import Protocol
from instruments.scenario import Channel
from scoring.finding import Kind
from survey import guarantee
from survey.guarantee import Code
from survey.league import Place
from survey.report import Loss, Proposal, Report
from survey.texts import N_
from survey.wave import Wave
from survey.web import words as texts
from survey.web.comments.codes import Scheme
from survey.web.ranking_view import Words, sector_name
from survey.web.surveys.words import CHANNELS as SURVEYED

UNREACHABLE, PHONE, WEB = "unreachable", "phone", "web"
WHOLE = {
    "unanswered": N_("%(channel)s: no answer"),
    UNREACHABLE: N_("%(channel)s: nobody was reached"),
    "refused": N_("%(channel)s: an answer was refused"),
    "late": N_("%(channel)s: the answer came too late"),
    "knocked_out": N_("%(channel)s: one mistake cost all other points"),
    "speed": N_("%(channel)s: the answer took long"),
}
NOT_FOUND = N_("%(channel)s: the page was not found in time")
FINDABLE = N_("Search for these pages as a resident would, on the site and outside it, and see what comes first.")
ITEM = N_("%(channel)s: “%(question)s”")
ADVICE = {
    "unanswered": N_("Find out where these inquiries stopped, and who answers when somebody is away."),
    UNREACHABLE: N_("See when the lines are full or closed, and who takes calls then."),
    "refused": N_("Say where the answer is to be had, or give it: residents do not know who does what."),
    "late": N_("Follow one of them from arrival to answer, and see where it lay."),
    "speed": N_("Follow one of them from arrival to answer, and see where it lay."),
    "knocked_out": N_("See which question had to be right, and where the right answer is written down."),
}


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """Where codes find their words, for one wave."""

    wave: Wave
    protocol: Protocol
    forms: Mapping[Channel, Instrument]
    places: Mapping[int, Place]
    previous: Wave | None = None
    scheme: Scheme = Scheme()
    published: bool = False

    def home(self, unit_id: int) -> str:
        return f"/rankings/{self.wave.id}/{self.places[unit_id].code}"


class Teller(msgspec.Struct, frozen=True, kw_only=True):
    """One report for one reader."""

    report: Report
    names: Names
    words: Words

    def __call__(self, message: str, /, **values: object) -> str:
        return self.words.translate(message, **values)

    def points(self, value: float | None) -> str:
        return self.words.formats.number(value, 1)

    def percent(self, share: float | None) -> str:
        return self.words.formats.percent(share)

    @property
    def home(self) -> str:
        return self.names.home(self.report.unit_id)

    def channel(self, code: str) -> str:
        """Of the test or of the survey beside it."""
        label = texts.CHANNELS.get(code) or SURVEYED.get(code)
        return self(label) if label else code

    def sector(self, code: str) -> str:
        if code in texts.CHANNELS:
            return self.channel(code)
        return sector_name(self.names.protocol, code, self.words.language)

    def contacts(self, channel: str, times: int, of: int) -> str:
        """2 of 3 e-mails"""
        match channel:
            case "email":
                return self.words.ngettext("%(times)s of %(n)s e-mail", "%(times)s of %(n)s e-mails", of, times=times)
            case "phone":
                return self.words.ngettext("%(times)s of %(n)s call", "%(times)s of %(n)s calls", of, times=times)
            case "web":
                return self.words.ngettext(
                    "%(times)s of %(n)s web task", "%(times)s of %(n)s web tasks", of, times=times
                )
        return self.words.ngettext("%(times)s of %(n)s inquiry", "%(times)s of %(n)s inquiries", of, times=times)

    def advice(self, one: Loss) -> str:
        """What to look at first; nothing where an item says it itself."""
        if one.why == UNREACHABLE and one.channel == WEB:
            return self(FINDABLE)
        return self(ADVICE[one.why]) if one.why in ADVICE else ""

    def cause(self, one: Loss) -> str:
        channel = self.channel(one.channel)
        if one.why == UNREACHABLE and one.channel == WEB:
            return self(NOT_FOUND, channel=channel)
        if one.part == Part.TIME and one.why not in WHOLE:
            return self(WHOLE["speed"], channel=channel)
        if one.why in WHOLE:
            return self(WHOLE[one.why], channel=channel)
        question = self.question(one.channel, one.item)
        if question:
            return self(ITEM, channel=channel, question=question)
        return ": ".join(filter(None, (channel, self.sector(one.sector) if one.sector else one.item)))

    def question(self, channel: str, item: str) -> str:
        form = self.names.forms.get(Channel(channel)) if channel else None
        found = next((one for one in walk(form.items) if one.name == item), None) if form else None
        return in_language(found.label, self.words.language) if found else ""

    def promise(self, told: str) -> str:
        return promised(*guarantee.read(told), self.words)

    def category(self, axis: str, code: str) -> str:
        return self.names.scheme.name(axis, code, self.words.language)

    def proposal(self, one: Proposal) -> str:
        match one.kind:
            case Kind.PROMISE:
                return self(N_("Promise broken: %(promise)s"), promise=self.promise(one.code))
            case Kind.COMMENTS:
                axis = one.comments[0].axis if one.comments else "reasons"
                return self(N_("Comments: %(category)s"), category=self.category(axis, one.code))
        return self.cause(one.loss) if one.loss else ""


def promised(code: Code, within: float, words: Words) -> str:
    """In words, with its limit."""
    number, few, ngettext = words.formats.number(within), 1 if within == 1 else 2, words.ngettext
    match code:
        case Code.MAIL_HOURS:
            return ngettext(
                "E-mail answered within %(n)s hour, weekends not counted",
                "E-mail answered within %(n)s hours, weekends not counted",
                few,
                n=number,
            )
        case Code.MAIL_DAYS:
            return ngettext(
                "E-mail answered by the next working day",
                "E-mail answered within %(n)s working days",
                few,
                n=number,
            )
        case Code.MAIL_DAYS_NOON:
            return ngettext(
                "E-mail sent before 12:00 answered the same working day",
                "E-mail answered within %(n)s working days, the day of sending counted if sent before 12:00",
                few,
                n=number,
            )
        case Code.CALL_MINUTES:
            return ngettext("Calls answered within %(n)s minute", "Calls answered within %(n)s minutes", few, n=number)
