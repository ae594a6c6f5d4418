"""Lays a wave out: every inquiry gets its day, hour, tester, persona and words, or a reason why it cannot be had."""

import random
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import chain

from instruments.clock import ZONES
from instruments.scenario import Channel
from survey.planning import risks, spread
from survey.planning.brief import Brief, Subject
from survey.planning.crew import TASK, Crew, Kind
from survey.planning.demand import Slot, contacts, slots
from survey.planning.hours import Span, UnitHours
from survey.planning.plan import Lack, Plan, Planned, Unmet
from survey.planning.voices import Voice, Voices

NEAR = 3  # working days to either side of the target within which the least used day is taken
LAST_CALL = 30  # minutes before a slot ends after which no call is planned: queues take time
CALL_DAYS = 2  # working days for a call and its retry
WEB_DAYS = 5  # working days for a web task
WEB_STARTS = 8 * 60  # minutes since midnight: a web task shows up in the morning
GOLDEN = 0.6180339887  # steps of it fill the hours of the day evenly
AWAY = 4  # a day in the school holidays counts as half as full again, and so many contacts more


def plan(brief: Brief) -> Plan:
    """The plan of a wave. Hard rules always hold; what cannot be had under them is in `unmet`."""
    made = Layout(brief)
    for subject in made.subjects:
        made.lay_out(subject)
    inquiries = sorted(made.inquiries, key=lambda one: (one.unit_id, one.due_at, one.slot, one.channel))
    spent = risks.minutes(brief.protocol, inquiries)
    return Plan(
        inquiries=inquiries,
        unmet=made.unmet,
        loads=risks.loads(brief.testers, inquiries),
        minutes=spent,
        risks=risks.risks(brief, inquiries, spent),
    )


