"""The offices: take an inquiry in, remember the case, and say which mails will come of it and when."""

import email
import email.policy
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from random import Random

import msgspec

from instruments.clock import Calendar
from simulator import plot
from simulator.bounce import report
from simulator.dice import dice
from simulator.envelope import wrap
from simulator.habits import Habits, draw
from simulator.letter import Inquiry, Subject, write
from simulator.plot import KIND, Played, Turn
from simulator.scene import Library
from simulator.words import words


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """What the demo may tell about a municipality; what it does not, is drawn."""

    address: str
    name: str = ""
    language: str = ""
    skill: float | None = None


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """A mail to deliver at a simulated moment."""

    at: datetime
    played: Played
    message_id: str
    inquiry: str
    envelope_from: str
    to: str
    raw: bytes

    @property
    def kind(self) -> str:
        return KIND.get(self.played, self.played.value)


class Offices:
    """All municipalities at once; the only thing they remember is what they have asked back."""

    def __init__(self, library: Library, *, seed: int, calendar: Calendar, units: Iterable[Unit] = ()) -> None:
        self.library = library
        self.seed = seed
        self.calendar = calendar
        self.units: Mapping[str, Unit] = {unit.address.lower(): unit for unit in units}
        self._habits: dict[str, Habits] = {}
        self._asked: dict[str, tuple[Inquiry, Subject]] = {}

    def habits(self, address: str) -> Habits:
        address = address.lower()
        if address not in self._habits:
            unit = self.units.get(address, Unit(address=address))
            self._habits[address] = draw(
                address, seed=self.seed, name=unit.name, language=unit.language, skill=unit.skill
            )
        return self._habits[address]

    def receive(self, inquiry: Inquiry) -> tuple[Reply, ...]:
        """All mails that will come of it, in order of time."""
        habits = self.habits(inquiry.to)
        rng = dice(self.seed, inquiry.to.lower(), inquiry.sender.lower(), inquiry.subject, inquiry.date.isoformat())
        for earlier in inquiry.references:
            if earlier in self._asked:
                first, about = self._asked.pop(earlier)
                turns = tuple(plot.answers(habits, inquiry.date, rng, calendar=self.calendar))
                return self._replies(turns, inquiry, habits, about=about, rng=rng, case=first.message_id)
        turns = plot.replies(habits, inquiry.date, rng, calendar=self.calendar)
        return self._replies(turns, inquiry, habits, about=self._about(inquiry, habits, rng), rng=rng)

    def _about(self, inquiry: Inquiry, habits: Habits, rng: Random) -> Subject:
        scene, asked_in = self.library.recognise(f"{inquiry.subject} {inquiry.text}")
        language = habits.language
        if asked_in in {"sv", "en"} and asked_in != language and rng.random() < 0.8:
            language = asked_in
        wrong = self.library.other(scene, language, rng) if scene else None
        return Subject(scene=scene, wrong=wrong, language=language)

    def _replies(
        self, turns: Iterable[Turn], inquiry: Inquiry, habits: Habits, *, about: Subject, rng: Random, case: str = ""
    ) -> tuple[Reply, ...]:
        made = []
        for turn in turns:
            message_id = f"<{rng.getrandbits(80):020x}@mail.{habits.domain}>"
            if turn.played in {Played.BOUNCE, Played.DELAYED}:
                raw = report(turn, inquiry, habits, message_id=message_id)
                sender, to = "", inquiry.envelope_from
            else:
                tongue = words(about.language)
                letter = write(turn, inquiry, habits, words=tongue, about=about, rng=rng)
                raw = wrap(letter, turn, inquiry, habits=habits, words=tongue, message_id=message_id, rng=rng)
                sender, to = "" if turn.by_machine else letter.email, inquiry.answer_to
            if turn.played is Played.CLARIFICATION:
                self._asked[message_id] = (inquiry, about)
            made.append(
                Reply(
                    at=turn.at,
                    played=turn.played,
                    message_id=message_id,
                    inquiry=case or inquiry.message_id,
                    envelope_from=sender,
                    to=to,
                    raw=raw,
                )
            )
        return tuple(made)


def read(raw: bytes, *, envelope_from: str, to: str, now: Callable[[], datetime], calendar: Calendar) -> Inquiry:
    """An inquiry as it came over the wire; `now` stands in for a date that cannot be read."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)  # noqa: S101 - this policy makes them
    sender_name, sender = _first(mail, "From")
    date = None
    with suppress(ValueError, TypeError):
        date = parsedate_to_datetime(str(mail["Date"]))
    body = mail.get_body(("plain", "html"))
    references = f"{mail['References'] or ''} {mail['In-Reply-To'] or ''}".split()
    return Inquiry(
        message_id=str(mail["Message-ID"] or "<none>").strip(),
        sender_name=sender_name,
        sender=sender or envelope_from,
        answer_to=_first(mail, "Reply-To")[1] or sender or envelope_from,
        envelope_from=envelope_from,
        to=to,
        subject=" ".join(str(mail["Subject"] or "").split()),
        date=calendar.local(date if date is not None and date.tzinfo else now()),
        text=body.get_content().replace("\r\n", "\n") if body is not None else "",
        references=tuple(dict.fromkeys(references)),
        raw=raw,
    )


def _first(mail: EmailMessage, field: str) -> tuple[str, str]:
    return (getaddresses([str(mail[field] or "")]) or [("", "")])[0]
