"""What people write in their workbooks without thinking about it, and what ODK makes of it."""

import pytest

from instruments.answers import check
from instruments.xlsform.read import read
from instruments.xlsform.write import attached, write
from tests.instruments.xlsform.forms import errors, form, imported, named, warnings


def test_a_default_language_called_default_is_none_that_anybody_named() -> None:
    made = form("""
| survey   |                  |       |               |
|          | type             | name  | label::Español |
|          | text             | a     | ¿Qué?         |
| settings |                  |       |               |
|          | default_language |       |               |
|          | default          |       |               |
""")
    assert (made.default_language, made.languages) == ("", ("es",))


def test_a_label_column_that_nobody_filled_in_is_no_language() -> None:
    found = imported("| survey | | | | |\n| | type | name | label | label::nb |\n| | text | a | | Hva? |")
    assert not warnings(found)


def test_who_calls_the_message_of_a_constraint_something_shorter_is_understood() -> None:
    made = form("| survey | | | | | |\n| | type | name | label | constraint | Constraint_msg |\n"
                "| | integer | a | A | . > 17 | Adults only |")  # fmt: skip
    assert [one.message for one in check(made, {"a": "3"}).problems] == ["Adults only"]


PEOPLE = """
| survey |              |          |       |                                                        |
|        | type         | name     | label | calculation                                            |
|        | begin_repeat | person   | P     |                                                        |
|        | text         | called   | Name  |                                                        |
|        | begin_repeat | illness  | I     |                                                        |
|        | text         | what     | What  |                                                        |
|        | calculate    | whose    |       | indexed-repeat(${called}, ${person}, position(../..)) |
|        | end_repeat   |          |       |                                                        |
|        | calculate    | ills     |       | count(${illness})                                      |
|        | calculate    | of       |       | count(${person})                                       |
|        | end_repeat   |          |       |                                                        |
"""


def test_counting_the_instances_of_a_repeat_waits_for_nothing_in_them() -> None:
    assert not errors(imported(PEOPLE))
    people = [{"called": "Kari", "illness": [{"what": "flu"}, {"what": "cold"}]}, {"called": "Odd", "illness": [{}]}]
    first, second = check(form(PEOPLE), {"person": people}).values["person"]
    assert (first["ills"], second["ills"], first["of"]) == (2, 1, 2)
    assert [[one["whose"] for one in each["illness"]] for each in (first, second)] == [["Kari", "Kari"], ["Odd"]]


@pytest.mark.parametrize("prose", ["N/A (not asked)", "http://x.no/(a)", "(none)", "so (or not)"])
def test_a_parenthesis_in_a_default_text_calls_nothing(prose: str) -> None:
    made = form(f"| survey | | | | |\n| | type | name | label | default |\n| | text | a | A | {prose} |")
    assert check(made, {}).values == {"a": prose}


def test_a_choice_without_its_list_is_told_how_to_name_one() -> None:
    found = imported("| survey | | | |\n| | type | name | label |\n| | select_multiple | a | A |")
    assert "say which list it chooses from: `select_multiple LIST`" in errors(found)[0][1]


def test_what_only_kobotoolbox_knows_is_not_shown_to_pyxform() -> None:
    found = imported("""
| survey  |             |      |       |                     |
|         | type        | name | label | kobo--score-choices |
|         | begin_score | s    | S     | l                   |
|         | score__row  | a    | A     |                     |
|         | end_score   |      |       |                     |
| choices |             |      |       |                     |
|         | list_name   | name | label |                     |
|         | l           | 1    | Bad   |                     |
|         | l           | 2    | Good  |                     |
""")
    assert found.usable
    assert not warnings(found)


def test_choices_that_search_has_found_come_back_when_the_form_is_written() -> None:
    made = form(
        """
| survey  |              |      |       |                  |
|         | type         | name | label | appearance       |
|         | select_one l | a    | A     | minimal search('towns') |
| choices |              |      |       |                  |
|         | list_name    | name | label |                  |
|         | l            | code | called |                 |
""",
        {"towns.csv": b"code,called\n1,Oslo\n2,Bergen\n"},
    )
    again = read(write(made), "form.xlsx", attachments=attached(made))
    assert again.usable and again.instrument is not None
    assert named(again.instrument)["a"].choices == named(made)["a"].choices


@pytest.mark.parametrize(
    ("written", "advised"),
    [("Number", "decimal"), ("dropdown", "select_one LIST"), ("picture", "image"), ("start repeat", "begin_repeat"),
     ("paragraph", "text"), ("integr", "integer"), ("select_mutiple l", "select_multiple")],
)  # fmt: skip
def test_words_of_other_programs_are_answered_with_ours(written: str, advised: str) -> None:
    found = imported(f"| survey | | | |\n| | type | name | label |\n| | {written} | a | A |")
    assert (("survey row 2", f"there is no type `{written}`; did you mean `{advised}`?")) in errors(found)


def test_a_title_above_the_table_is_the_reason_that_is_told() -> None:
    found = imported("| survey | | | |\n| | My survey | | |\n| | type | name | label |\n| | text | a | A |")
    assert ("survey row 1", "the columns are named in row 2: delete the rows above it") in errors(found)


def test_a_table_without_types_is_told_what_it_lacks() -> None:
    found = imported("| survey | | |\n| | question | answer |\n| | Why? | Because |")
    assert "none of them is called `type`" in errors(found)[0][1]


def test_a_sheet_that_is_nearly_called_choices_is_told() -> None:
    survey = "| survey | | | |\n| | type | name | label |\n| | text | a | A |\n"
    choices = "| choice | |\n| | list_name | name |\n| | l | 1 |"
    assert warnings(imported(survey + choices)) == ["the sheet `choice` is not read: a form calls it `choices`"]


@pytest.mark.parametrize(
    ("field", "expression"),
    [
        ("calculation", "duration()"),
        ("constraint", "regex(., '^(?=.*[0-9]).+$')"),
        ("relevant", "cht:extension-lib('a')"),
    ],
)
def test_what_one_program_alone_can_do_is_taken_off_its_item(field: str, expression: str) -> None:
    found = imported(f"| survey | | | | |\n| | type | name | label | {field} |\n| | text | a | A | {expression} |")
    assert found.usable
    assert len(found.lost) == 1
    assert f"`a` has no {field}" in found.lost[0].what


@pytest.mark.parametrize(("written", "asked"), [("yes", ("a",)), ("TRUE", ("a",)), ("no", ()), ("false", ())])
def test_a_plain_yes_or_no_for_relevant_names_no_item(written: str, asked: tuple[str, ...]) -> None:
    made = form(f"| survey | | | | |\n| | type | name | label | relevant |\n| | text | a | A | {written} |")
    assert check(made, {}).relevant == asked