class Layout:
    """The plan in the making."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.protocol = brief.protocol
        self.slots, self.unmet = slots(brief.protocol, brief.scenarios, dice(brief.seed, "slots"))
        self.rng = dice(brief.seed, "days")
        self.crew = Crew(brief.testers, dice(brief.seed, "testers"))
        self.voices = Voices(brief.scenarios, brief.personas, dice(brief.seed, "voices"))
        self.inquiries: list[Planned] = []
        self.used: Counter[tuple[str, date]] = Counter()  # (channel, day) -> how many
        self.turns: Counter[str] = Counter()
        self.subjects = sorted(brief.subjects, key=lambda one: one.unit.id)
        # Whoever comes last finds fuller days: let chance decide who.
        dice(brief.seed, "order").shuffle(self.subjects)

    def lay_out(self, subject: Subject) -> None:
        if lack := self._left_out(subject):
            self.unmet.append(Unmet(lack=lack, unit_id=subject.unit.id))
            return
        hours = UnitHours(subject, self.protocol, self.brief.window)
        self._contacts(subject, hours)
        self._web(subject, hours)

    def _left_out(self, subject: Subject) -> Lack | None:
        unit, window = subject.unit, self.brief.window
        if unit.country not in ZONES or not (unit.is_valid_on(window.first) and unit.is_valid_on(window.last)):
            return Lack.NOT_VALID
        if unit.population is not None and unit.population < self.protocol.minimum_population:
            return Lack.TOO_SMALL
        return None

    def _miss(self, lack: Lack, subject: Subject, *slots: Slot) -> None:
        self.unmet += [
            Unmet(lack=lack, unit_id=subject.unit.id, slot=slot.name, channel=slot.channel) for slot in slots
        ]

    # Mails and calls

    def _contacts(self, subject: Subject, hours: UnitHours) -> None:
        possible = []
        for slot in contacts(self.slots):
            if slot.channel not in subject.reachable:
                self._miss(Lack.ADDRESS, subject, slot)
            elif hours.days and not hours.usable(slot.channel):
                self._miss(Lack.HOURS, subject, slot)
            else:
                possible.append(slot)
        ordered = spread.order(possible, self.protocol, days=len(hours.days), rng=self.rng)
        first = spread.earliest(ordered, self.protocol)
        fitting = sum(day < len(hours.days) for day in first)
        self._miss(Lack.WINDOW, subject, *ordered[fitting:])
        ordered, first = ordered[:fitting], first[:fitting]
        last = spread.latest(ordered, self.protocol, len(hours.days))
        wanted = spread.targets(first, len(hours.days) - 1 - max(first, default=0), self.rng)
        placed: list[tuple[Slot, int]] = []
        for slot, until, target in zip(ordered, last, wanted, strict=True):
            since = self._since(slot, placed)
            if not {earlier.name for earlier, _ in placed}.issuperset(slot.after):
                self._miss(Lack.WINDOW, subject, slot)  # what it follows is not in the plan
                continue
            found = self._contact(subject, slot, hours, since=since, until=until, target=max(target, since))
            if isinstance(found, int):
                placed.append((slot, found))
            else:
                self._miss(found, subject, slot)

    def _since(self, slot: Slot, placed: Sequence[tuple[Slot, int]]) -> int:
        """The first working day that keeps the distance to everything placed so far."""
        apart = (day + spread.gap(self.protocol, earlier, slot) for earlier, day in placed)
        answered = (day + slot.waits for earlier, day in placed if earlier.name in slot.after)
        return max(chain(apart, answered), default=0)

    def _contact(
        self, subject: Subject, slot: Slot, hours: UnitHours, *, since: int, until: int, target: int
    ) -> int | Lack:
        allowed = [index for index in hours.usable(slot.channel) if since <= index <= until]
        if not allowed:
            return Lack.WINDOW
        for index in self._by_preference(allowed, target, hours=hours, channel=slot.channel):
            day = hours.days[index]
            tester = self.crew.pick(day, TASK, unit=subject.unit.id, kind=Kind.CONTACT)
            if tester is None:
                continue
            voice = self.voices.find(subject, slot, day)
            if isinstance(voice, Lack):
                return voice
            self._record_contact(subject, slot, hours, day=day, tester=tester, voice=voice)
            return index
        return Lack.TESTER

    def _record_contact(
        self, subject: Subject, slot: Slot, hours: UnitHours, *, day: date, tester: int, voice: Voice
    ) -> None:
        self.crew.give(tester, day, TASK, unit=subject.unit.id, kind=Kind.CONTACT)
        self.voices.use(subject, slot, voice=voice, day=day)
        self.used[slot.channel, day] += 1
        wait = self.protocol.email.wait_days if slot.channel is Channel.EMAIL and self.protocol.email else CALL_DAYS
        self.inquiries.append(
            Planned(
                unit_id=subject.unit.id,
                slot=slot.name,
                channel=slot.channel,
                sector=slot.sector,
                scenario=voice.scenario,
                wording=voice.wording,
                written_form=voice.written_form,
                persona=voice.persona,
                tester_id=tester,
                follows=slot.after[-1] if slot.after else None,
                due_at=self._moment(slot, hours, day),
                until=hours.end_after(day, wait),
                day=day,
            )
        )

    def _moment(self, slot: Slot, hours: UnitHours, day: date) -> datetime:
        """An hour of the day such that all hours, and all slots of the phone, get their share."""
        spans = hours.spans(slot.channel, day)
        turn = self.turns[slot.channel]
        self.turns[slot.channel] += 1
        start, end = spans[turn % len(spans)]
        if slot.channel is Channel.PHONE:
            end = max(end - LAST_CALL, start + 1)
        share = (turn // len(spans) * GOLDEN + self.brief.seed % 97 / 97) % 1
        return hours.moment(day, within((start, end), share)).astimezone(UTC)

    # Web tasks

    def _web(self, subject: Subject, hours: UnitHours) -> None:
        rules = self.protocol.web
        tasks = [slot for slot in self.slots if slot.channel is Channel.WEB]
        if rules is None or not tasks:
            return
        if Channel.WEB not in subject.reachable:
            self._miss(Lack.ADDRESS, subject, *tasks)
            return
        if not hours.days:
            self._miss(Lack.WINDOW, subject, *tasks)
            return
        start = self.rng.random()
        sittings = [(device, turn) for device in rules.devices for turn in range(rules.testers)]
        searched: dict[str, set[int]] = {}
        for number, (device, turn) in enumerate(sittings):
            target = int((start + number / len(sittings)) % 1 * len(hours.days))
            # The second searcher must be someone else; on the other device rotation alone sees to that.
            taken = searched if turn else {}
            channel = f"web_{device}"
            for slot, tester in self._sitting(
                subject, tasks, hours, target=target, channel=channel, turn=turn, searched=taken
            ):
                searched.setdefault(slot.name, set()).add(tester)

    def _sitting(
        self,
        subject: Subject,
        tasks: Sequence[Slot],
        hours: UnitHours,
        *,
        target: int,
        channel: str,
        turn: int,
        searched: dict[str, set[int]],
    ) -> Iterator[tuple[Slot, int]]:
        """All web tasks of a unit on one device in one go; in two halves, each by itself, where a day is too short."""
        not_by = set().union(*(searched.get(slot.name, set()) for slot in tasks))
        found = self._seat(subject, len(tasks), hours, target=target, not_by=not_by)
        if found:
            day, tester = found
            self.crew.give(tester, day, len(tasks), unit=subject.unit.id, kind=Kind.WEB)
            self.used[Channel.WEB, day] += len(tasks)
            for slot in tasks:
                self.inquiries.append(
                    self._web_task(subject, slot, hours, day=day, tester=tester, channel=channel, turn=turn)
                )
                yield slot, tester
        elif len(tasks) > 1:
            middle = len(tasks) // 2
            for half in (tasks[:middle], tasks[middle:]):
                yield from self._sitting(
                    subject, half, hours, target=target, channel=channel, turn=turn, searched=searched
                )
        else:
            self._miss(Lack.TESTER, subject, *tasks)

    def _seat(
        self, subject: Subject, effort: int, hours: UnitHours, *, target: int, not_by: Collection[int]
    ) -> tuple[date, int] | None:
        able = [index for index, day in enumerate(hours.days) if self.crew.room(day) >= effort]
        for index in self._by_preference(able, target, hours=hours, channel=Channel.WEB):
            tester = self.crew.pick(hours.days[index], effort, unit=subject.unit.id, kind=Kind.WEB, not_by=not_by)
            if tester is not None:
                return hours.days[index], tester
        return None

    def _web_task(
        self, subject: Subject, slot: Slot, hours: UnitHours, *, day: date, tester: int, channel: str, turn: int
    ) -> Planned:
        return Planned(
            unit_id=subject.unit.id,
            slot=f"{slot.channel}-b-{slot.number}" if turn else slot.name,  # b: the second searcher
            channel=channel,
            sector=slot.sector,
            scenario=slot.scenario,
            wording=0,
            written_form=subject.unit.written_form,
            persona="",
            tester_id=tester,
            follows=None,
            due_at=hours.moment(day, WEB_STARTS).astimezone(UTC),
            until=hours.end_after(day, WEB_DAYS),
            day=day,
        )

    def _by_preference(
        self, allowed: Sequence[int], target: int, *, hours: UnitHours, channel: Channel
    ) -> Iterator[int]:
        """Days near the target, least used first and school holidays late; then all others, nearest first."""
        near = [index for index in allowed if abs(index - target) <= NEAR]
        yield from sorted(near, key=lambda index: (self._crowd(channel, hours, hours.days[index]), self.rng.random()))
        yield from sorted((i for i in allowed if abs(i - target) > NEAR), key=lambda i: (abs(i - target), i))

    def _crowd(self, channel: Channel, hours: UnitHours, day: date) -> int:
        country, number = hours.calendar.country, day.isocalendar().week
        away = any(one.country == country and number in one.weeks for one in self.brief.holidays)
        used = self.used[channel, day]
        return used * 3 // 2 + AWAY if away and channel is not Channel.WEB else used


def within(span: Span, share: float) -> int:
    start, end = span
    return start + int((end - start) * share)


def dice(seed: int, name: str) -> random.Random:
    """A generator of its own for each question, so that more units do not change the scenarios."""
    return random.Random(f"{seed}/{name}")  # noqa: S311 - a plan has to be reproducible, not secret
