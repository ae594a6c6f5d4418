"""The planner: its hard rules hold whatever it is given, and what cannot be had is told."""

from collections import Counter, defaultdict
from datetime import date, time, timedelta
from itertools import combinations
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments.bank import protocol
from instruments.clock import Calendar
from instruments.protocol import Channel
from instruments.scenario import Persona, Scenario, WebTask, Wording
from survey.planning.brief import Brief, Holiday, Member, Subject, Window
from survey.planning.crew import WEB_PER_TASK
from survey.planning.layout import plan
from survey.planning.plan import Lack, Plan, Planned, RiskKind
from survey.unit import Unit

FORMS = ("nb", "nn", "sv", "en")
SECTORS = ("technical", "care", "school", "general", "health", "culture", "social")
PROTOCOLS = (
    "kommunetest-2007",
    "kommunetest-2010",
    "kommunetest-2011",
    "kommunetest-2013",
    "kommunetest-2016",
    "kommunetest-2019",
    "kundeserviceprisen",
)
SPRING = Window(date(2026, 2, 2), date(2026, 6, 12))


def scenario(id: str, sector: str, *channels: str) -> Scenario:
    words = {form: tuple(Wording(f"{id} {n}", f"{id} {n} {{persona}}") for n in range(3)) for form in FORMS}
    return Scenario(
        id=id,
        sector=sector,
        channels=channels,  # type: ignore[arg-type]
        title={"en": id},
        wordings=words,
        openings={form: (f"{id} a", f"{id} b", f"{id} c") for form in FORMS},
        web=WebTask(find={"en": id}, found={"en": id}) if "web" in channels else None,
    )


BANK = {
    one.id: one
    for one in [
        *(scenario(f"{sector}-{n}", sector, "email", "phone") for sector in SECTORS for n in range(2)),
        *(scenario(f"{sector}-web-{n}", sector, "web") for sector in SECTORS for n in range(9)),
    ]
}
CAST = [
    Persona(
        id=f"p{n}",
        first_name=f"Ola{n}",
        last_name="Nordmann",
        forms=("nb", "nn"),
        age=30 + n % 40,
        situation={"en": ""},
        tone={"en": ""},
    )
    for n in range(60)
]


def subject(id: int, **values: Any) -> Subject:
    unit = Unit(id=id, code=f"{id:04}", name=f"Unit {id}", county=f"County {id % 3}", population=5000)
    names = {field.name for field in msgspec.structs.fields(Unit)}
    unit = msgspec.structs.replace(unit, **{name: value for name, value in values.items() if name in names})
    rest = {name: value for name, value in values.items() if name not in names}
    return Subject(unit=unit, **{"reachable": frozenset(Channel), **rest})


def brief(**values: Any) -> Brief:
    usual: dict[str, Any] = {
        "protocol": protocol("kommunetest-2019"),
        "subjects": [subject(n) for n in range(1, 9)],
        "testers": [Member(id=n) for n in range(1, 6)],
        "scenarios": BANK,
        "personas": {"NO": CAST},
        "window": SPRING,
        "seed": 1,
    }
    return Brief(**{**usual, **values})


def noticed(made: Plan) -> list[Planned]:
    return [one for one in made.inquiries if not one.channel.startswith("web")]


def per_unit(inquiries: list[Planned]) -> list[list[Planned]]:
    found = defaultdict(list)
    for one in sorted(inquiries, key=lambda one: one.due_at):
        found[one.unit_id].append(one)
    return list(found.values())


def demand(given: Brief) -> int:
    rules = given.protocol
    web = rules.inquiries(Channel.WEB) * (len(rules.web.devices) * rules.web.testers if rules.web else 0)
    return rules.inquiries(Channel.EMAIL) + rules.inquiries(Channel.PHONE) + web


@st.composite
def briefs(draw: st.DrawFn) -> Brief:
    """Anything from comfortable to impossible."""
    units = st.integers(1, 12)
    subjects = [
        subject(
            n,
            population=draw(st.sampled_from([None, 900, 5000])),
            written_form=draw(st.sampled_from(["nb", "nn"])),
            reachable=draw(st.sampled_from([frozenset(Channel), frozenset({"email"}), frozenset({"phone", "web"})])),
            opening=draw(st.sampled_from([None, {"mon": ("09:00", "12:00"), "thu": ("13:00", "18:00")}])),
            closed=draw(st.frozensets(st.dates(date(2026, 2, 2), date(2026, 4, 1)), max_size=4)),
            personas=draw(st.frozensets(st.sampled_from([one.id for one in CAST]), max_size=5)),
            wordings=draw(st.frozensets(st.tuples(st.just("email"), st.sampled_from(list(BANK)), st.integers(0, 2)))),
        )
        for n in range(1, draw(st.integers(1, 6)) + 1)
    ]
    testers = [
        Member(id=n, per_day=draw(st.integers(1, 9)), ties=draw(st.frozensets(units, max_size=3)))
        for n in range(1, draw(st.integers(0, 4)) + 1)
    ]
    first = draw(st.dates(date(2026, 1, 1), date(2026, 5, 1)))
    window = Window(first, first + timedelta(days=draw(st.integers(0, 100))))
    return brief(
        protocol=protocol(draw(st.sampled_from(PROTOCOLS))),
        subjects=subjects,
        testers=testers,
        window=window,
        seed=draw(st.integers(0, 10**6)),
    )


