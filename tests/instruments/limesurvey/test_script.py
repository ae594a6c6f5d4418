import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments import files
from instruments.foreign.syntax import DEEPEST
from instruments.imported import Imported
from tests.instruments.limesurvey.exported import exported, question

ROWS = {"SQ001": "One", "SQ002": "Two"}
GRADES = {"A1": "Good", "A2": "Bad"}
ASKED = (
    question("age", "N"),
    question("name", "S"),
    question("grade", "L", answers=GRADES, other="Y"),
    question("ticks", "M", subs=ROWS),
    question("array", "F", subs=ROWS, answers=GRADES),
    question("rank", "R", answers=GRADES),
    question("boxes", ":", subs=ROWS, columns={"C1": "Left"}, attributes={"multiflexible_checkbox": "1"}),
)


def asked_when(condition: str) -> Imported:
    found = files.read(exported(*ASKED, question("last", "S", relevance=condition)), "survey.lss")
    assert found.instrument
    return found


def relevance(condition: str) -> str:
    found = asked_when(condition)
    assert found.usable and found.instrument and found.lost == ()
    return found.instrument.leaves[-1].relevant


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("1", ""),
        ("0", "false()"),
        ('((grade.NAOK == "A1"))', "${grade} = 'A1'"),
        ('grade == "-oth-"', "${grade} = 'other'"),
        ("age >= 18 && age < 65", "${age} >= 18 and ${age} < 65"),
        ("age ge 18 and not (age gt 65)", "${age} >= 18 and not(${age} > 65)"),
        ("is_empty(name) || !is_empty(age)", "${name} = '' or not(${age} = '')"),
        ('ticks_SQ001 == "Y"', "selected(${ticks}, 'SQ001')"),
        ('"Y" == ticks_SQ001.NAOK', "selected(${ticks}, 'SQ001')"),
        ('ticks_SQ001 != "Y"', "not(selected(${ticks}, 'SQ001'))"),
        ('ticks_SQ001 == ""', "not(selected(${ticks}, 'SQ001'))"),
        ("!is_empty(ticks_SQ001)", "not(not(selected(${ticks}, 'SQ001')))"),
        ("count(ticks_SQ001, age) > 1", "if(selected(${ticks}, 'SQ001'), 1, 0) + if(${age} != '', 1, 0) > 1"),
        ("is_empty(that.array)", "not(${array_SQ001} != '' or ${array_SQ002} != '')"),
        ('array_SQ002.NAOK == "A2"', "${array_SQ002} = 'A2'"),
        ('rank_1 == "A2"', "selected-at(${rank}, 0) = 'A2'"),
        ("boxes_SQ001_C1 == 1", "selected(${boxes_SQ001}, 'C1')"),
        ('4711X1X140.NAOK == "A1"', "${grade} = 'A1'"),
        ('4711X1X160SQ002 == "Y"', "selected(${ticks}, 'SQ002')"),
        ('Q140.NAOK == "A1"', "${grade} = 'A1'"),
        ('Q160_S161.NAOK == "Y"', "selected(${ticks}, 'SQ001')"),
        ("age", "${age} != '' and ${age} != '0'"),
        ("sum(age, 2) > 3", "coalesce(${age}, 0) + coalesce(2, 0) > 3"),
        ("age + 2 * 3 - -1 == 7", "${age} + 2 * 3 - -1 = 7"),
        ('name + "x" == "ax"', "concat(${name}, 'x') = 'ax'"),
        ('strlen(trim(name)) > 2', "string-length(normalize-space(${name})) > 2"),
        ('regexMatch("/^a.b$/i", name)', "regex(${name}, '(?i)^a.b$')"),
        ('if(age > 3, grade, "A2") == "A1"', "if(${age} > 3, ${grade}, 'A2') = 'A1'"),
        ('grade.shown == "Good"', "jr:choice-name(${grade}, '${grade}') = 'Good'"),
    ],
)  # fmt: skip
def test_conditions_say_the_same_in_our_words(theirs: str, ours: str) -> None:
    assert relevance(theirs) == ours


@pytest.mark.parametrize(
    ("theirs", "why"),
    [
        ('nobody == "Y"', "`nobody` is not known"),
        ("stddev(age, 2) > 3", "nothing like its function `stddev`"),
        ('grade > "A1"', "texts have no order here"),
        ('name + "" < age + ""', "texts have no order here"),
        ('grade.relevanceStatus == "1"', "is not known"),
        ("grade.value > 1", "points of an answer"),
        ("(age > 1", "a `)` is missing"),
        ("age = 3", "`=` was not expected"),
        ("age > $x", "cannot be read"),
        ('ticks_SQ001 == "maybe"', "a tick is never `maybe`"),
        ("ticks == 3", "several answers stand where one is wanted"),
        ("round() > 1", "other arguments than expected"),
        ("(" * 2 * DEEPEST + "age" + ")" * 2 * DEEPEST, "nested too deeply"),
        ('name == "it\'s \\"so\\""', "cannot hold both"),
    ],
)
def test_a_condition_that_cannot_be_said_here_is_quoted_with_the_reason(theirs: str, why: str) -> None:
    found = asked_when(theirs)
    assert found.usable and found.instrument and found.instrument.leaves[-1].relevant == ""
    [lost] = found.lost
    assert lost.where == "question last"
    assert "it is always asked" in lost.what and why in lost.what


@given(st.text(st.sampled_from("age grade()!=&|<>\"'+-*/,.1 ticks_SQ001NAOK{}[]"), max_size=30))
def test_whatever_a_condition_says_it_is_translated_or_told(condition: str) -> None:
    found = asked_when(condition)
    assert found.instrument and found.usable, (condition, found.problems)


def test_texts_name_other_answers_in_our_way() -> None:
    text = "<p>Hello {name}, {ticks_SQ001.shown} {if(age > 17, 'adult', 'child')} {TOKEN:FIRSTNAME} { so }</p>"
    found = files.read(exported(*ASKED, question("last", "S", text)), "survey.lss")
    assert found.usable and found.instrument
    *_, first, second, last = found.instrument.leaves
    assert last.label["en"] == "Hello ${name}, ${last_text} ${last_text_2} {TOKEN:FIRSTNAME} { so }"
    assert first.calculation == "if(selected(${ticks}, 'SQ001'), 'Y', '')"
    assert second.calculation == "if(${age} > 17, 'adult', 'child')"
    assert ["TOKEN:FIRSTNAME" in one.what for one in found.lost] == [True]


def test_the_conditions_of_old_surveys_are_put_together() -> None:
    def row(scenario: int, field: str, value: str, method: str = "==") -> dict[str, str]:
        return {"qid": "240", "scenario": str(scenario), "cfieldname": field, "method": method, "value": value}

    rows = [
        row(1, "4711X1X140", "A1"),
        row(1, "4711X1X140", "A2"),
        row(1, "+4711X1X160SQ001", "Y"),
        row(2, "4711X1X100", "@4711X1X120@", "<"),
        row(2, "4711X1X120", "/^a/", "RX"),
    ]
    survey = exported(*ASKED, question("last", "S"), old=True, tables={"conditions": rows})
    found = files.read(survey, "survey.lss")
    assert found.usable and found.instrument and found.lost == ()
    assert found.instrument.leaves[-1].relevant == (
        "(${grade} = 'A1' or ${grade} = 'A2') and selected(${ticks}, 'SQ001')"
        " or ${age} < ${name} and regex(${name}, '^a')"
    )
