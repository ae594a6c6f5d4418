import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments import answers, files
from instruments.imported import Imported
from instruments.instrument import Instrument, Item, Kind, Purpose, Style

Json = dict[str, Any]


def read(*elements: Json, **survey: Any) -> Imported:
    said = {"title": "A survey", "elements": list(elements)} | survey
    return files.read(json.dumps(said).encode(), "My survey.json")


def form(*elements: Json, **survey: Any) -> Instrument:
    found = read(*elements, **survey)
    assert found.usable, found.problems
    assert found.instrument
    return found.instrument


def item(name: str, *elements: Json, **survey: Any) -> Item:
    return next(one for one in form(*elements, **survey).every if one.name == name)


def asked(kind: str, **more: Any) -> Json:
    return {"type": kind, "name": "q"} | more


def kinds(*elements: Json) -> list[tuple[str, str]]:
    return [(one.name, str(one.kind)) for one in form(*elements).items]


def lost(*elements: Json, **survey: Any) -> list[str]:
    return [f"{one.where}: {one.what}" for one in read(*elements, **survey).lost]


ALONE: list[tuple[Json, str]] = [
    (asked("text"), "text"),
    (asked("text", inputType="number"), "decimal"),
    (asked("text", inputType="number", step=1), "integer"),
    (asked("text", inputType="date"), "date"),
    (asked("text", inputType="datetime-local"), "datetime"),
    (asked("text", inputType="time"), "time"),
    (asked("text", inputType="range"), "range"),
    (asked("comment"), "text"),
    (asked("radiogroup", choices=["a", "b"]), "select_one"),
    (asked("dropdown", choices=["a", "b"]), "select_one"),
    (asked("checkbox", choices=["a", "b"]), "select_multiple"),
    (asked("tagbox", choices=["a", "b"]), "select_multiple"),
    (asked("imagepicker", choices=["a", "b"], multiSelect=True), "select_multiple"),
    (asked("ranking", choices=["a", "b"]), "rank"),
    (asked("boolean"), "select_one"),
    (asked("rating"), "range"),
    (asked("rating", rateValues=[1, 2]), "select_one"),
    (asked("slider"), "range"),
    (asked("file"), "file"),
    (asked("file", acceptedTypes="image/*"), "image"),
    (asked("signaturepad"), "image"),
    (asked("html", html="<p>Hello</p>"), "note"),
    (asked("expression", expression="1 + 1"), "calculate"),
    (asked("microphone"), "text"),
]


@pytest.mark.parametrize(("element", "kind"), ALONE, ids=lambda one: one if isinstance(one, str) else one["type"])
def test_a_question_that_stands_alone_becomes_one_item(element: Json, kind: str) -> None:
    assert kinds(element) == [("q", kind)]


def test_choices_are_values_texts_or_both_and_lose_blanks_and_quotes() -> None:
    choices = [3, "very good", "bad|Really bad", {"value": "it's", "text": {"default": "So so", "nb": "Sånn passe"}}]
    found = item("q", asked("radiogroup", choices=choices), locale="en")
    assert [(one.value, one.label) for one in found.choices] == [
        ("3", {"en": "3"}),
        ("very_good", {"en": "very good"}),
        ("bad", {"en": "Really bad"}),
        ("it_s", {"en": "So so", "nb": "Sånn passe"}),
    ]


def test_two_values_that_would_be_called_the_same_stay_apart() -> None:
    found = item("q", asked("checkbox", choices=["a b", "a_b", "a  b", "a b"]))
    assert [one.value for one in found.choices] == ["a_b", "a_b_2", "a_b_3"]


def test_other_none_and_a_comment_are_added_as_the_program_does() -> None:
    ticks = asked("checkbox", choices=["a"], hasNone=True, showOtherItem=True, otherText="Else", hasComment=True)
    assert [one.value for one in item("q", ticks).choices] == ["a", "none", "other"]
    assert item("q", ticks).choices[2].label["und"] == "Else"
    assert kinds(ticks) == [("q", "select_multiple"), ("q_other", "text"), ("q_comment", "text")]
    assert item("q_other", ticks).relevant == "selected(${q}, 'other')"
    assert item("q_other", asked("dropdown", choices=["a"], hasOther=True)).relevant == "${q} = 'other'"


