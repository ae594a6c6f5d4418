from typing import Any

import pytest

from instruments import answers, files
from instruments.imported import Imported
from instruments.instrument import Instrument, Item, Kind, Purpose, Style
from tests.instruments.limesurvey.exported import Row, exported, question

GRADES = {"A1": "Good", "A2": "Bad"}
ROWS = {"SQ001": "One", "SQ002": "Two"}
COLUMNS = {"C1": "Left", "C2": "Right"}


def read(*questions: dict[str, Any], **more: Any) -> Imported:
    return files.read(exported(*questions, **more), "survey.lss")


def form(*questions: dict[str, Any], **more: Any) -> Instrument:
    found = read(*questions, **more)
    assert found.usable, found.problems
    assert found.instrument
    return found.instrument


def item(name: str, *questions: dict[str, Any], **more: Any) -> Item:
    return next(one for one in form(*questions, **more).every if one.name == name)


def kinds(*questions: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one.name, str(one.kind)) for one in form(*questions).items[0].items]


def lost(*questions: dict[str, Any], **more: Any) -> list[str]:
    return [f"{one.where}: {one.what}" for one in read(*questions, **more).lost]


ANSWERED_ALONE = [
    ("S", "text"),
    ("T", "text"),
    ("U", "text"),
    ("N", "decimal"),
    ("D", "date"),
    ("|", "file"),
    ("X", "note"),
    ("G", "select_one"),
    ("Y", "select_one"),
    ("5", "select_one"),
]


@pytest.mark.parametrize(("type", "kind"), ANSWERED_ALONE)
def test_a_question_that_stands_alone_becomes_one_item(type: str, kind: str) -> None:
    assert kinds(question("Q1", type)) == [("Q1", kind)]


@pytest.mark.parametrize("type", "L!")
def test_a_list_has_its_answers_and_a_field_for_the_other_one(type: str) -> None:
    asked = question("Q1", type, answers=GRADES, other="Y")
    assert kinds(asked) == [("Q1", "select_one"), ("Q1_other", "text")]
    assert [one.value for one in item("Q1", asked).choices] == ["A1", "A2", "other"]
    assert item("Q1_other", asked).relevant == "${Q1} = 'other'"
    assert item("Q1", asked).appearance == ("minimal" if type == "!" else "")


def test_an_answer_that_is_called_other_keeps_its_name() -> None:
    asked = question("Q1", "L", answers={"other": "Others"}, other="Y")
    assert [one.value for one in item("Q1", asked).choices] == ["other", "other_"]


def test_a_list_with_comment_has_a_field_for_it() -> None:
    assert kinds(question("Q1", "O", answers=GRADES)) == [("Q1", "select_one"), ("Q1_comment", "text")]


def test_what_can_be_ticked_becomes_a_choice_of_several() -> None:
    asked = question("Q1", "M", subs=ROWS, other="Y", attributes={"max_answers": "2", "exclude_all_others": "SQ002"})
    assert kinds(asked) == [("Q1", "select_multiple"), ("Q1_other", "text")]
    assert item("Q1", asked).constraint == (
        "count-selected(.) <= 2 and not(selected(., 'SQ002') and count-selected(.) > 1)"
    )


def test_each_tick_may_have_its_comment() -> None:
    asked = question("Q1", "P", subs=ROWS)
    assert [name for name, _ in kinds(asked)] == ["Q1", "Q1_SQ001comment", "Q1_SQ002comment"]
    assert item("Q1_SQ001comment", asked).relevant == "selected(${Q1}, 'SQ001')"


@pytest.mark.parametrize(
    ("type", "values"),
    [
        ("A", "12345"),
        ("C", "YUN"),
        ("E", "ISD"),
        ("F", ["A1", "A2"]),
        ("H", ["A1", "A2"]),
        ("B", [str(one) for one in range(1, 11)]),
    ],
)
def test_an_array_becomes_a_matrix_whose_rows_share_a_list(type: str, values: Any) -> None:
    found = form(question("Q1", type, subs=ROWS, answers=GRADES, mandatory="Y"))
    matrix = found.items[0].items[0]
    assert (matrix.kind, matrix.appearance) == (Kind.GROUP, "table-list")
    assert [(one.name, one.list, one.required) for one in matrix.items] == [
        ("Q1_SQ001", "Q1", True),
        ("Q1_SQ002", "Q1", True),
    ]
    assert [one.value for one in found.lists["Q1"]] == list(values)