@settings(max_examples=60)
@given(briefs())
def test_the_hard_rules_hold_whatever_the_brief(given: Brief) -> None:
    made = plan(given)
    hours_are_kept(given, made)
    crew_is_kept(given, made)
    units_are_kept(given, made)


def hours_are_kept(given: Brief, made: Plan) -> None:
    subjects = {one.unit.id: one for one in given.subjects}
    for one in made.inquiries:
        own = subjects[one.unit_id]
        calendar = Calendar(own.unit.country, own.closed)
        local = calendar.local(one.due_at)
        assert local.date() == one.day and calendar.works(one.day)
        assert given.window.first <= one.day <= given.window.last
        assert one.until > one.due_at
        if one.channel.startswith("web"):
            continue
        week = own.unit.opening or dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("08:00", "15:30"))
        opens, closes = week[f"{local:%a}".lower()]
        assert time.fromisoformat(opens) <= local.time() < time.fromisoformat(closes)
        spans = [given.protocol.email.send] if one.channel == "email" else given.protocol.phone.call  # type: ignore[union-attr]
        assert any(span.start <= local.time() < span.until for span in spans)


def crew_is_kept(given: Brief, made: Plan) -> None:
    testers = {one.id: one for one in given.testers}
    effort: Counter[tuple[int, date]] = Counter()
    for one in made.inquiries:
        assert one.unit_id not in testers[one.tester_id].ties
        effort[one.tester_id, one.day] += 1 if one.channel.startswith("web") else WEB_PER_TASK
    for (tester, _), used in effort.items():
        assert used <= testers[tester].per_day * WEB_PER_TASK


def units_are_kept(given: Brief, made: Plan) -> None:
    subjects = {one.unit.id: one for one in given.subjects}
    spacings = {"email": given.protocol.email, "phone": given.protocol.phone}
    for own in per_unit(noticed(made)):
        subject = subjects[own[0].unit_id]
        calendar = Calendar(subject.unit.country, subject.closed)
        for a, b in combinations(own, 2):
            apart = max(spacings[one.channel].spacing for one in (a, b))  # type: ignore[union-attr]
            assert calendar.between(a.day, b.day) >= apart
        personas = [one.persona for one in own]
        assert len(set(personas)) == len(personas) and not subject.personas & set(personas)
        words = [(one.channel, one.scenario, one.wording) for one in own]
        assert len(set(words)) == len(words) and not subject.wordings & set(words)
        slots = {one.slot: one for one in own}
        for one in own:
            assert one.follows is None or slots[one.follows].due_at < one.due_at


@settings(max_examples=40)
@given(briefs())
def test_everything_is_planned_or_told(given: Brief) -> None:
    made = plan(given)
    out = sum(one.unit_id is not None and not one.slot for one in made.unmet)
    told = sum(one.unit_id is not None and bool(one.slot) for one in made.unmet)
    if not any(one.unit_id is None for one in made.unmet):
        twice = given.protocol.web
        copies = len(twice.devices) * twice.testers if twice else 1
        planned = len(made.inquiries)
        wanted = (len(given.subjects) - out) * demand(given)
        assert planned + told <= wanted <= planned + told * copies
    keys = [(one.unit_id, one.slot, one.channel) for one in made.inquiries]
    assert len(set(keys)) == len(keys)


def test_the_same_seed_gives_the_same_plan_in_whatever_order_units_and_testers_come() -> None:
    usual = brief()
    turned = brief(subjects=list(usual.subjects)[::-1], testers=list(usual.testers)[::-1])
    assert plan(usual) == plan(turned) == plan(brief())
    assert plan(usual).inquiries != plan(brief(seed=2)).inquiries


def test_units_are_asked_the_same_in_different_words() -> None:
    made = plan(brief())
    scenarios = defaultdict(set)
    for one in made.inquiries:
        scenarios[one.slot].add((one.scenario, one.sector))
    assert all(len(found) == 1 for found in scenarios.values())
    assert len({one.wording for one in noticed(made) if one.slot == "email-1"}) == 3