def test_scores_of_choices_are_points_unless_one_is_below_0() -> None:
    good = asked("radiogroup", choices=[{"value": "a", "score": 2}, {"value": "b"}])
    assert [one.points for one in item("q", good).choices] == [2, 0]
    bad = asked("radiogroup", choices=[{"value": "a", "score": -2}, {"value": "b"}])
    assert [one.points for one in item("q", bad).choices] == [None, None]
    assert "points below 0" in lost(bad)[0]


def test_a_matrix_becomes_rows_that_share_a_list() -> None:
    rows = ["r1", {"value": "r 2", "text": "Second"}]
    found = form(asked("matrix", columns=["good", "bad"], rows=rows, eachRowRequired=True))
    group = found.items[0]
    assert (group.kind, group.appearance, list(found.lists)) == (Kind.GROUP, "table-list", ["q"])
    assert [(one.name, one.label["und"], one.required) for one in group.items] == [
        ("q_r1", "r1", True),
        ("q_r_2", "Second", True),
    ]


def test_a_table_of_questions_becomes_a_group_for_each_row() -> None:
    columns = [{"name": "a"}, {"name": "b", "cellType": "text", "inputType": "number"}]
    table = asked("matrixdropdown", columns=columns, rows=["x", "y"], choices=[1, 2])
    assert [[(one.name, one.kind) for one in row.items] for row in item("q", table).items] == [
        [("q_x_a", Kind.SELECT_ONE), ("q_x_b", Kind.DECIMAL)],
        [("q_y_a", Kind.SELECT_ONE), ("q_y_b", Kind.DECIMAL)],
    ]


@pytest.mark.parametrize(
    "element",
    [
        asked("matrixdynamic", columns=[{"name": "a", "cellType": "text"}], rowCount=3, allowAddRows=False),
        asked("paneldynamic", templateElements=[{"type": "text", "name": "a"}], panelCount=3, allowAddPanel=False),
    ],
    ids=lambda one: str(one["type"]),
)
def test_what_can_be_added_becomes_a_repeat(element: Json) -> None:
    repeat = item("q", element)
    assert (repeat.kind, repeat.repeat_count, len(repeat.items)) == (Kind.REPEAT, "3", 1)
    open_ended = element | {"allowAddRows": True, "allowAddPanel": True, "maxRowCount": 4, "maxPanelCount": 4}
    assert item("q", open_ended).repeat_count == ""
    assert "any number of rows can be added" in lost(open_ended)[0]


def test_lines_of_text_become_a_group_of_them() -> None:
    element = asked("multipletext", items=[{"name": "a", "title": "First"}, {"name": "b", "inputType": "date"}])
    assert [(one.name, one.kind) for one in item("q", element).items] == [("q_a", Kind.TEXT), ("q_b", Kind.DATE)]


def test_a_rating_says_what_its_ends_mean() -> None:
    element = asked("rating", rateMin=0, rateMax=10, minRateDescription="never", maxRateDescription="always")
    found = item("q", element)
    assert found.hint == {"und": "0 = never; 10 = always"}
    assert found.parameters == {"start": "0", "end": "10", "step": "1"}
    by_tens = asked("rating", rateMin=0, rateCount=11, rateStep=10)
    assert item("q", by_tens).parameters == {"start": "0", "end": "100", "step": "10"}


def test_limits_and_their_messages_become_one_constraint() -> None:
    validators = [
        {"type": "numeric", "minValue": 1, "text": "Too small."},
        {"type": "expression", "expression": "{q} != 13 or {q} = 7", "text": "Not 13."},
    ]
    found = item("q", asked("text", inputType="number", max=1_000_000, validators=validators))
    assert found.constraint == ". <= 1000000 and . >= 1 and (. != 13 or . = 7)"
    assert found.constraint_message == {"und": "Too small. Not 13."}
    mail = item("q", asked("text", inputType="email", maxLength=40))
    assert mail.constraint.startswith("string-length(.) <= 40 and regex(.")
    date = asked("text", inputType="date", min="2020-01-01", maxValueExpression="today()")
    assert item("q", date).constraint == ". >= date('2020-01-01') and . <= today()"


