"""What could give the test away, and how much of the units' and the testers' time it takes."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from datetime import date

from instruments.protocol import Protocol
from survey.planning.brief import Brief, Holiday, Member, Subject
from survey.planning.crew import WEB_PER_TASK
from survey.planning.plan import Load, Planned, Risk, RiskKind
from survey.planning.voices import week
from survey.unit import Unit

SMALL = 2000  # inhabitants: below, the staff who answer are so few that they suspect a test (2011)
SHOWN = 20  # units named per risk


def minutes(protocol: Protocol, inquiries: Iterable[Planned]) -> dict[int, float]:
    """Estimated minutes of staff time per unit, follow-ups included."""
    per_channel = {
        "email": protocol.email.staff_minutes if protocol.email else 0.0,
        "phone": protocol.phone.staff_minutes if protocol.phone else 0.0,
    }
    total: dict[int, float] = {}
    for one in inquiries:
        total[one.unit_id] = total.get(one.unit_id, 0.0) + per_channel.get(one.channel, 0.0)
    return total


def loads(testers: Sequence[Member], inquiries: Sequence[Planned]) -> list[Load]:
    by_tester: dict[int, list[Planned]] = defaultdict(list)
    for one in inquiries:
        by_tester[one.tester_id].append(one)
    return [load(tester, by_tester[tester.id]) for tester in sorted(testers, key=lambda one: one.id)]


def load(tester: Member, own: Sequence[Planned]) -> Load:
    days: dict[date, int] = defaultdict(int)
    for one in own:
        days[one.day] += 1 if one.channel.startswith("web") else WEB_PER_TASK
    return Load(
        tester_id=tester.id,
        emails=sum(one.channel == "email" for one in own),
        calls=sum(one.channel == "phone" for one in own),
        web_tasks=sum(one.channel.startswith("web") for one in own),
        units=len({one.unit_id for one in own}),
        busiest=max(days.values(), default=0) / WEB_PER_TASK,
        per_day=tester.per_day,
        days={day: effort / WEB_PER_TASK for day, effort in sorted(days.items())},
    )


def risks(brief: Brief, inquiries: Sequence[Planned], spent: dict[int, float]) -> list[Risk]:
    units = {subject.unit.id: subject.unit for subject in brief.subjects}
    noticed = [one for one in inquiries if not one.channel.startswith("web")]
    found = [
        small(brief.subjects, {one.unit_id for one in noticed}),
        shared(RiskKind.SAME_WORDING, [(one, (one.channel, one.scenario, one.wording)) for one in noticed], units),
        shared(RiskKind.SAME_PERSONA, [(one, one.persona) for one in noticed], units),
        *away(brief.holidays, noticed, units),
        over_ceiling(brief.protocol.staff_minutes_ceiling, spent),
        Risk(kind=RiskKind.NO_HOME, count=sum(not one.ties for one in brief.testers)),
    ]
    return [risk for risk in found if risk.count]


def small(subjects: Sequence[Subject], asked: Collection[int]) -> Risk:
    of = (s.unit for s in subjects if s.unit.id in asked)
    return named(
        RiskKind.SMALL_UNIT, (unit.id for unit in of if unit.population is not None and unit.population < SMALL)
    )


def shared(kind: RiskKind, heard: Sequence[tuple[Planned, Hashable]], units: dict[int, Unit]) -> Risk:
    """Units of one county that meet the same words or the same person within one week."""
    groups: dict[Hashable, set[int]] = defaultdict(set)
    for one, what in heard:
        groups[what, units[one.unit_id].county, week(one.day)].add(one.unit_id)
    return named(kind, {unit for group in groups.values() if len(group) > 1 for unit in group})


def away(holidays: Sequence[Holiday], noticed: Sequence[Planned], units: dict[int, Unit]) -> list[Risk]:
    found = []
    for holiday in holidays:
        hit = [
            one.unit_id
            for one in noticed
            if units[one.unit_id].country == holiday.country and one.day.isocalendar().week in holiday.weeks
        ]
        first = tuple(sorted(set(hit))[:SHOWN])
        found.append(Risk(kind=RiskKind.SCHOOL_HOLIDAY, count=len(hit), units=first, detail=holiday.code))
    return found


def over_ceiling(ceiling: float | None, spent: dict[int, float]) -> Risk:
    return named(
        RiskKind.STAFF_MINUTES, (unit for unit, used in spent.items() if ceiling is not None and used > ceiling)
    )


def named(kind: RiskKind, units: Iterable[int]) -> Risk:
    found = sorted(set(units))
    return Risk(kind=kind, count=len(found), units=tuple(found[:SHOWN]))
