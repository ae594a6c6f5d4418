"""For any instrument and any answers: nothing irrelevant is stored, and nothing that breaks a constraint."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from instruments.answers import check
from instruments.form import Field, form_of
from instruments.instrument import HOLDING, Choice, Instrument, Item, Kind
from instruments.sheet import Sheet
from instruments.worth import points

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
QUICK = settings(deadline=None, suppress_health_check=[HealthCheck.large_base_example, HealthCheck.too_slow])
CHOICES = tuple(Choice(value=value, label={"en": value}, columns={"size": value}) for value in "abc")
CONSTRAINTS = ["", "", ". > 2", ". != 'a'", "string-length(.) < 3", ". > ${q0}"]
NAMES = [f"q{number}" for number in range(9)]
KINDS = [
    Kind.TEXT,
    Kind.INTEGER,
    Kind.DECIMAL,
    Kind.SELECT_ONE,
    Kind.SELECT_MULTIPLE,
    Kind.DATE,
    Kind.RANGE,
    Kind.CALCULATE,
    Kind.ACKNOWLEDGE,
]
ANSWERS = st.sampled_from(
    ["", None, "a", "b", "a b", "x", "1", "3", "12", 5, -2, 2.5, True, [], ["a"], ["a", "c"], "2026-01-01", "@detected"]
)


@st.composite
def expressions(draw: st.DrawFn) -> str:
    name = draw(st.sampled_from(NAMES))
    return draw(
        st.sampled_from(
            [
                f"${{{name}}} = 'a'",
                f"${{{name}}} > 2",
                f"selected(${{{name}}}, 'b')",
                f"not(${{{name}}} = '')",
                f"string-length(${{{name}}}) < 2 or ${{{name}}} >= 5",
                f"count-selected(${{{name}}}) != 1",
                f"sum(${{{name}}}) > 3",
                "true()",
            ]
        )
    )


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    names = iter(NAMES)

    def items(deep: int) -> tuple[Item, ...]:
        found = []
        for _ in range(draw(st.integers(1, 4))):
            name = next(names, None)
            if name is None:
                break
            holding = deep and draw(st.integers(0, 4)) == 0
            kind = draw(st.sampled_from(sorted(HOLDING))) if holding else draw(st.sampled_from(KINDS))
            found.append(
                Item(
                    name=name,
                    kind=kind,
                    label={"en": name},
                    choices=CHOICES if kind in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE) else (),
                    relevant=draw(st.one_of(st.just(""), expressions())),
                    constraint=draw(st.sampled_from(CONSTRAINTS)),
                    calculation=draw(st.sampled_from(["1 + 1", "${q0}", "concat(${q1}, 'x')"]))
                    if kind is Kind.CALCULATE
                    else "",
                    default=draw(st.sampled_from(["", "", "1", "a"])) if kind not in HOLDING else "",
                    items=items(deep - 1) if kind in HOLDING else (),
                )
            )
        return tuple(found)

    return Instrument(id="any", title={"en": "Any"}, items=items(2) + items(1))


@st.composite
def answers(draw: st.DrawFn, items: tuple[Item, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in items:
        if item.kind is Kind.GROUP:
            found |= draw(answers(item.items))
        elif item.kind is Kind.REPEAT:
            found[item.name] = [draw(answers(item.items)) for _ in range(draw(st.integers(0, 3)))]
        elif draw(st.booleans()):
            found[item.name] = draw(ANSWERS)
    return found


def waits_for_its_own_group(field: Field) -> bool:
    """Such a form contradicts itself: the group's text has the item in it."""
    place, around = field.parent, set()
    while place:
        around.add(place.item.name)
        place = place.parent
    return any(used.names & around for used in field.uses.values())


@given(st.data())
@settings(QUICK, max_examples=60)
def test_what_is_stored_is_relevant_readable_and_within_its_constraints(data: st.DataObject) -> None:
    instrument = data.draw(instruments())
    said = data.draw(answers(instrument.items))
    found = check(instrument, said, now=NOW)
    form = form_of(instrument)
    assume(not form.faults and not any(waits_for_its_own_group(field) for field in form.fields))
    # Laid out again as they are stored, by nothing but their own expressions.
    sheet = Sheet(form, form.world(now=NOW), answers=found.values, frozen=True)
    sheet.kept.clear()
    sheet.compute()
    for cell in sheet.leaves():
        if cell.value != "":
            assert cell.node.relevant, cell.path
            assert cell.holds("constraint", usual=True), cell.path
        assert not cell.unreadable, cell.path


@given(st.data())
@settings(QUICK, max_examples=60)
def test_to_score_what_is_stored_needs_no_clock_and_never_fails(data: st.DataObject) -> None:
    instrument = data.draw(instruments())
    found = check(instrument, data.draw(answers(instrument.items)), now=NOW)
    assert isinstance(points(instrument, found.values), tuple)


@given(st.data())
@settings(QUICK, max_examples=50)
def test_one_change_computes_what_a_fresh_start_would(data: st.DataObject) -> None:
    instrument = data.draw(instruments())
    form = form_of(instrument)
    assume(not form.faults and not any(waits_for_its_own_group(field) for field in form.fields))
    said = data.draw(answers(instrument.items))
    sheet = Sheet(form, form.world(now=NOW), answers=said)
    open_paths = [cell.path for cell in sheet.leaves() if cell.field.open and "." not in cell.path]
    if not open_paths:
        return
    path, answer = data.draw(st.sampled_from(open_paths)), data.draw(ANSWERS)
    sheet.change(path, answer)
    fresh = Sheet(form, form.world(now=NOW), answers={**said, path: answer})
    assert {cell.path: (cell.value, cell.node.relevant) for cell in sheet.leaves()} == {
        cell.path: (cell.value, cell.node.relevant) for cell in fresh.leaves()
    }