def test_pages_become_groups_that_stay_together() -> None:
    pages = [
        {"name": "one", "title": "First", "elements": [{"type": "text", "name": "a"}]},
        {"name": "two", "visibleIf": "{a} notempty", "elements": [{"type": "text", "name": "b"}]},
        {"name": "three", "elements": []},
    ]
    found = form(pages=pages)
    assert found.style is Style.PAGES
    assert [(one.name, one.appearance, one.relevant) for one in found.items] == [
        ("one", "field-list", ""),
        ("two", "field-list", "${a} != ''"),
    ]
    assert form(pages=pages[:1], showTitle=True).style is Style.ONE_PAGE
    assert form(pages=pages, questionsOnPageMode="singlePage").style is Style.ONE_PAGE


def test_a_survey_says_what_it_is_about_in_its_languages() -> None:
    title = {"default": "A survey", "nb": "En undersøkelse"}
    found = form(asked("text"), title=title, description="About <b>us</b>")
    assert (found.id, found.purpose, found.default_language) == ("my-survey", Purpose.SURVEY, "en")
    assert (found.title, found.intro) == ({"en": "A survey", "nb": "En undersøkelse"}, {"en": "About **us**"})
    assert form(asked("text"), locale="nb").items[0].label == {"nb": "q"}
    assert form(asked("text")).items[0].label == {"und": "q"}


def test_texts_name_other_answers_and_calculated_values() -> None:
    elements = [asked("text"), {"type": "html", "name": "h", "html": "Hello {q}, {total} {unknown}"}]
    computed = [{"name": "total", "expression": "{q} * 2"}]
    found = form(*elements, calculatedValues=computed)
    assert found.items[-1].label == {"und": "Hello ${q}, ${total} {unknown}"}
    assert (found.items[0].name, found.items[0].calculation) == ("total", "${q} * 2")
    assert lost(*elements, calculatedValues=computed) == [
        "question h: `{unknown}` in its text is not known: it stands there as it is"
    ]


def test_what_nobody_sees_is_a_hidden_value() -> None:
    assert kinds(asked("text", visible=False, defaultValue="x")) == [("q", "hidden")]
    assert kinds(asked("text", visible=False, visibleIf="1 = 1")) == [("q", "text")]


def test_a_trigger_that_shows_a_question_is_its_condition() -> None:
    kind = {"type": "radiogroup", "name": "kind", "choices": ["a b", "c"]}
    triggers = [
        {"type": "visible", "name": "kind", "value": "a b", "questions": ["q"]},
        {"type": "visible", "name": "kind", "operator": "notempty", "questions": ["q"]},
    ]
    assert item("q", kind, asked("text", visible=False), triggers=triggers).relevant == (
        "${kind} = 'a_b' or ${kind} != ''"
    )
    assert lost(kind, asked("text", visible=False), triggers=triggers) == []


def test_what_has_no_place_is_told() -> None:
    told = lost(
        asked("text", correctAnswer="yes", width="50%"),
        completedHtml="<h1>Bye</h1>",
        triggers=[{"type": "complete"}],
        logo="logo.png",
    )
    assert told == [
        "question q: settings without a place here: correctAnswer = `yes`",
        "survey: the text after the end: `Bye`",
        "survey: what happens by itself after an answer (triggers) (1)",
        "survey: settings of how it runs and looks: logo",
        "survey: how its questions look: width",
    ]


def test_choices_that_lie_elsewhere_leave_a_question_that_is_typed() -> None:
    element = asked("dropdown", choicesByUrl={"url": "https://example.no/list"})
    assert kinds(element) == [("q", "text")]
    assert lost(element)[0] == "question q: its choices come from `https://example.no/list`"


def test_the_choices_of_another_question_are_offered_as_they_were_ticked() -> None:
    ticks = {"type": "checkbox", "name": "ticks", "choices": ["a", "b c"]}
    element = asked("radiogroup", choicesFromQuestion="ticks", choicesFromQuestionMode="selected", hasOther=True)
    found = item("q", ticks, element)
    assert [one.value for one in found.choices] == ["a", "b_c", "other"]
    assert found.choice_filter == "(selected(${ticks}, name)) or name = 'other'"


