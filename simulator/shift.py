"""A shift of simulated testers and of a coordinator: they do by the service's own steps what is due."""

from collections import defaultdict
from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa

from instruments import bank
from instruments.instrument import Outcome
from mailer.kind import Kind
from simulator import testers
from simulator.dice import dice
from survey import call
from survey.attempt import Marks
from survey.grade import Submission, proposed
from survey.rules import Rules
from survey.steps import decide
from survey.steps.attempt import Press, press_in
from survey.steps.grade import facts_of, submit_in
from survey.store import attempts, dispatches, forms, mails, overview, tasks
from survey.store.calendars import calendar_of
from survey.store.database import Database
from survey.task import Task
from survey.vault import Vault

WORTH = {Kind.FULL: 0.92, Kind.PARTIAL: 0.55, Kind.REFUSAL: 0.1, Kind.ELSEWHERE: 0.4}
BATCH = 200  # tasks that share one commit
RECOGNISED = 0.004  # share of calls and mails in which the staff suspect a test
DESK_WORK = timedelta(minutes=2)  # to grade, and to find the next task


class Shift:
    """Everybody who works for the consumer council in the demo. `skills`: mail domain -> 0 to 1."""

    def __init__(
        self,
        db: Database,
        wave_id: int,
        skills: dict[str, float],
        *,
        seed: int,
        coordinator: int,
        vault: Vault | None = None,
    ) -> None:
        self.db = db
        self.wave_id = wave_id
        self.skills = skills
        self.seed = seed
        self.coordinator = coordinator
        self.vault = vault

    def work(self, now: datetime) -> int:
        """Every tester does what is due, one task after the other from `now` on; returns how many were sent in."""
        with self.db.read() as connection:
            due = tasks.due_in_wave(connection, self.wave_id, now)
        at: dict[int, datetime] = defaultdict(lambda: now)
        done = 0
        for start in range(0, len(due), BATCH):
            done += self.db.write(self._work, due[start : start + BATCH], at)
        return done

    def coordinate(self, now: datetime) -> None:
        """Answer what units ask back, settle what could not be delivered, place what matched nothing."""
        with self.db.read() as connection:
            asked = mails.open_questions(connection, wave_id=self.wave_id)
            doubtful = overview.doubtful(connection, self.wave_id)
            held = mails.held_with_guesses(connection)
        for one in asked:
            if one.tester_id is not None:
                text = bank.scenarios()[one.scenario].follow_up.get(one.written_form, "")
                decide.answer_question(
                    self.db, now, one.inquiry_id, mail_id=one.mail_id, text=text, by=one.tester_id, vault=self.vault
                )
        for row in doubtful:
            self._settle(row.id, now)
        for mail_id, guess in held:
            decide.place(self.db, now, mail_id, inquiry_id=guess, by=self.coordinator, protocol=bank.protocol)

    def _settle(self, inquiry_id: int, now: datetime) -> None:
        """The first failure: the other address of the unit; the second: it cannot be reached."""
        with self.db.read() as connection:
            box, _, domain = dispatches.of_inquiry(connection, inquiry_id)[-1].recipient.partition("@")
        first = box == "postmottak"
        decide.decide(
            self.db,
            now,
            inquiry_id,
            decision=decide.Decision.NEW_ADDRESS if first else decide.Decision.UNREACHABLE,
            address=f"post@{domain}" if first else "",
            by=self.coordinator,
            protocol=bank.protocol,
        )

    def _work(self, connection: sa.Connection, due: list[Task], at: dict[int, datetime]) -> int:
        done = 0
        for task in due:
            if task.tester_id is not None:
                done += self._do(connection, task, task.tester_id, at)
        return done

    def _do(self, connection: sa.Connection, task: Task, tester: int, at: dict[int, datetime]) -> bool:
        rules = forms.rules(connection, task)
        rng = dice(self.seed, str(task.id))
        match task.kind:
            case "mail":
                worth = self._worth(connection, task)
            case "call":
                worth = self._skill(task)
                if not self._call(connection, task, rules, tester=tester, at=at):
                    return False
            case _:
                worth = self._skill(task)
                marks = testers.search(rng, worth, at[tester], cap_seconds=rules.cap_seconds or 300)
                self._press(connection, task, rules, marks=marks, number=1)
                at[tester] = marks[-1].at
        at[tester] += DESK_WORK
        self._submit(connection, task, rules, rng=rng, worth=worth, now=at[tester])
        return True

    def _call(
        self, connection: sa.Connection, task: Task, rules: Rules, *, tester: int, at: dict[int, datetime]
    ) -> bool:
        """Call as long as the protocol lets one at this hour; True once there is something to send in."""
        if rules.protocol.phone is None:
            return False
        calendar = calendar_of(connection, task.unit_id)
        while True:
            earlier = attempts.of_inquiry(connection, task.id)
            following = call.following(
                earlier, rules.protocol.phone, calendar=calendar, not_before=task.due_at, now=at[tester]
            )
            if following.do in (call.Do.GRADE, call.Do.NOT_REACHED):
                return True
            if following.do is not call.Do.CALL:
                return False
            number = len(earlier) + 1
            rng = dice(self.seed, f"{task.id} {number}")
            wait = rules.protocol.phone.wait_minutes * 60
            marks = testers.call(rng, self._skill(task), at[tester], wait_seconds=wait)
            self._press(connection, task, rules, marks=marks, number=number)
            at[tester] = marks[-1].at + DESK_WORK

    def _press(self, connection: sa.Connection, task: Task, rules: Rules, *, marks: Marks, number: int) -> None:
        token = f"demo-{task.id}-{number}"
        pressed = Press(inquiry_id=task.id, person_id=task.tester_id or 0, token=token, marks=marks)
        press_in(connection, marks[-1].at, pressed, rules=rules)

    def _submit(
        self, connection: sa.Connection, task: Task, rules: Rules, *, rng: Random, worth: float, now: datetime
    ) -> None:
        known = proposed(facts_of(connection, task, rules, now=now))
        suspected = task.kind != "web" and rng.random() < RECOGNISED
        submission = Submission(
            inquiry_id=task.id,
            person_id=task.tester_id or 0,
            token=f"demo-{task.id}",
            answers={} if suspected else testers.grade(rng, worth, rules.instrument, known),
            said=Outcome.DETECTED if suspected else None,
            reason="De spurte om dette var en test." if suspected else "",
            times_right=True,
        )
        submit_in(connection, now, submission, rules=rules)

    def _worth(self, connection: sa.Connection, task: Task) -> float:
        kinds = [kind for kind, _ in mails.kinds_and_arrivals(connection, task.id)]
        return max((WORTH.get(kind, 0.0) for kind in kinds), default=0.0)

    def _skill(self, task: Task) -> float:
        return self.skills.get(task.website.removeprefix("https://www.").rstrip("/"), 0.5)
