"""The English in which the command line tells deadlines and footnotes."""

from datetime import date, datetime

from instruments.clock import Deadline, Kind, Reason
from instruments.protocol import Missing
from scoring.footnotes import Note, NoteKind

CAVEAT = "This measures information and service as a resident meets them, not the quality of the service behind them."


def told(deadline: Deadline) -> list[str]:
    """The explanation of a deadline, line by line."""
    return [line(reason) for reason in deadline.why]


def line(reason: Reason) -> str:  # noqa: C901 - one line per kind
    day = weekday(reason.at)
    number = f"{reason.number:g}" if reason.number is not None else ""
    match reason.kind:
        case Kind.SENT:
            return f"sent {clock_time(reason.at)}"
        case Kind.DAY:
            return f"{day} = day {number}"
        case Kind.DAY_ZERO:
            return f"{day}, the day of sending = day 0"
        case Kind.AFTER_NOON:
            return f"{day} does not count: not sent before 12:00"
        case Kind.WEEKEND if reason.until:
            return f"{day} and {weekday(reason.until)} do not count: weekend"
        case Kind.WEEKEND:
            return f"{day} does not count: weekend"
        case Kind.HOLIDAY:
            return f"{' and '.join(reason.names)} does not count: {day}"
        case Kind.CLOSED:
            return f"{day} does not count: closed"
        case Kind.PAUSED:
            return f"{day} does not count: the unit waits for an answer to its question"
        case Kind.HOURS:
            return f"{day}: {duration(reason.number or 0)}"
        case Kind.DEADLINE:
            return f"deadline {clock_time(reason.at)}"
        case Kind.ANSWERED if reason.number is not None:
            return f"answered {clock_time(reason.at)} = day {number}"
        case Kind.ANSWERED:
            return f"answered {clock_time(reason.at)}"
        case Kind.ANSWERED_ON_CLOSED_DAY:
            return (
                f"answered {clock_time(reason.at)}, which is no working day: "
                f"counts for {weekday(reason.until or reason.at)} = day {number}"
            )
        case Kind.IN_TIME:
            return "in time"
        case Kind.LATE:
            return "late"
        case Kind.INVALID:
            return f"invalid: answered {clock_time(reason.at)}, before it was sent"


def weekday(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def clock_time(at: date) -> str:
    if not isinstance(at, datetime):
        return weekday(at)
    time = str(at.time())
    return f"{weekday(at)} {at.year} {time.rstrip('0') if at.microsecond else time.removesuffix(':00')}"


def duration(hours: float) -> str:
    whole, minutes = divmod(hours * 60, 60)
    seconds = round(minutes % 1 * 60)
    return f"{whole:.0f} h {minutes:.0f} min" if not seconds else f"{whole:.0f} h {minutes // 1:.0f} min {seconds} s"


MISSING = {
    "unanswered": "not answered",
    "unreachable": "not reached",
    "refused": "refused",
    "not_tested": "not tested",
    "not_applicable": "not applicable",
    "not_offered": "not offered here",
    "tester_error": "error of the tester",
    "detected": "detected as a test",
}


def footnote(note: Note) -> str:
    count = f"{note.number:g} {'item' if note.number == 1 else 'items'}"
    match note.kind:
        case NoteKind.MISSING:
            what = f"{MISSING.get(note.subject, note.subject)} ({note.subject})"
            return f"{count} {what}: {'0 points' if note.rule == Missing.ZERO else 'left out of the score'}"
        case NoteKind.LATE:
            return f"{count} answered too late: 0 points (late)"
        case NoteKind.MAXIMUM_ZERO:
            return f"{count} with no points to reach: left out of the score (maximum 0)"
        case NoteKind.SPEED:
            return f"speed points added by the program for {note.number:g} e-mails"
        case NoteKind.DAYS_UNKNOWN:
            return f"{count} without a working day: no time rule applied"
        case NoteKind.OUTSIDE:
            return f"{count}: totals of a channel, which belong to no sector: not in the total"
        case NoteKind.UNTESTED:
            return f"{note.subject} was not tested: it is left out of the total"
        case NoteKind.OUT_OF:
            return f"the total is the sum of the tested channels, out of {note.number:g} points"
        case NoteKind.NOTHING:
            return "nothing was tested: no total"