ELSEWHERE: list[Json] = [
    {"type": "text", "name": "num", "inputType": "number"},
    {"type": "text", "name": "born", "inputType": "date"},
    {"type": "radiogroup", "name": "How was it?", "choices": ["very good", "bad"], "hasOther": True},
    {"type": "checkbox", "name": "ticks", "choices": ["a", "b", "c d"]},
    {"type": "boolean", "name": "sure", "valueTrue": "Y", "valueFalse": "N"},
    {"type": "matrix", "name": "mat", "columns": ["good"], "rows": ["r1"]},
    {
        "type": "matrixdropdown",
        "name": "md",
        "rows": ["A", "B"],
        "columns": [{"name": "c", "cellType": "text"}],
    },
    {"type": "multipletext", "name": "mt", "items": [{"name": "one"}]},
    {"type": "matrixdynamic", "name": "team", "columns": [{"name": "hours", "cellType": "text"}]},
    {"type": "paneldynamic", "name": "kids", "templateElements": [{"type": "text", "name": "name"}]},
]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("{num} > 3 and {num} <= 5 or {num} notempty", "${num} > 3 and ${num} <= 5 or ${num} != ''"),
        ("{num} greaterorequal 3 && !({num} empty)", "${num} >= 3 and not(${num} = '')"),
        ("{How was it?} = 'very good'", "${How_was_it} = 'very_good'"),
        ("'very good' == {how was it?}", "${How_was_it} = 'very_good'"),
        ("{How was it?} <> bad", "${How_was_it} != 'bad'"),
        ("{How was it?} anyof ['very good', 'bad']", "${How_was_it} = 'very_good' or ${How_was_it} = 'bad'"),
        ("{How was it?-Comment} notempty", "${How_was_it_other} != ''"),
        ("{ticks} contains 'c d'", "selected(${ticks}, 'c_d')"),
        ("{ticks} notcontains 'a'", "not(selected(${ticks}, 'a'))"),
        ("{ticks} allof ['a', 'b']", "selected(${ticks}, 'a') and selected(${ticks}, 'b')"),
        ("{ticks} = ['a']", "count-selected(${ticks}) = 1 and selected(${ticks}, 'a')"),
        ("{ticks.length} > 1", "count-selected(${ticks}) > 1"),
        ("{ticks[0]} = 'c d'", "selected-at(${ticks}, 0) = 'c_d'"),
        ("{sure} = true", "${sure} = 'true'"),
        ("{sure} = 'Y'", "${sure} = 'true'"),
        ("{sure}", "${sure} = 'true'"),
        ("{mat.r1} = 'good'", "${mat_r1} = 'good'"),
        ("{md.B.c} = 'x'", "${md_B_c} = 'x'"),
        ("{mt.one} *= 'x'", "contains(${mt_one}, 'x')"),
        ("{kids[1].name} = 'x'", "indexed-repeat(${name}, ${kids}, 2) = 'x'"),
        ("{kids.length} = 2", "count(${kids}) = 2"),
        ("sumInArray({team}, 'hours') > 8", "sum(${team_hours}) > 8"),
        ("sumInArray({md}, 'c') > 8", "coalesce(${md_A_c}, 0) + coalesce(${md_B_c}, 0) > 8"),
        ("countInArray({team}, 'hours') > 1", "count-non-empty(${team_hours}) > 1"),
        ("iif({num} > 1, 'a', 'b') = 'a'", "if(${num} > 1, 'a', 'b') = 'a'"),
        ("{born} < today(-7)", "${born} < date(today() + -7)"),
        ("year({born}) > 2000", "number(format-date(${born}, '%Y')) > 2000"),
        ("diffDays({born}, today()) > 7", "abs(date(today()) - date(${born})) > 7"),
        ("displayValue('How was it?') = 'x'", "jr:choice-name(${How_was_it}, '${How_was_it}') = 'x'"),
        ("{num} ^ 2 % 3 = 1", "pow(${num}, 2) mod 3 = 1"),
        ("{num} + ' km' = '3 km'", "concat(${num}, ' km') = '3 km'"),
    ],
)
def test_conditions_say_the_same_in_our_words(theirs: str, ours: str) -> None:
    found = read(*ELSEWHERE, asked("text", visibleIf=theirs))
    assert found.usable and found.instrument, found.problems
    assert (found.instrument.leaves[-1].relevant, found.lost) == (ours, ())


@pytest.mark.parametrize(
    ("theirs", "why"),
    [
        ("{nobody} = 1", "`nobody` is not known"),
        ("isContainerReady('page1')", "nothing like its function `isContainerReady`"),
        ("sumInArray({team}, 'hours', {hours} > 1) > 3", "only some of the rows"),
        ("{num} >", "something is missing at its end"),
        ("{md} > 3", "several answers stand where one is wanted"),
        ("{num} > ['a']", "a list can only be compared"),
    ],
)
def test_a_condition_that_cannot_be_said_here_is_quoted_with_the_reason(theirs: str, why: str) -> None:
    found = read(*ELSEWHERE, asked("text", visibleIf=theirs))
    assert found.usable and found.instrument and found.instrument.leaves[-1].relevant == ""
    assert [("it is always asked" in one.what, why in one.what, theirs in one.what) for one in found.lost] == [
        (True, True, True)
    ]