def test_a_comfortable_wave_is_planned_in_full_and_balanced() -> None:
    usual = brief(subjects=[subject(n) for n in range(1, 61)], testers=[Member(id=n) for n in range(1, 9)])
    made = plan(usual)
    assert not made.unmet
    assert len(made.inquiries) == 60 * 53
    weekdays = Counter(one.day.weekday() for one in noticed(made))
    assert min(weekdays.values()) > 0.6 * max(weekdays.values())
    totals = [one.emails + one.calls + one.web_tasks / WEB_PER_TASK for one in made.loads]
    assert max(totals) < 1.2 * min(totals)
    hours = Counter(Calendar("NO").local(one.due_at).hour for one in noticed(made) if one.channel == "email")
    assert min(hours.values()) > 0.4 * max(hours.values()) and set(hours) == set(range(8, 15))


def test_a_unit_meets_as_many_testers_as_there_are() -> None:
    for own in per_unit(noticed(plan(brief()))):
        assert len({one.tester_id for one in own}) >= 3


def test_a_tester_who_met_the_unit_before_comes_last() -> None:
    testers = [Member(id=1, met=frozenset({1})), Member(id=2)]
    made = plan(brief(subjects=[subject(1)], testers=testers))
    assert Counter(one.tester_id for one in made.inquiries)[2] > 53 / 2


def test_where_two_search_each_web_item_they_are_two() -> None:
    made = plan(brief(protocol=protocol("kommunetest-2011")))
    by_item = defaultdict(set)
    for one in made.inquiries:
        if one.channel.startswith("web"):
            by_item[one.unit_id, one.slot.replace("-b", "")].add(one.tester_id)
    assert by_item and all(len(found) == 2 for found in by_item.values())


def test_follow_ups_wait_for_the_answer_to_what_they_follow() -> None:
    made = plan(brief(protocol=protocol("kommunetest-2007")))
    for own in per_unit(noticed(made)):
        slots = {one.slot: one for one in own}
        assert {slots[name].follows for name in ("email-6", "email-7")} == {"email-5"}
        assert Calendar("NO").between(slots["email-5"].day, slots["email-6"].day) > 4


def test_what_is_missing_is_told_with_its_reason() -> None:
    bare = subject(1, reachable=frozenset({"phone"}))
    tiny = subject(2, population=1999)
    gone = subject(3, valid_to=date(2025, 12, 31))
    never = subject(4, opening={"sat": ("09:00", "12:00")})
    rules = protocol("kommunetest-2011")
    made = plan(brief(protocol=rules, subjects=[bare, tiny, gone, never]))
    lacks = {(one.unit_id, one.lack) for one in made.unmet}
    assert lacks == {(1, Lack.ADDRESS), (2, Lack.TOO_SMALL), (3, Lack.NOT_VALID), (4, Lack.HOURS)}


def test_a_window_too_short_and_a_crew_too_small_are_told() -> None:
    week = Window(date(2026, 3, 2), date(2026, 3, 6))
    assert {one.lack for one in plan(brief(window=week)).unmet} == {Lack.WINDOW}
    alone = [Member(id=1, per_day=1)]
    assert {one.lack for one in plan(brief(testers=alone)).unmet} == {Lack.TESTER}
    at_home = [Member(id=1, ties=frozenset({1}))]
    assert {one.unit_id for one in plan(brief(testers=at_home)).unmet} == {1}


def test_a_bank_without_a_sector_is_told_once_for_all_units() -> None:
    without = {id: one for id, one in BANK.items() if one.sector != "care"}
    unmet = plan(brief(scenarios=without)).unmet
    assert {(one.lack, one.unit_id) for one in unmet} == {(Lack.SCENARIO, None)}
    assert len(unmet) == 8


def test_a_unit_that_has_met_all_wordings_gets_another_scenario_of_the_sector() -> None:
    met = frozenset(("email", "care-0", n) for n in range(3))
    made = plan(brief(subjects=[subject(1, wordings=met)]))
    assert not made.unmet
    assert not any(one.scenario == "care-0" and one.channel == "email" for one in made.inquiries)


def test_nynorsk_municipalities_are_written_to_in_both_forms_and_others_in_their_own() -> None:
    made = plan(brief(subjects=[subject(n, written_form="nn" if n % 2 else "nb") for n in range(1, 41)]))
    forms = Counter((one.unit_id % 2, one.written_form) for one in noticed(made))
    assert forms[1, "nn"] > forms[1, "nb"] > 0 == forms[0, "nn"]


def test_risks_and_staff_minutes_are_shown() -> None:
    winter = Holiday(code="winter", country="NO", weeks=(8, 9))
    window = Window(date(2026, 2, 9), date(2026, 3, 6))
    made = plan(brief(subjects=[subject(1, population=800), subject(4), subject(7)], window=window, holidays=[winter]))
    found = {risk.kind: risk for risk in made.risks}
    assert found[RiskKind.SMALL_UNIT].units == (1,)
    assert found[RiskKind.NO_HOME].count == 5
    assert found[RiskKind.SCHOOL_HOLIDAY].detail == "winter"
    assert set(made.minutes.values()) == {3 * 10 + 2 * 6}
