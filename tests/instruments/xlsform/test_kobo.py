"""What only KoboToolbox, SurveyCTO and the oldest tools write becomes items of the ordinary kind."""

from instruments.answers import check
from instruments.instrument import Kind
from tests.instruments.xlsform.forms import errors, form, imported, lost, named

MATRIX = """
| survey  |                  |       |        |                    |               |
|         | type             | name  | label  | kobo--matrix_list  | relevant      |
|         | begin_kobomatrix | items | Things | thing              |               |
|         | select_one yn    | has   | Has it?|                    |               |
|         | integer          | n     | How many? |                 | ${has} = 'y'  |
|         | end_kobomatrix   |       |        |                    |               |
| choices |                  |       |        |                    |               |
|         | list_name        | name  | label  |                    |               |
|         | thing            | bed   | Bed    |                    |               |
|         | thing            | cup   | Cup    |                    |               |
|         | yn               | y     | Yes    |                    |               |
|         | yn               | n     | No     |                    |               |
"""


def test_a_matrix_becomes_a_group_for_each_row() -> None:
    found = imported(MATRIX)
    assert errors(found) == []
    assert found.instrument is not None
    items = named(found.instrument)
    assert list(items) == [
        "items", "items_bed", "items_bed_has", "items_bed_n", "items_cup", "items_cup_has", "items_cup_n"
    ]  # fmt: skip
    assert items["items_bed"].label == {"und": "Bed"}
    assert items["items_cup_n"].relevant == "${items_cup_has} = 'y'"
    assert len(found.lost) == 1
    answered = check(found.instrument, {"items_bed_has": "n", "items_bed_n": "3", "items_cup_has": "y"})
    assert [problem.item for problem in answered.problems] == ["items_bed_n"]


def test_a_score_is_a_group_of_questions_with_one_list() -> None:
    found = imported("""
| survey  |             |      |        |                     |
|         | type        | name | label  | kobo--score-choices |
|         | begin_score | s    | How is | agree               |
|         | score__row  | a    | The A  |                     |
|         | score__row  | b    | The B  |                     |
|         | end_score   |      |        |                     |
| choices |             |      |        |                     |
|         | list_name   | name | label  |                     |
|         | agree       | 1    | No     |                     |
|         | agree       | 2    | Yes    |                     |
""")
    assert errors(found) == []
    assert found.instrument is not None
    items = named(found.instrument)
    assert items["s"].kind is Kind.GROUP
    assert [(items[name].kind, items[name].list) for name in ("a", "b")] == [(Kind.SELECT_ONE, "agree")] * 2


def test_a_rank_is_a_question_for_each_place_and_nothing_may_stand_in_two() -> None:
    found = imported("""
| survey  |             |       |        |                  |                              |
|         | type        | name  | label  | kobo--rank-items | kobo--rank-constraint-message |
|         | begin_rank  | r     | Rank   | thing            | Choose each once             |
|         | rank__level | one   | First  |                  |                              |
|         | rank__level | two   | Second |                  |                              |
|         | end_rank    |       |        |                  |                              |
| choices |             |       |        |                  |                              |
|         | list_name   | name  | label  |                  |                              |
|         | thing       | bed   | Bed    |                  |                              |
|         | thing       | cup   | Cup    |                  |                              |
""")
    assert errors(found) == []
    assert found.instrument is not None
    assert not check(found.instrument, {"one": "bed", "two": "cup"}).problems
    refused = check(found.instrument, {"one": "bed", "two": "bed"}, language="und").problems
    assert [(problem.item, problem.message) for problem in refused] == [("two", "Choose each once")]


def test_rows_of_a_rank_outside_of_one_are_told() -> None:
    found = imported("| survey | | | |\n| | type | name | label |\n| | rank__level | a | A |")
    assert ("survey row 2", "`rank__level` only stands between begin_rank and end_rank") in errors(found)


def test_kobo_writes_other_in_a_column() -> None:
    items = named(form("""
| survey  |              |      |       |           |
|         | type         | name | label | _or_other |
|         | select_one l | a    | A     | true      |
|         | select_one l | b    | B     | false     |
| choices |              |      |       |           |
|         | list_name    | name | label |           |
|         | l            | x    | X     |           |
"""))
    assert list(items) == ["a", "a_other", "b"]


def test_a_loop_is_written_out_with_the_names_of_its_choices() -> None:
    items = named(form("""
| survey  |                        |      |                        |
|         | type                   | name | label                  |
|         | begin loop over toilet | t    |                        |
|         | integer                | n    | How many %(label)s are there? |
|         | end loop               |      |                        |
| choices |                        |      |                        |
|         | list name              | name | label                  |
|         | toilet                 | pit  | pit latrines           |
|         | toilet                 | vip  | improved latrines      |
"""))
    assert items["t_vip_n"].label == {"und": "How many improved latrines are there?"}


def test_settings_may_stand_on_the_survey_sheet() -> None:
    rows = "| | set form title | My form | |\n| | set form id | mine | |\n| | text | a | A |"
    made = form(f"| survey | | | |\n| | type | name | label |\n{rows}")
    assert (made.id, made.title) == ("mine", {"und": "My form"})


def test_choices_looked_up_by_search_come_from_the_file() -> None:
    text = """
| survey  |              |      |       |                  |
|         | type         | name | label | appearance       |
|         | select_one l | a    | A     | minimal search('towns') |
| choices |              |      |       |                  |
|         | list_name    | name | label |                  |
|         | l            | code | called |                 |
|         | l            | 99   | Elsewhere |              |
"""
    found = imported(text, {"towns.csv": b"code,called\n1,Oslo\n2,Bergen\n"})
    assert found.usable
    assert found.instrument is not None
    labels = [(choice.value, choice.label["und"]) for choice in found.instrument.items[0].choices]
    assert labels == [("99", "Elsewhere"), ("1", "Oslo"), ("2", "Bergen")]
    assert "survey row 2: `towns.csv` is not there: `a` became a question that is typed as text" in lost(imported(text))


def test_old_number_types_bring_their_limits() -> None:
    made = form("| survey | | | |\n| | type | name | label |\n| | percentage | a | A |")
    assert [problem.item for problem in check(made, {"a": "101"}).problems] == ["a"]
    assert not check(made, {"a": "100"}).problems