def test_an_array_with_two_scales_becomes_two_matrices() -> None:
    asked = question("Q1", "1", subs=ROWS, answers=GRADES, answers2={"B1": "Often"})
    both = item("Q1", asked).items
    assert [[one.name for one in matrix.items] for matrix in both] == [
        ["Q1_SQ001_0", "Q1_SQ002_0"],
        ["Q1_SQ001_1", "Q1_SQ002_1"],
    ]
    assert [[one.value for one in matrix.items[0].choices] for matrix in both] == [["A1", "A2"], ["B1"]]


@pytest.mark.parametrize(("type", "kind"), [(";", Kind.TEXT), (":", Kind.DECIMAL)])
def test_a_grid_of_fields_becomes_a_group_for_each_row(type: str, kind: Kind) -> None:
    rows = item("Q1", question("Q1", type, subs=ROWS, columns=COLUMNS)).items
    assert [(one.name, one.kind) for row in rows for one in row.items] == [
        (f"Q1_{row}_{column}", kind) for row in ROWS for column in COLUMNS
    ]


def test_a_grid_of_boxes_becomes_choices_of_several() -> None:
    asked = question("Q1", ":", subs=ROWS, columns=COLUMNS, attributes={"multiflexible_checkbox": "1"})
    assert [(one.name, one.kind) for one in item("Q1", asked).items] == [
        ("Q1_SQ001", Kind.SELECT_MULTIPLE),
        ("Q1_SQ002", Kind.SELECT_MULTIPLE),
    ]


def test_several_fields_become_a_group_of_them() -> None:
    assert [one.kind for one in item("Q1", question("Q1", "Q", subs=ROWS)).items] == [Kind.TEXT, Kind.TEXT]
    sliders = {"slider_layout": "1", "slider_max": "7"}
    slid = item("Q1", question("Q1", "K", subs=ROWS, attributes=sliders)).items[0]
    assert (slid.kind, slid.parameters) == (Kind.RANGE, {"start": "0", "end": "7", "step": "1"})


def test_what_is_ranked_stays_in_its_order() -> None:
    asked = question("Q1", "R", answers=GRADES, attributes={"max_answers": "1"})
    assert [one.value for one in item("Q1", asked).choices] == ["A1", "A2"]
    assert lost(asked)[0] == "question Q1: max_answers = 1: here all of the choices are ranked"


SHAPES = [("dd.mm.yyyy", "date"), ("HH:MM", "time"), ("yyyy-mm-dd HH:MM", "datetime")]


@pytest.mark.parametrize(("shape", "kind"), SHAPES)
def test_the_format_of_a_date_says_what_is_asked(shape: str, kind: str) -> None:
    assert kinds(question("Q1", "D", attributes={"date_format": shape})) == [("Q1", kind)]


def test_limits_become_constraints() -> None:
    limits = {"num_value_int_only": "1", "min_num_value_n": "1", "max_num_value_n": "{Q1 * 2}"}
    number = item("Q2", question("Q1", "N"), question("Q2", "N", attributes=limits))
    assert (number.kind, number.constraint) == (Kind.INTEGER, ". >= 1 and . <= ${Q1} * 2")
    dates = {"date_min": "2020-01-01", "date_max": "2021"}
    assert item("Q1", question("Q1", "D", attributes=dates)).constraint == (
        ". >= date('2020-01-01') and . <= date('2021-12-31')"
    )
    text = item("Q1", question("Q1", "S", pattern="/^[a-z]+$/i", attributes={"maximum_chars": "9"}))
    assert text.constraint == "string-length(.) <= 9 and regex(., '(?i)^[a-z]+$')"


