"""Says in the reader's language why a deadline is when it is and what stands behind a score."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache

from babel import dates

from instruments.clock import Deadline, Kind, Reason
from instruments.protocol import Missing
from scoring.footnotes import Note, NoteKind
from survey.texts import N_, Translate, translator

DAY_PATTERNS = {
    "nb": ("nb_NO", "EEEE d. MMMM"),
    "nn": ("nn_NO", "EEEE d. MMMM"),
    "sv": ("sv_SE", "EEEE d MMMM"),
    "en": ("en_GB", "EEEE d MMMM"),
}

CAVEAT = N_(
    "This measures information and service as a resident meets them, not the quality of the service behind them."
)
REASONS = {
    Kind.SENT: N_("sent %(moment)s"),
    Kind.DAY: N_("%(day)s = day %(n)s"),
    Kind.DAY_ZERO: N_("%(day)s, the day of sending = day 0"),
    Kind.AFTER_NOON: N_("%(day)s does not count: not sent before 12:00"),
    Kind.WEEKEND: N_("%(day)s does not count: weekend"),
    Kind.HOLIDAY: N_("%(name)s does not count: %(day)s"),
    Kind.CLOSED: N_("%(day)s does not count: closed"),
    Kind.PAUSED: N_("%(day)s does not count: the unit waits for an answer to its question"),
    Kind.HOURS: N_("%(day)s: %(duration)s"),
    Kind.DEADLINE: N_("deadline %(moment)s"),
    Kind.ANSWERED: N_("answered %(moment)s = day %(n)s"),
    Kind.ANSWERED_ON_CLOSED_DAY: N_("answered %(moment)s, no working day: counts for %(until)s = day %(n)s"),
    Kind.IN_TIME: N_("in time"),
    Kind.LATE: N_("late"),
    Kind.INVALID: N_("invalid: answered %(moment)s, before it was sent"),
}
WHOLE_WEEKEND = N_("%(day)s and %(until)s do not count: weekend")
ANSWERED_BY_HOURS = N_("answered %(moment)s")
DURATION = N_("%(h)s h %(min)s min")
SECONDS = N_("%(h)s h %(min)s min %(s)s s")
HOLIDAYS = (
    N_("All Saints' Day"), N_("Ascension Day"), N_("Christmas Day"), N_("Christmas Eve"), N_("Constitution Day"),
    N_("Easter Monday"), N_("Easter Sunday"), N_("Epiphany"), N_("Feast of the Annunciation"), N_("Good Friday"),
    N_("Great Prayer Day"), N_("Independence Day"), N_("Labor Day"), N_("Maundy Thursday"), N_("May Day"),
    N_("Midsummer Day"), N_("Midsummer Eve"), N_("National Day"), N_("New Year's Day"), N_("Second Day of Christmas"),
    N_("Whit Monday"), N_("Whit Sunday"),
)  # fmt: skip

FOOTNOTES = {
    NoteKind.LATE: N_("Answered too late: %(n)s with 0 points"),
    NoteKind.MAXIMUM_ZERO: N_("No points to reach: %(n)s left out of the score"),
    NoteKind.SPEED: N_("Points for speed added by the program, one e-mail each: %(n)s"),
    NoteKind.DAYS_UNKNOWN: N_("Day of the answer unknown, so no time rule applied: %(n)s"),
    NoteKind.BONUS: N_("Bonus items, which only make up for points missing elsewhere in the inquiry: %(n)s"),
    NoteKind.KNOCKED_OUT: N_("Without points because something that must be right was not: %(n)s"),
    NoteKind.OUTSIDE: N_("Totals of channels that belong to no sector, so not in the total: %(n)s"),
    NoteKind.UNTESTED: N_("Not tested, so left out of the total: %(what)s"),
    NoteKind.OUT_OF: N_("The total is the sum of the tested channels, out of %(n)s points"),
    NoteKind.NOTHING: N_("Nothing was tested, so there is no total"),
}
MISSING = {
    Missing.ZERO: N_("%(what)s: %(n)s with 0 points"),
    Missing.LEAVE: N_("%(what)s: %(n)s left out of the score"),
}
STATUSES = {
    "unanswered": N_("Unanswered"),
    "unreachable": N_("Not reached"),
    "refused": N_("Refused to answer"),
    "not_tested": N_("Not tested"),
    "not_applicable": N_("Not applicable"),
    "not_offered": N_("Not offered here"),
    "tester_error": N_("Error of the tester"),
    "detected": N_("Detected as a test"),
}


def deadline_lines(deadline: Deadline, language: str) -> list[str]:
    """The explanation of a deadline, from sending to verdict, one line per day or weekend."""
    _ = translator(language)
    return [reason_line(reason, _, language=language) for reason in deadline.why]


def reason_line(reason: Reason, _: Translate, *, language: str) -> str:
    text = REASONS[reason.kind]
    if reason.kind == Kind.WEEKEND and reason.until:
        text = WHOLE_WEEKEND
    if reason.kind == Kind.ANSWERED and reason.number is None:
        text = ANSWERED_BY_HOURS
    return _(
        text,
        day=day(reason.at, language),
        moment=moment(reason.at, language),
        until=day(reason.until, language) if reason.until else "",
        name=", ".join(map(_, reason.names)),
        n="" if reason.number is None else f"{reason.number:g}",
        duration=duration(reason.number or 0, _),
    )


@lru_cache(maxsize=4096)
def day(at: date, language: str) -> str:
    locale, pattern = DAY_PATTERNS[language]
    return dates.format_date(at, pattern, locale=locale)


def moment(at: date, language: str) -> str:
    if not isinstance(at, datetime):
        return day(at, language)
    time = str(at.time())
    return f"{day(at, language)} {at.year} {time.rstrip('0') if at.microsecond else time.removesuffix(':00')}"


def duration(hours: float, _: Translate) -> str:
    whole, seconds = divmod(round(hours * 3600), 3600)
    minutes, seconds = divmod(seconds, 60)
    return _(SECONDS if seconds else DURATION, h=whole, min=minutes, s=seconds)


def footnotes(notes: Sequence[Note], language: str, *, names: Mapping[str, str]) -> list[str]:
    """The footnotes of a score; `names` says what to call its sectors, those not tested share one line."""
    _ = translator(language)
    lines = [footnote(note, _) for note in notes if note.kind != NoteKind.UNTESTED]
    untested = [names.get(note.subject, note.subject) for note in notes if note.kind == NoteKind.UNTESTED]
    return lines + ([_(FOOTNOTES[NoteKind.UNTESTED], what=", ".join(untested))] if untested else [])


def footnote(note: Note, _: Translate) -> str:
    number = f"{note.number:g}"
    if note.kind == NoteKind.MISSING and note.rule:
        return _(MISSING[note.rule], what=_(STATUSES[note.subject]), n=number)
    return _(FOOTNOTES[note.kind], n=number)
