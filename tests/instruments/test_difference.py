"""What changed between two versions of an instrument, and which items two waves can still be compared on."""

from collections.abc import Iterator
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments.comparable import Reason, comparable
from instruments.difference import Change, What, difference
from instruments.instrument import Choice, Instrument, Item, Kind, Outcome, Purpose, Rule
from instruments.matching import matched

FEWER = settings(max_examples=50)
SCALE = (
    Choice(value="good", label={"nb": "Bra", "en": "Good"}, points=2),
    Choice(value="bad", label={"nb": "Dårlig", "en": "Bad"}, points=0),
)
FORM = Instrument(
    id="form",
    title={"nb": "Skjema", "en": "Form"},
    lists={"scale": SCALE},
    items=(
        Item(name="reached", label={"nb": "Fikk du svar?", "en": "Did you get an answer?"}, choices=SCALE),
        Item(
            name="page",
            kind=Kind.GROUP,
            label={"nb": "Svaret", "en": "The answer"},
            items=(
                Item(name="clear", label={"nb": "Var det klart?", "en": "Was it clear?"}, list="scale", choices=SCALE),
                Item(name="kind", label={"nb": "Var de vennlige?", "en": "Friendly?"}, list="scale", choices=SCALE),
            ),
        ),
        Item(name="comment", kind=Kind.TEXT, label={"nb": "Noe mer?", "en": "Anything else?"}),
    ),
)