def test_a_validation_has_its_message_in_each_language() -> None:
    checked = {"em_validation_q": "this > 3 or this == 0", "em_validation_q_tip": {"en": "More!", "nb": "Mer!"}}
    number = item("Q1", question("Q1", "N", attributes=checked))
    assert number.constraint == ". > 3 or . = 0"
    assert number.constraint_message == {"en": "More!", "nb": "Mer!"}


def test_rows_and_choices_may_depend_on_what_was_ticked() -> None:
    ticks = question("Q1", "M", subs=ROWS)
    array = question("Q2", "F", subs=ROWS, answers=GRADES, attributes={"array_filter": "Q1"})
    less = question("Q3", "M", subs=ROWS, attributes={"array_filter_exclude": "Q1"})
    assert item("Q2_SQ001", ticks, array).relevant == "selected(${Q1}, 'SQ001')"
    assert item("Q3", ticks, less).choice_filter == "not(selected(${Q1}, name))"


def test_an_equation_is_computed_and_one_that_cannot_be_stays_for_those_that_name_it() -> None:
    number = question("Q1", "N")
    assert item("Q2", number, question("Q2", "*", "{Q1 * 2}")).calculation == "${Q1} * 2"
    broken = question("Q2", "*", "{stddev(Q1)}")
    assert item("Q2", number, broken, question("Q3", "T", relevance="Q2 > 1")).kind == Kind.HIDDEN
    assert "nothing like its function `stddev` here" in lost(number, broken)[0]


def test_a_hidden_question_is_a_hidden_value() -> None:
    asked = question("Q1", "S", attributes={"hidden": "1"})
    assert kinds(asked) == [("Q1", "hidden")]
    assert lost(asked)[0].startswith("question Q1: it is always hidden there")


def test_defaults_come_along() -> None:
    ticks = question("Q1", "M", subs=ROWS)
    rows: list[Row] = [
        {"qid": "100", "sqid": "102", "defaultvalue": "Y", "language": "en", "specialtype": ""},
        {"qid": "120", "sqid": "0", "defaultvalue": "{sum(1, 2)}", "language": "en", "specialtype": ""},
    ]
    tables = {"defaultvalues": rows}
    assert item("Q1", ticks, question("Q2", "N"), tables=tables).default == "SQ002"
    assert item("Q2", ticks, question("Q2", "N"), tables=tables).default == "coalesce(1, 0) + coalesce(2, 0)"


def test_assessment_values_are_points_where_the_survey_uses_them() -> None:
    asked = question("Q1", "L", answers=GRADES, worth={"A1": 2})
    assert [one.points for one in item("Q1", asked, survey={"assessments": "Y"}).choices] == [2, 0]
    assert [one.points for one in item("Q1", asked, survey={"assessments": "N"}).choices] == [None, None]
    below = question("Q1", "L", answers=GRADES, worth={"A1": -2})
    assert "points below 0" in lost(below, survey={"assessments": "Y"})[0]


def test_settings_without_a_place_are_told_unless_they_are_as_usual() -> None:
    usual = {"statistics_showgraph": "1", "cssclass": "", "page_break": "0"}
    assert lost(question("Q1", "S", attributes=usual)) == []
    assert lost(question("Q1", "S", attributes={"prefix": "kr", "cssclass": "big"})) == [
        "question Q1: settings without a place here: cssclass = `big`, prefix = `kr`"
    ]


def test_a_type_nobody_knows_asks_for_text_and_says_so() -> None:
    asked = question("Q1", "@")
    assert kinds(asked) == [("Q1", "text")]
    assert lost(asked) == ["question Q1: its type `@` is not known: it asks for text"]