def test_a_panel_knows_its_own_questions_first() -> None:
    panel = {
        "type": "paneldynamic",
        "name": "kids",
        "templateElements": [
            {"type": "text", "name": "born", "inputType": "date"},
            {"type": "text", "name": "school", "visibleIf": "age({panel.born}) > 5 and {born} notempty"},
        ],
    }
    outer = {"type": "text", "name": "born", "inputType": "date"}
    assert item("school", outer, panel).relevant == (
        "int((number(format-date(today(), '%Y%m%d')) - number(format-date(${born_2}, '%Y%m%d'))) div 10000) > 5"
        " and ${born_2} != ''"
    )


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99) | st.sampled_from(["", "a", "{q} > 1", "true", "<b>x</b>", "{q}"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["value", "text", "name", "type", "default", "nb", "url"]), inner, max_size=4),
    max_leaves=6,
)
PROPERTIES = (
    "title description choices rows columns items visibleIf requiredIf validators min max rateMin rateMax rateValues "
    "templateElements elements defaultValue hasOther valueTrue cellType html expression name step panelCount "
    "rowCount choicesByUrl choicesFromQuestion inputType valueName isRequired visible"
)
OF_SURVEY = ["pages", "title", "locale", "calculatedValues", "triggers"]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.builds(
            lambda kind, rest: {"type": kind["type"], "name": "q"} | rest,
            st.sampled_from([element for element, _ in ALONE] + ELSEWHERE + [{"type": "panel"}, {"type": 3}]),
            st.dictionaries(st.sampled_from(PROPERTIES.split()), anything, max_size=5),
        ),
        max_size=3,
    ),
    st.dictionaries(st.sampled_from(OF_SURVEY), anything, max_size=2),
)
def test_whatever_a_survey_says_it_is_read_or_refused(elements: list[Json], survey: Json) -> None:
    found = read(*elements, **survey)
    assert found.instrument or found.problems


def test_what_is_there_to_exhaust_is_refused() -> None:
    deep: Any = {"type": "text", "name": "q"}
    for _ in range(60):
        deep = {"type": "panel", "name": "p", "elements": [deep]}
    assert "nests" in read(deep).problems[0].message
    wide = asked("matrixdropdown", rows=list(range(400)), columns=[{"name": str(one)} for one in range(400)])
    assert "more than 10,000" in read(wide).problems[0].message
    tall = asked("matrix", rows=list(range(400)), columns=list(range(400)))
    assert "more than 100,000 choices" in read(tall).problems[0].message
    long = asked("text", title="x" * 40_000)
    assert "40,000 characters" in read(long).problems[0].message
    chain = read(asked("text", visibleIf="{q} = 1 or " * 400 + "{q} = 2"))
    assert "more than 150 levels or parts in a row" in chain.lost[0].what


def test_what_came_from_surveyjs_can_be_filled_in() -> None:
    found = form(
        {"type": "checkbox", "name": "ticks", "choices": ["good", "very bad"]},
        {"type": "boolean", "name": "sure", "visibleIf": "{ticks} contains 'very bad'"},
        {"type": "paneldynamic", "name": "calls", "templateElements": [{"type": "text", "name": "m", "min": 0}]},
        {"type": "expression", "name": "minutes", "expression": "sumInArray({calls}, 'm')"},
        {"type": "comment", "name": "why", "visibleIf": "{sure} = true and {minutes} > 5", "isRequired": True},
    )
    told = answers.check(found, {"ticks": "very_bad", "sure": "true", "calls": [{"m": "4"}, {"m": "3"}]})
    assert told.values["minutes"] == 7
    assert [(one.item, str(one.kind)) for one in told.problems] == [("why", "required")]
    other = answers.check(found, {"ticks": "good", "sure": "true", "calls": [{"m": "-1"}]})
    refused = {(one.item, str(one.kind)) for one in other.problems}
    assert refused == {("sure", "irrelevant"), ("calls.1.m", "constraint")}