def with_item(name: str, **fields: Any) -> Instrument:
    def changed(items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(
            msgspec.structs.replace(item, **({"items": changed(item.items)} | (fields if item.name == name else {})))
            for item in items
        )

    return msgspec.structs.replace(FORM, items=changed(FORM.items))


def with_items(*items: Item) -> Instrument:
    return msgspec.structs.replace(FORM, items=items)


def reasons(after: Instrument, before: Instrument = FORM) -> dict[str, tuple[Reason, ...]]:
    return {standing.item: standing.reasons for standing in comparable(before, after) if not standing.comparable}


def test_a_label_changed_in_one_language_is_told_for_that_language() -> None:
    after = with_item("reached", label={"nb": "Fikk du svar?", "en": "Were you answered?"})
    assert difference(FORM, after) == (
        Change(
            what=What.CHANGED,
            where="reached.label",
            item="reached",
            field="label",
            language="en",
            before="Did you get an answer?",
            after="Were you answered?",
        ),
    )


def test_a_new_item_and_one_that_went_are_told_with_their_question() -> None:
    new = Item(name="time", kind=Kind.TIME, label={"nb": "Når?"})
    told = difference(FORM, with_items(*FORM.items[:2], new))
    assert [(one.what, one.where, one.before, one.after) for one in told] == [
        (What.REMOVED, "comment", "Noe mer?", ""),
        (What.ADDED, "time", "", "Når?"),
    ]


def test_an_item_that_says_which_one_it_was_is_renamed() -> None:
    linked = msgspec.structs.replace(FORM.items[2], name="more", link="comment", label={"nb": "Mer?"})
    told = difference(FORM, with_items(*FORM.items[:2], linked))
    assert (told[0].what, told[0].before, told[0].after) == (What.RENAMED, "comment", "more")
    assert What.REMOVED not in {one.what for one in told}


def test_the_same_question_under_another_name_is_recognised_but_not_compared_without_a_link() -> None:
    after = with_items(*FORM.items[:2], msgspec.structs.replace(FORM.items[2], name="more"))
    assert [one.what for one in difference(FORM, after)] == [What.RENAMED]
    assert reasons(after) == {"more": (Reason.NOT_LINKED,)}


def test_only_the_item_that_was_carried_elsewhere_has_moved() -> None:
    reached, page, comment = FORM.items
    told = difference(FORM, with_items(comment, reached, page))
    assert [(one.what, one.item, one.field, one.before, one.after) for one in told] == [
        (What.MOVED, "comment", "order", "page", "")
    ]


def test_an_item_put_into_a_group_says_which() -> None:
    reached, page, comment = FORM.items
    after = with_items(reached, msgspec.structs.replace(page, items=(*page.items, comment)))
    assert [(one.what, one.item, one.field, one.before, one.after) for one in difference(FORM, after)] == [
        (What.MOVED, "comment", "group", "", "page")
    ]


def test_a_shared_list_tells_its_change_once() -> None:
    scale = (msgspec.structs.replace(SCALE[0], points=3.5), SCALE[1])
    page = FORM.items[1]
    rows = tuple(msgspec.structs.replace(item, choices=scale) for item in page.items)
    after = msgspec.structs.replace(
        FORM, lists={"scale": scale}, items=(FORM.items[0], msgspec.structs.replace(page, items=rows), FORM.items[2])
    )
    told = difference(FORM, after)
    assert [(one.where, one.before, one.after) for one in told] == [("lists.scale.choices.good.points", "2", "3.5")]
    assert reasons(after) == {"clear": (Reason.POINTS,), "kind": (Reason.POINTS,)}


def test_choices_come_go_and_change_places() -> None:
    new = Choice(value="so", label={"nb": "Middels"}, points=1)
    told = difference(FORM, with_item("reached", choices=(SCALE[1], new, SCALE[0])))
    assert [(one.what, one.where, one.after) for one in told] == [
        (What.ADDED, "reached.choices.so", "Middels"),
        (What.MOVED, "reached.choices.bad", "Dårlig"),
    ]
    assert reasons(with_item("reached", choices=(SCALE[1], new, SCALE[0]))) == {"reached": (Reason.CHOICES,)}
    assert reasons(with_item("reached", choices=SCALE[::-1])) == {"reached": (Reason.CHOICE_ORDER,)}


def test_a_mended_translation_or_a_comma_leaves_a_series_whole() -> None:
    assert reasons(with_item("clear", label={"nb": "VAR det klart!", "en": "Something else"})) == {}
    assert reasons(with_item("clear", label={"nb": "Var det uklart?", "en": "Was it clear?"})) == {
        "clear": (Reason.LABEL,)
    }


def test_other_kinds_points_and_people_asked_break_a_series() -> None:
    assert reasons(with_item("comment", kind=Kind.INTEGER, points=3.0)) == {"comment": (Reason.KIND, Reason.POINTS)}
    assert reasons(with_item("clear", relevant="${reached} = 'good'")) == {"clear": (Reason.RELEVANCE,)}


def test_a_condition_on_a_renamed_item_still_asks_the_same_people() -> None:
    before = with_item("comment", relevant="${reached} = 'good'", label={"nb": "Mer om ${reached}?"})
    reached, page, comment = before.items
    after = with_items(
        msgspec.structs.replace(reached, name="got", link="reached"),
        page,
        msgspec.structs.replace(comment, relevant="${got} = 'good'", label={"nb": "Mer om ${got}?"}),
    )
    assert reasons(after, before) == {}


def test_the_heading_of_a_matrix_is_half_of_each_question() -> None:
    before = with_item("page", appearance="table-list")
    after = with_item("page", appearance="table-list", label={"nb": "Ventetida", "en": "The answer"})
    assert reasons(after, before) == {"clear": (Reason.LABEL,), "kind": (Reason.LABEL,)}
    assert reasons(with_item("page", label={"nb": "Ventetida"})) == {}


def test_what_came_and_what_went_has_nothing_to_be_compared_with() -> None:
    new = Item(name="time", kind=Kind.TIME, label={"nb": "Når?"})
    assert reasons(with_items(*FORM.items[:2], new)) == {"time": (Reason.ADDED,), "comment": (Reason.REMOVED,)}


NAMES = st.sampled_from(["a", "b", "c", "d", "e", "f"])
TEXTS = st.dictionaries(st.sampled_from(["nb", "en", "sv"]), st.sampled_from(["Ja", "Nei", "Hvor?"]), max_size=2)
PLAIN = st.sampled_from(["", "x", "${a} = 'x'"])
CHOICES = st.lists(
    st.builds(
        Choice,
        value=st.sampled_from(["1", "2", "3"]),
        label=TEXTS,
        points=st.sampled_from([None, 0, 1.5]),
        guidance=TEXTS,
        columns=st.dictionaries(st.just("region"), PLAIN, max_size=1),
        media=st.dictionaries(st.just("image"), st.just({"nb": "a.png"}), max_size=1),
    ),
    max_size=3,
).map(tuple)


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    names = draw(st.lists(NAMES, unique=True, max_size=6))
    items: list[Item] = []
    for name in names:
        kind = draw(st.sampled_from([Kind.TEXT, Kind.SELECT_ONE, Kind.GROUP, Kind.CALCULATE]))
        item = Item(
            name=name,
            kind=kind,
            label=draw(TEXTS),
            hint=draw(TEXTS),
            choices=draw(CHOICES) if kind is Kind.SELECT_ONE else (),
            list=draw(st.sampled_from(["", "scale"])) if kind is Kind.SELECT_ONE else "",
            relevant=draw(PLAIN),
            required=draw(st.sampled_from([False, True, "${a} = 1"])),
            shown_if=draw(st.sampled_from([None, Rule("a", ("x",))])),
            parameters=draw(st.dictionaries(st.sampled_from(["start", "end"]), st.just("3"), max_size=1)),
            points=draw(st.sampled_from([None, 2.0])),
            may_be=draw(st.sampled_from([(), (Outcome.NOT_OFFERED,)])),
            link=draw(st.sampled_from(["", "a", "b"])),
        )
        holders = [index for index, one in enumerate(items) if one.kind is Kind.GROUP]
        if holders and draw(st.booleans()):
            at = draw(st.sampled_from(holders))
            items[at] = msgspec.structs.replace(items[at], items=(*items[at].items, item))
        else:
            items.append(item)
    return Instrument(
        id="form",
        title=draw(TEXTS),
        purpose=draw(st.sampled_from(list(Purpose))),
        anonymous=draw(st.booleans()),
        items=tuple(items),
        lists={"scale": draw(CHOICES)} if draw(st.booleans()) else {},
        tables=draw(st.dictionaries(st.just("prices"), st.just(({"key": "1"},)), max_size=1)),
    )


@given(instruments())
@FEWER
def test_nothing_differs_from_itself(one: Instrument) -> None:
    assert difference(one, one) == ()
    assert all(standing.comparable for standing in comparable(one, one))


@given(instruments(), instruments())
@FEWER
def test_no_difference_goes_untold(before: Instrument, after: Instrument) -> None:
    told = difference(before, after)
    assert bool(told) == (before != after)
    fields = {(change.item, change.field) for change in told}
    shared = {change.where.split(".")[1] for change in told if change.where.startswith("lists.")}
    for pair in matched(before, after).pairs:
        for name in differing(pair.before, pair.after):
            if name == "choices":
                told_here = any(one.where.startswith(f"{pair.after.name}.choices.") for one in told)
                assert told_here or pair.after.list in shared
            else:
                assert any((pair.after.name, field) in fields for field in (name, *keyed(pair, name)))


@given(instruments(), instruments())
@FEWER
def test_every_item_is_matched_added_or_removed_once(before: Instrument, after: Instrument) -> None:
    found = matched(before, after)
    assert sorted([pair.before.name for pair in found.pairs] + [item.name for item in found.removed]) == sorted(
        item.name for item in before.every
    )
    assert sorted([pair.after.name for pair in found.pairs] + [item.name for item in found.added]) == sorted(
        item.name for item in after.every
    )


def differing(before: Item, after: Item) -> Iterator[str]:
    for name in before.__struct_fields__:
        if name not in {"name", "items"} and getattr(before, name) != getattr(after, name):
            yield name


def keyed(pair: Any, name: str) -> Iterator[str]:
    value = getattr(pair.before, name), getattr(pair.after, name)
    if name == "parameters":
        yield from (f"parameters.{key}" for one in value for key in one)