def test_a_survey_is_its_groups_with_what_is_said_around_them() -> None:
    found = form(
        question("Q1", "S"),
        question("Q2", "S", group=1),
        groups=[{"name": "First"}, {"name": "Second", "description": "<p>More</p>", "relevance": '!is_empty(Q1)'}],
        texts={"surveyls_description": "What it is about.", "surveyls_welcometext": "<b>Welcome</b>"},
        survey={"anonymized": "Y", "format": "G"},
    )
    assert (found.id, found.purpose, found.anonymous) == ("limesurvey-4711", Purpose.SURVEY, True)
    assert found.intro == {"en": "What it is about.\n\n**Welcome**"}
    assert [(one.name, one.label, one.hint) for one in found.items] == [
        ("group_1", {"en": "First"}, {}),
        ("group_2", {"en": "Second"}, {"en": "More"}),
    ]
    assert found.items[1].relevant == "not(${Q1} = '')"
    assert (found.style, found.items[0].appearance) == (Style.PAGES, "field-list")


def test_what_a_survey_has_around_its_questions_is_told() -> None:
    tables: dict[str, list[Row]] = {"quota": [{"id": "1"}], "assessments": [{"id": "1"}, {"id": "2"}]}
    told = lost(question("Q1", "S"), tables=tables, texts={"surveyls_endtext": "Bye", "surveyls_email_invite": "Dear"})
    assert told == [
        "survey: the messages for ranges of points (assessments) (2)",
        "survey: the quotas (1)",
        "survey: the text after the end: `Bye`",
        "survey: the texts of its e-mails, its theme, and how it is run (access, dates, notices)",
    ]


def test_texts_come_in_every_language_and_the_layout_of_old_exports_makes_no_difference() -> None:
    asked = [
        question("Q1", "L", {"en": "Which?", "nb": "Hvilken?"}, help={"nb": "Velg"}, answers={"A1": {"nb": "Bra"}}),
        question("Q2", "F", subs={"SQ001": {"en": "One", "nb": "En"}}, answers=GRADES, relevance='Q1 == "A1"'),
    ]
    found = form(*asked)
    assert found == form(*asked, old=True)
    first = found.leaves[0]
    assert (first.label, first.hint, first.choices[0].label) == (
        {"en": "Which?", "nb": "Hvilken?"},
        {"nb": "Velg"},
        {"nb": "Bra"},
    )


def test_a_file_that_is_no_survey_says_so() -> None:
    group = exported(question("Q1", "S")).replace(b">Survey<", b">Group<")
    assert "no whole survey" in files.read(group, "group.lss").problems[0].message
    entity = exported(question("Q1", "S")).replace(b"<document>", b'<!DOCTYPE d [<!ENTITY a "b">]><document>')
    assert "entities" in files.read(entity, "survey.lss").problems[0].message
    cut = exported(question("Q1", "S"))[:-30]
    assert "damaged" in files.read(cut, "survey.lss").problems[0].message
    assert "no question" in read().problems[0].message


def test_a_grid_with_more_cells_than_a_form_can_need_is_refused() -> None:
    rows, columns = ({f"C{number}": "x" for number in range(count)} for count in (9, 1_200))
    found = read(question("Q1", ";", subs=rows, columns=columns))
    assert found.instrument is None
    assert "more than 10,000 answers" in found.problems[0].message


def test_what_came_from_limesurvey_can_be_filled_in() -> None:
    found = form(
        question("ticks", "M", subs=ROWS, attributes={"exclude_all_others": "SQ002"}),
        question("array", "F", subs=ROWS, answers=GRADES, attributes={"array_filter": "ticks"}, mandatory="Y"),
        question("why", "S", relevance='array_SQ001.NAOK == "A2" && count(that.ticks) < 2'),
        question("sum", "*", "{if(is_empty(why), 0, strlen(why))}"),
    )
    told = answers.check(found, {"ticks": ["SQ001"], "array_SQ001": "A2", "why": "slow"})
    assert (told.problems, told.values["sum"]) == ((), 4)
    refused = answers.check(found, {"ticks": ["SQ001", "SQ002"], "array_SQ002": "A1", "why": "slow"})
    assert {(one.item, str(one.kind)) for one in refused.problems} == {
        ("ticks", "constraint"),
        ("array_SQ002", "irrelevant"),
        ("why", "irrelevant"),
    }
