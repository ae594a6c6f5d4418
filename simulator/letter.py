"""Letters: what one turn of the plot says, in the words and the ways of the municipality; pure."""

from datetime import datetime, timedelta
from random import Random

import msgspec

from simulator.habits import Answering, Habits, System
from simulator.plot import MACHINES, Played, Turn
from simulator.scene import Scene
from simulator.words import Words, fill


class Inquiry(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that came to a municipality."""

    message_id: str
    sender_name: str
    sender: str
    answer_to: str
    """Reply-To, else From."""
    envelope_from: str
    to: str
    subject: str
    date: datetime
    text: str
    references: tuple[str, ...] = ()
    raw: bytes = b""


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What is said, before it is wrapped up as a mail."""

    name: str
    email: str
    subject: str
    text: str
    quoted: bool
    """Whether the inquiry is quoted along."""


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer can be about: the scene, and another one for those who get it wrong."""

    scene: Scene | None = None
    wrong: Scene | None = None
    language: str = "nb"


def write(turn: Turn, inquiry: Inquiry, habits: Habits, *, words: Words, about: Subject, rng: Random) -> Letter:
    values = _values(turn, inquiry, habits, words=words, case=case_number(habits, inquiry), rng=rng)
    machine = turn.by_machine or turn.played in MACHINES
    writer = f"{rng.choice(words.first_names)} {rng.choice(words.last_names)}"
    body = _body(turn, words, about, rng=rng)
    text = fill(body, values)
    if not machine or turn.played is Played.AUTOMATIC:
        signature = _signature(writer, habits, words, values=values, rng=rng)
        greeting = fill(rng.choice(words.greeting), values)
        text = f"{greeting}\n\n{text}\n\n{rng.choice(words.closing)}\n{signature}"
    else:
        text = _wrapped(text, habits, values)
    name, email = _sender(turn, writer, inquiry, habits=habits, words=words)
    subject = fill(_subject(turn, habits, words, rng=rng), values)
    quoted = not machine and turn.played is not Played.BOUNCE
    return Letter(name=name, email=email, subject=subject, text=text, quoted=quoted)


def case_number(habits: Habits, inquiry: Inquiry) -> str:
    """The number under which the case system files the inquiry, written as such systems do."""
    number = sum(inquiry.message_id.encode()) * 7919 % 90_000 + 10_000
    match habits.system:
        case System.SERVICENOW:
            return f"CS00{number}"
        case System.ZENDESK:
            return f"#{number}"
        case _:
            return f"{inquiry.date.year % 100}/{number:05d}"


def _values(
    turn: Turn, inquiry: Inquiry, habits: Habits, *, words: Words, case: str, rng: Random
) -> dict[str, str]:
    back = turn.due or turn.at + timedelta(days=rng.randrange(3, 15))
    return {
        "unit": habits.unit,
        "first": inquiry.sender_name.split(" ")[0] if inquiry.sender_name else "",
        "topic": inquiry.subject,
        "case": case,
        "dept": rng.choice(words.depts),
        "date": words.date(back),
        "weeks": str(rng.randrange(2, 5)),
        "days": str(max(2, (back - turn.at).days * 5 // 7) if turn.due else rng.randrange(3, 11)),
        "phone": habits.phone,
        "colleague": f"{rng.choice(words.first_names)} {rng.choice(words.last_names)}",
    }


def _body(turn: Turn, words: Words, about: Subject, *, rng: Random) -> str:
    match turn.played:
        case Played.FULL | Played.PARTIAL | Played.WRONG:
            return _answer(turn.played, words, about, rng=rng)
        case _:
            phrases: tuple[str, ...] = getattr(words, turn.played.value)
            return rng.choice(phrases)


def _answer(played: Played, words: Words, about: Subject, *, rng: Random) -> str:
    scene = about.wrong if played is Played.WRONG else about.scene
    lines = list(scene.full_answers.get(about.language, ())) if scene else []
    if played is Played.PARTIAL and len(lines) > 1:
        lines = lines[: max(1, len(lines) // 2)]
    lines = [line.replace("{", "(").replace("}", ")") for line in lines]
    match rng.randrange(3):
        case 0:
            told = " ".join(lines)
        case 1:
            told = "\n\n".join(lines)
        case _:
            told = "\n".join(f"- {line}" for line in lines)
    tail = rng.choice(words.partial if played is Played.PARTIAL else words.ending)
    return "\n\n".join(part for part in (rng.choice(words.opening), told, tail) if part)


def _wrapped(text: str, habits: Habits, values: dict[str, str]) -> str:
    """The frame that a case system puts around what it says by itself."""
    match habits.system:
        case System.ZENDESK:
            line = "##- Skriv svaret ditt over denne linjen -##"
            return f"{line}\n\n{text}\n\n--------------------------------\n{habits.unit} ({values['case']})"
        case System.SERVICENOW:
            return f"{text}\n\n{habits.unit}\n\nRef:MSG{sum(text.encode()) * 31 % 9_000_000:07d}"
        case System.PUBLIC360:
            return f"{text}\n\n{habits.unit}\n{values['case']}"
        case _:
            return f"{text}\n\n{habits.unit}\n{values['phone']}"


def _signature(writer: str, habits: Habits, words: Words, *, values: dict[str, str], rng: Random) -> str:
    lines = [writer, rng.choice(words.titles)]
    if rng.random() < 0.6:
        lines.append(values["dept"][:1].upper() + values["dept"][1:])
    lines.append(fill(words.kommune, values))
    if rng.random() < 0.7:
        lines.append(f"Tlf. {habits.phone}" if rng.random() < 0.5 else habits.phone)
    if rng.random() < 0.4:
        lines.append(f"www.{habits.domain}")
    if habits.disclaimer:
        lines += ["", rng.choice(words.disclaimer)]
    return "\n".join(lines)


def _sender(turn: Turn, writer: str, inquiry: Inquiry, *, habits: Habits, words: Words) -> tuple[str, str]:
    office = fill(words.kommune, {"unit": habits.unit})
    plain = writer.lower().translate(str.maketrans("æøåäöé ", "eoaaoe."))
    if turn.played is Played.AUTOMATIC or (habits.answering is Answering.PERSON and not turn.by_machine):
        return writer, f"{plain}@{habits.domain}"
    if habits.answering is Answering.VENDOR:
        return office, f"{habits.domain.split('.')[0]}@{VENDORS[habits.system]}"
    return office, inquiry.to


VENDORS = {
    System.MAILBOX: "post.fellestorg.test",
    System.SERVICENOW: "service-now.test",
    System.ZENDESK: "zendesk.test",
    System.PUBLIC360: "360online.test",
}


def _subject(turn: Turn, habits: Habits, words: Words, *, rng: Random) -> str:
    case = " [{case}]" if habits.numbers else ""
    match turn.played:
        case Played.AUTOMATIC:
            return rng.choice(words.auto_subject)
        case Played.SURVEY:
            return rng.choice(words.survey_subject) + case
        case Played.RECEIPT if turn.by_machine:
            return rng.choice(words.receipt_subject) + case
        case Played.FORWARDED:
            return rng.choice([words.forward, words.reply]) + "{topic}"
        case _ if habits.numbers and not habits.threads:
            return "{case} - {topic}"
        case _:
            return words.reply + "{topic}" + case
