"""All that one task's page shows, read at once."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from instruments import bank
from instruments.fields import flat
from instruments.instrument import Outcome
from instruments.language import in_language
from instruments.scenario import Cast, Scenario, facts, fill, fillings
from survey import call, grade, search
from survey.attempt import Attempt, Mark, Moves, Step, moves_for, possible
from survey.call import Next, Verdict
from survey.dispatch import Dispatch, Sending
from survey.draft import Draft
from survey.grade import Facts, Grade
from survey.mail import Question
from survey.problems import NotFound, NotPermitted
from survey.rules import Rules
from survey.search import Finding
from survey.steps.grade import facts_of
from survey.store import dispatches, drafts, evidence, forms, grades, mails, tasks
from survey.store.calendars import calendar_of
from survey.store.evidence import Evidence
from survey.task import Task
from survey.texts import N_
from survey.vault import Vault
from survey.wave import WaveStatus
from survey.web.letters import Letter, letters
from survey.web.questions.posted import values_of


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt with what it counts for."""

    attempt: Attempt
    verdict: Verdict | None = None
    finding: Finding | None = None


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    task: Task
    rules: Rules
    title: str
    facts: Facts
    open: bool  # the tester may work on it now
    key: tuple[str, ...]
    draft: Draft
    earlier: Grade | None
    sent: tuple[Dispatch, ...] = ()
    letters: tuple[Letter, ...] = ()
    opening: str = ""
    tried: tuple[Tried, ...] = ()
    current: Attempt | None = None
    next: Next | None = None
    evidence: tuple[Evidence, ...] = ()
    question: Question | None = None  # what the unit asks back
    follow_up: str = ""  # what the scenario would have the persona answer

    @property
    def values(self) -> dict[str, str]:
        """What the form shows: the draft, else the answers that were sent back, else what the page knows already."""
        if self.draft.revision:
            return self.draft.values
        known = grade.proposed(self.facts) | (self.earlier.answers if self.earlier else {})
        return values_of(flat(known), self.rules.instrument)

    @property
    def seed(self) -> str:
        """Of what the form draws by lot: the same each time this task is opened."""
        return str(self.task.id)

    @property
    def outcome(self) -> Outcome | None:
        return grade.outcome(self.facts)

    @property
    def asks(self) -> bool:
        return grade.needs_form(self.facts)

    @property
    def forgotten(self) -> bool:
        return self.task.channel == "phone" and call.seems_forgotten(self.facts.attempts)

    @property
    def moves(self) -> Moves:
        return moves_for(self.task.channel)

    @property
    def marks(self) -> tuple[Mark, ...]:
        return self.current.steps if self.current else ()

    @property
    def buttons(self) -> tuple[Step, ...]:
        return possible(self.moves, self.marks)

    @property
    def limit_seconds(self) -> int | None:
        if self.task.channel != "phone":
            return self.rules.cap_seconds
        return int(self.rules.protocol.phone.wait_minutes * 60) if self.rules.protocol.phone else None


def sheet(
    connection: sa.Connection, id: int, person_id: int, *, now: datetime, own: Path | None, vault: Vault, language: str
) -> Sheet:
    task = tasks.by_id(connection, id)
    if task is None:
        raise NotFound(N_("There is no such task."))
    if task.tester_id != person_id:
        raise NotPermitted(N_("This task is not yours, or no longer."))
    rules = forms.rules(connection, task, own)
    known = facts_of(connection, task, rules, now=now)
    sent = tuple(one for one in dispatches.of_inquiry(connection, id) if one.status is Sending.SENT)
    return Sheet(
        task=task,
        rules=rules,
        title=in_language(rules.scenario.title, language),
        facts=known,
        open=task.wave_status is WaveStatus.OPEN and task.waits_for_tester(now),
        key=facts(rules.scenario, task.written_form),
        draft=drafts.read(connection, id, person_id),
        earlier=grades.standing(connection, id),
        sent=sent,
        letters=tuple(letters(connection, id, vault, keep=own_names(sent))) if sent else (),
        opening=_opening(rules.scenario, task, own),
        follow_up=_answer(rules.scenario, task, sent),
        question=next(iter(mails.open_questions(connection, id=id)), None) if task.kind == "mail" and sent else None,
        tried=tuple(tried(one, rules) for one in known.attempts if one.result),
        current=next((one for one in known.attempts if one.is_open), None),
        next=_next(connection, task, known, now=now),
        evidence=tuple(evidence.of_inquiry(connection, id)),
    )


def own_names(sent: Sequence[Dispatch]) -> tuple[str, ...]:
    """The persona's, which stay readable in the answers."""
    return tuple({name for one in sent for name in (one.sender_name, one.sender)})


def _opening(scenario: Scenario, task: Task, own: Path | None) -> str:
    """What the caller says first, in the wording that was planned."""
    lines = scenario.openings.get(task.written_form, ())
    if not lines:
        return ""
    personas = (persona for cast in bank.every(Cast, own).values() for persona in cast.personas)
    persona = next((one for one in personas if one.id == task.persona), None)
    known = fillings(persona, task.unit_name) if persona else {"unit": task.unit_name, **dict.fromkeys(NAMES, "…")}
    return fill(lines[task.wording % len(lines)], known)


def _answer(scenario: Scenario, task: Task, sent: Sequence[Dispatch]) -> str:
    """What the scenario would have the persona answer when asked back, under the name that the mail had."""
    if not sent:
        return ""
    name = sent[0].sender_name
    first, _, last = name.rpartition(" ")
    known = {"unit": task.unit_name, "persona": name, "first_name": first or name, "last_name": last}
    return fill(scenario.follow_up.get(task.written_form, ""), known)


def tried(one: Attempt, rules: Rules) -> Tried:
    if rules.protocol.phone and one.steps and one.steps[0].step is Step.DIAL:
        return Tried(attempt=one, verdict=call.verdict(one.steps, rules.protocol.phone))
    return Tried(attempt=one, finding=search.finding(one.steps, rules.cap_seconds))


def _next(connection: sa.Connection, task: Task, known: Facts, *, now: datetime) -> Next | None:
    if task.channel != "phone" or known.protocol.phone is None:
        return None
    calendar = calendar_of(connection, task.unit_id)
    return call.following(known.attempts, known.protocol.phone, calendar=calendar, not_before=task.due_at, now=now)


NAMES = ("persona", "first_name", "last_name")
