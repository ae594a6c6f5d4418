"""What an XLSForm says is in the instrument, under whatever name its column has."""

import pytest

from instruments.answers import check
from instruments.instrument import Counts, Kind, Outcome, Part, Purpose, Style
from tests.instruments.xlsform.forms import errors, form, imported, lost, named, warnings

VISIT = """
| survey   |                    |         |                   |                   |                      |          |                              |                        |                             |
|          | type               | name    | label::Norsk (nb) | label::English (en) | hint::English (en) | required | relevant                     | constraint             | constraint_message::English (en) |
|          | text               | who     | Hvem er du?       | Who are you?      | As in the register   | yes      |                              |                        |                             |
|          | integer            | age     | Alder             | Age               |                      |          | ${who} != ''                 | . >= 18 and . < 120    | Adults only                 |
|          | begin_group        | visit   | Besøket           | The visit         |                      |          |                              |                        |                             |
|          | select_one yn      | helped  | Fikk du hjelp?    | Were you helped?  |                      | ${age} > 60 |                           |                        |                             |
|          | end_group          |         |                   |                   |                      |          |                              |                        |                             |
|          | begin_repeat       | calls   | Samtaler          | Calls             |                      |          |                              |                        |                             |
|          | time               | at      | Når?              | When?             |                      |          |                              |                        |                             |
|          | end_repeat         |         |                   |                   |                      |          |                              |                        |                             |
| choices  |                    |         |                   |                   |                      |          |                              |                        |                             |
|          | list_name          | name    | label::Norsk (nb) | label::English (en) | medlytt_points     |          |                              |                        |                             |
|          | yn                 | yes     | Ja                | Yes               | 2                    |          |                              |                        |                             |
|          | yn                 | no      | Nei               | No                | 0                    |          |                              |                        |                             |
| settings |                    |         |                   |                   |                      |          |                              |                        |                             |
|          | form_title         | form_id | version           | default_language  | style                |          |                              |                        |                             |
|          | Besøk              | visit   | 2026-02           | Norsk (nb)        | pages                |          |                              |                        |                             |
"""  # noqa: E501


def test_a_form_in_two_languages_is_read_whole() -> None:
    found = imported(VISIT)
    assert found.lost == ()
    assert errors(found) == []
    made = found.instrument
    assert made is not None
    assert (made.id, made.title, made.edition, made.style) == ("visit", {"nb": "Besøk"}, "2026-02", Style.PAGES)
    assert (made.default_language, made.language_names) == ("nb", {"nb": "Norsk", "en": "English"})
    items = named(made)
    assert [item.kind for item in made.items] == [Kind.TEXT, Kind.INTEGER, Kind.GROUP, Kind.REPEAT]
    assert items["who"].label == {"nb": "Hvem er du?", "en": "Who are you?"}
    assert (items["who"].required, items["helped"].required) == (True, "${age} > 60")
    assert (items["age"].relevant, items["age"].constraint) == ("${who} != ''", ". >= 18 and . < 120")
    assert items["age"].constraint_message == {"en": "Adults only"}
    assert [(choice.value, choice.points) for choice in items["helped"].choices] == [("yes", 2), ("no", 0)]
    assert items["helped"].list == "yn"


def test_what_was_read_can_be_answered() -> None:
    checked = check(form(VISIT), {"who": "Kari", "age": "17", "calls": [{"at": "10:30"}]}, language="en")
    assert [(problem.item, problem.message) for problem in checked.problems] == [("age", "Adults only")]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("relevance", "relevant"), ("bind::relevant", "relevant"), ("bind:relevant", "relevant"),
        ("calculate", "calculation"), ("bind::calculate", "calculation"), ("Choice Filter", "choice_filter"),
        ("body::appearance", "appearance"), ("control:appearance", "appearance"), ("Default", "default"),
    ],
)  # fmt: skip
def test_columns_go_by_several_names(header: str, field: str) -> None:
    text = f"| survey | | | | |\n| | type | name | label | {header} |\n| | text | a | A | 'x' |"
    assert getattr(named(form(text))["a"], field) == "'x'"


@pytest.mark.parametrize(
    ("header", "codes"),
    [
        ("label::Svenska (sv)", {"sv"}), ("label::sv", {"sv"}), ("label:Swedish", {"sv"}), ("label::Norsk", {"nb"}),
        ("label::no", {"nb"}), ("label::English(en-GB)", {"en-GB"}), ("label", {"und"}), ("label::default", {"und"}),
        ("label::Lingo", {"x-lingo"}), ("Label :: Arabic (ar)", {"ar"}),
    ],
)  # fmt: skip
def test_the_language_of_a_column_is_known_by_its_code_or_name(header: str, codes: set[str]) -> None:
    text = f"| survey | | | |\n| | type | name | {header} |\n| | text | a | A |"
    assert set(named(form(text))["a"].label) == codes


def test_a_column_without_a_language_is_in_the_default_one() -> None:
    text = """
| survey   |      |      |       |             |
|          | type | name | label | label::French (fr) |
|          | text | a    | A     | Ah          |
| settings |      |      |       |             |
|          | default_language | form_title | | |
|          | English (en)     | T          | | |
"""
    made = form(text)
    assert made.items[0].label == {"en": "A", "fr": "Ah"}
    assert made.title == {"en": "T"}


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("select_one l", Kind.SELECT_ONE), ("select one from l", Kind.SELECT_ONE), ("select1 l", Kind.SELECT_ONE),
        ("add select multiple prompt using l", Kind.SELECT_MULTIPLE), ("select_multiple  l", Kind.SELECT_MULTIPLE),
        ("rank l", Kind.RANK), ("string", Kind.TEXT), ("int", Kind.INTEGER), ("dateTime", Kind.DATETIME),
        ("photo", Kind.IMAGE), ("acknowledge", Kind.ACKNOWLEDGE), ("trigger", Kind.ACKNOWLEDGE), ("Note", Kind.NOTE),
        ("hidden", Kind.HIDDEN), ("start", Kind.START), ("end time", Kind.END), ("today", Kind.TODAY),
        ("file", Kind.FILE), ("range", Kind.RANGE), ("geopoint", Kind.TEXT), ("barcode", Kind.TEXT),
        ("deviceid", Kind.HIDDEN), ("start-geopoint", Kind.HIDDEN), ("audit", Kind.HIDDEN),
    ],
)  # fmt: skip
def test_every_type_is_known_under_its_names(written: str, kind: Kind) -> None:
    text = f"""
| survey | | | |
| | type | name | label |
| | {written} | audit | A |
| choices | | | |
| | list_name | name | label |
| | l | x | X |
| | l | y | Y |
"""
    found = imported(text)
    assert errors(found) == []
    assert found.instrument is not None
    assert found.instrument.items[0].kind is kind


def test_a_type_that_nobody_knows_is_told_with_the_one_that_was_meant() -> None:
    found = imported("| survey | | | |\n| | type | name | label |\n| | selct_one yn | a | A |\n| | integr | b | B |")
    assert [message for _, message in errors(found)] == [
        "there is no type `selct_one yn`; did you mean `select_one`?",
        "there is no type `integr`; did you mean `integer`?",
    ]


def test_every_problem_is_told_at_once_and_where_it_is() -> None:
    text = """
| survey |              |      |       |              |
|        | type         | name | label | relevant     |
|        | text         | a    | A     |              |
|        | select_one x | b    | B     |              |
|        | text         |      | C     |              |
|        | begin_group  | g    | G     |              |
|        | text         | d    | D     | ${nobody} =  |
|        | end_repeat   |      |       |              |
"""
    found = imported(text)
    assert found.instrument is not None
    assert sorted(where for where, _ in errors(found)) == [f"survey row {row}" for row in (3, 4, 5, 6, 7)]


def test_where_the_form_allows_it_a_value_may_stand_twice_and_counts_once() -> None:
    text = """
| survey   |              |      |       |
|          | type         | name | label |
|          | select_one l | a    | A     |
| choices  |              |      |       |
|          | list_name    | name | label |
|          | l            | x    | X     |
|          | l            | y    | Y     |
|          | l            | x    | Z     |
| settings |              |      |       |
|          | allow_choice_duplicates | form_title | |
|          | %s           | T    |       |
"""
    assert errors(imported(text % "no")) == [("choices row 4", "two choices have this value")]
    found = imported(text % "yes")
    assert found.usable
    assert found.instrument is not None
    assert [choice.label["und"] for choice in found.instrument.items[0].choices] == ["X", "Y"]
    assert lost(found) == ["survey row 2: choices whose value stands in the list before are left out"]


def test_nothing_is_left_out_in_silence() -> None:
    text = """
| survey   |          |      |       |         |            |          |
|          | type     | name | label | save_to | bind::orx:x | disabled |
|          | text     | a    | A     | prop    | y          |          |
|          | text     | b    | B     |         |            | yes      |
|          | geopoint | c    | C     |         |            |          |
|          |          |      |       |         | remark     |          |
| entities |          |      |       |         |            |          |
|          | list_name | label |     |         |            |          |
|          | trees    | ${a} |       |         |            |          |
| settings |          |      |       |         |            |          |
|          | form_title | public_key | instance_name | submission_url | style | |
|          | T        | abc  | ${a}  | http://a | theme-grid | |
"""
    found = imported(text)
    assert lost(found) == [
        "entities: the sheet `entities` has no meaning here and is left out",
        "survey row 1: the column `save_to` is not used here and is left out",
        "survey row 1: the column `bind::orx:x` is not used here and is left out",
        "settings row 2: the style `theme-grid` is not known here and is left out",
        "settings row 2: the setting `public_key` has no meaning here and is left out",
        "settings row 2: the setting `instance_name` has no meaning here and is left out",
        "settings row 2: the setting `submission_url` has no meaning here and is left out",
        "survey row 3: `b` is switched off and left out",
        "survey row 4: a place on the map is typed as text here",
        "survey row 5: the row has neither type nor name and is left out",
    ]
    assert found.instrument is not None
    assert [item.name for item in found.instrument.items] == ["a", "c"]


def test_our_own_columns_hold_what_an_answer_is_worth() -> None:
    text = """
| survey   |               |      |       |                |                |                |              |                |                |                     |                |
|          | type          | name | label | Medlytt Points | medlytt-weight | medlytt_counts | medlytt_part | medlytt_sector | medlytt_only_in | medlytt_when_hidden | medlytt_may_be |
|          | integer       | a    | A     | 3,5            | 2              | bonus          | quality      | care           | care, school   | unanswered          | not_offered not-tested |
|          | select_one l  | b    | B     |                |                | critical       | time         |                |                |                     |                |
| choices  |               |      |       |                |                |                |              |                |                |                     |                |
|          | list name     | name | label | medlytt_points | medlytt_guidance_en |           |              |                |                |                     |                |
|          | l             | x    | X     | 1              | When it is so  |                |              |                |                |                     |                |
|          | l             | y    | Y     | 0              |                |                |              |                |                |                     |                |
| settings |               |      |       |                |                |                |              |                |                |                     |                |
|          | form_title    | medlytt_title_nb | medlytt_intro_nb | medlytt_purpose | medlytt_anonymous | | | | | | |
|          | T             | Tittel | Les dette | role-play      | yes            |                |              |                |                |                     |                |
"""  # noqa: E501
    found = imported(text)
    assert (errors(found), found.lost) == ([], ())
    made = found.instrument
    assert made is not None
    a, b = made.items
    assert (a.points, a.weight, a.counts, a.part, a.sector) == (3.5, 2, Counts.BONUS, Part.QUALITY, "care")
    assert (a.only_in, a.when_hidden) == (("care", "school"), Outcome.UNANSWERED)
    assert a.may_be == (Outcome.NOT_OFFERED, Outcome.NOT_TESTED)
    assert (b.counts, b.part, b.max_points) == (Counts.CRITICAL, Part.TIME, 1)
    assert b.choices[0].guidance == {"en": "When it is so"}
    assert (made.title, made.intro) == ({"nb": "Tittel"}, {"nb": "Les dette"})
    assert (made.purpose, made.anonymous) == (Purpose.ROLE_PLAY, True)


def test_a_wrong_word_in_a_column_of_ours_is_told_with_the_right_ones() -> None:
    text = """
| survey   |         |      |       |                |                |                |
|          | type    | name | label | medlytt_points | medlytt_counts | medlytt_may_be |
|          | integer | a    | A     | much           | double         | nothing        |
| settings |         |      |       |                |                |                |
|          | medlytt_purpose | medlytt_anonymous | | |               |                |
|          | fun     | maybe |      |                |                |                |
"""
    messages = [message for _, message in errors(imported(text))]
    assert messages == [
        f"`fun` is not known here; it may be: {', '.join(Purpose)}",
        "`maybe` is neither yes nor no",
        "`much` is no number",
        "`double` is not known here; it may be: normal, bonus, critical",
        f"`nothing` is not known here; it may be: {', '.join(Outcome)}",
    ]


def test_without_points_a_form_is_a_survey() -> None:
    assert form("| survey | | | |\n| | type | name | label |\n| | text | a | A |").purpose is Purpose.SURVEY
    assert form(VISIT).purpose is Purpose.GRADING


def test_names_that_groups_share_are_told_apart_and_what_refers_to_them_follows() -> None:
    text = """
| survey |             |      |       |             |
|        | type        | name | label | relevant    |
|        | begin_group | home | Home  |             |
|        | text        | town | Town  |             |
|        | text        | zip  | Zip   | ${town} != '' |
|        | end_group   |      |       |             |
|        | begin_group | work | Work  |             |
|        | text        | town | Town  |             |
|        | text        | post | In ${town}? | ${ town } != '' |
|        | end_group   |      |       |             |
"""
    found = imported(text)
    assert found.instrument is not None
    items = named(found.instrument)
    assert list(items) == ["home", "town", "zip", "work", "work_town", "post"]
    assert items["zip"].relevant == "${town} != ''"
    assert items["post"].relevant == "${work_town} != ''"
    assert items["post"].label == {"und": "In ${work_town}?"}
    assert lost(found) == [
        "survey row 7: `town` is the name of another row (survey row 3): here it is called `work_town`"
    ]


def test_two_rows_of_one_name_in_one_group_are_an_error() -> None:
    found = imported("| survey | | | |\n| | type | name | label |\n| | text | a | A |\n| | text | a | B |")
    assert errors(found) == [
        ("survey row 3", "`a` is the name of another row in the same group (survey row 2): give this one its own")
    ]


def test_other_is_a_choice_and_a_question_of_its_own() -> None:
    text = """
| survey  |                             |      |             |             |
|         | type                        | name | label::nb   | label::en   |
|         | select_one fruit or_other   | best | Beste?      | Best?       |
|         | select_one fruit            | next | Neste?      | Next?       |
| choices |                             |      |             |             |
|         | list_name                   | name | label::nb   | label::en   |
|         | fruit                       | pear | Pære        | Pear        |
|         | fruit                       | plum | Plomme      | Plum        |
"""
    items = named(form(text))
    assert list(items) == ["best", "best_other", "next"]
    assert [choice.value for choice in items["best"].choices] == ["pear", "plum", "other"]
    assert items["best"].choices[-1].label == {"nb": "Annet", "en": "Other"}
    assert items["best_other"].relevant == "selected(${best}, 'other')"
    assert [choice.value for choice in items["next"].choices] == ["pear", "plum"]


CASCADE = """
| survey  |                                   |      |       |                  |
|         | type                              | name | label | choice_filter    |
|         | select_one county                 | c    | C     |                  |
|         | select_one_from_file towns.csv    | t    | T     | county = ${c}    |
|         | select_multiple_from_file map.geojson | m | M    |                  |
| choices |                                   |      |       |                  |
|         | list_name                         | name | label |                  |
|         | county                            | 03   | Oslo  |                  |
|         | county                            | 11   | Rogaland |               |
"""
TOWNS = "name,label,label::nb,county\nosl,Oslo,Oslo by,03\nstv,Stavanger,,11\n"
MAP = '{"type": "FeatureCollection", "features": [{"id": "f1", "properties": {"title": "Tree", "age": 3}}]}'


def test_choices_come_from_files_that_are_attached() -> None:
    found = imported(CASCADE, {"towns.csv": TOWNS.encode(), "map.geojson": MAP.encode()})
    assert errors(found) == []
    assert found.instrument is not None
    items = named(found.instrument)
    assert [(choice.value, choice.columns) for choice in items["t"].choices] == [
        ("osl", {"county": "03"}), ("stv", {"county": "11"})
    ]  # fmt: skip
    assert items["t"].choices[0].label == {"und": "Oslo", "nb": "Oslo by"}
    assert items["m"].choices[0].label == {"und": "Tree"}
    assert found.instrument.tables["towns"][1] == {"name": "stv", "label": "Stavanger", "county": "11"}
    assert not check(found.instrument, {"c": "03", "t": "osl"}).problems
    assert check(found.instrument, {"c": "11", "t": "osl"}).problems


def test_without_its_file_a_choice_is_typed_as_text_and_that_is_said() -> None:
    found = imported(CASCADE)
    assert found.usable
    assert found.instrument is not None
    assert named(found.instrument)["t"].kind is Kind.TEXT
    assert "attach `towns.csv`: its choices come from there; until then it is typed as text" in warnings(found)
    assert len(found.lost) == 2


def test_an_attached_file_is_bounded_too() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "c">]><root><item><name>&b;</name></item></root>'
    found = imported(CASCADE.replace("towns.csv", "towns.xml"), {"towns.xml": bomb, "map.geojson": b"[" * 100_000})
    assert [where for where, _ in errors(found)] == ["towns.xml", "map.geojson"]


def test_lists_from_the_sheet_external_choices_are_lists_like_others() -> None:
    text = """
| survey           |                            |      |       |               |
|                  | type                       | name | label | choice_filter |
|                  | select_one c               | a    | A     |               |
|                  | select_one_external c      | b    | B     | in = ${a}     |
| choices          |                            |      |       |               |
|                  | list_name                  | name | label |               |
|                  | c                          | x    | X     |               |
|                  | c                          | y    | Y     |               |
| external_choices |                            |      |       |               |
|                  | list_name                  | name | label | in            |
|                  | c                          | p    | P     | x             |
|                  | c                          | q    | Q     | y             |
"""
    items = named(form(text))
    assert [choice.value for choice in items["a"].choices] == ["x", "y"]
    assert [(choice.value, choice.columns) for choice in items["b"].choices] == [("p", {"in": "x"}), ("q", {"in": "y"})]


def test_what_is_not_supported_is_taken_off_its_item_which_stays() -> None:
    text = """
| survey |           |      |       |                    |                              |
|        | type      | name | label | default            | calculation                  |
|        | text      | a    | A     | ${last-saved#a}    |                              |
|        | calculate | b    |       |                    | pulldata('x', 'y', 'z', '1') |
|        | note      | c    | Was ${last-saved#a} | |                                    |
"""
    found = imported(text)
    assert found.usable
    assert lost(found) == [
        "survey row 2: `last-saved` is not supported: `a` has no default, it starts blank",
        "survey row 3: the list `x` is not attached: `b` has no calculation, it is not computed and stays blank",
        "survey row 4: what was answered last time cannot be shown",
    ]


def test_quotation_marks_of_text_programs_are_straight_in_expressions_and_kept_in_labels() -> None:
    row = "| | text | a | Say \u201chi\u201d | . != \u2018x\u2019 |"
    text = f"| survey | | | | |\n| | type | name | label | constraint |\n{row}"
    item = form(text).items[0]
    assert (item.label, item.constraint) == ({"und": "Say \u201chi\u201d"}, ". != 'x'")


def test_paths_follow_what_was_renamed() -> None:
    made = form("""
| survey |             |      |       |                                        |
|        | type        | name | label | relevant                               |
|        | begin_group | home | Home  |                                        |
|        | text        | town | Town  |                                        |
|        | end_group   |      |       |                                        |
|        | begin_group | work | Work  |                                        |
|        | text        | town | Town  | ../../home/town = '../town'            |
|        | text        | a    | A     | ../town = 'x' or /data/work/town = 'y' |
|        | text        | b    | B     | /data/home/town != current()/../town   |
|        | text        | c    | C     | ../elsewhere/town != 0.5               |
|        | end_group   |      |       |                                        |
""")
    items = named(made)
    assert items["work_town"].relevant == "../../home/town = '../town'"
    assert items["a"].relevant == "../work_town = 'x' or /data/work/work_town = 'y'"
    assert items["b"].relevant == "/data/home/town != current()/../work_town"
    assert items["c"].relevant == "../elsewhere/town != 0.5"


def test_a_question_with_nothing_to_read_that_is_computed_is_not_asked() -> None:
    rows = "| | integer | a | | 1 + 1 |\n| | integer | b | B | 1 |"
    made = form(f"| survey | | | | |\n| | type | name | label | calculation |\n{rows}")
    assert [item.kind for item in made.items] == [Kind.CALCULATE, Kind.INTEGER]


def test_a_group_that_depends_on_what_stands_in_it_is_always_asked() -> None:
    text = """
| survey |             |      |       |              |
|        | type        | name | label | relevant     |
|        | begin_group | g    | G     | ./a = 'user' |
|        | hidden      | a    |       |              |
|        | end_group   |      |       |              |
"""
    found = imported(text)
    assert found.usable
    assert lost(found) == [
        "survey row 2: what stands in the group cannot decide about it (`a`): `g` has no relevant, it is always asked"
    ]


def test_beside_a_name_the_column_value_is_one_of_the_form_s_own() -> None:
    text = """
| survey  |              |       |       |               |
|         | type         | name  | label | choice_filter |
|         | select_one l | a     | A     | value > 1     |
| choices |              |       |       |               |
|         | list_name    | value | name  | label         |
|         | l            | 1     | x     | X             |
|         | l            | 2     | y     | Y             |
"""
    found = imported(text)
    assert found.instrument is not None
    assert [(choice.value, choice.columns) for choice in found.instrument.items[0].choices] == [
        ("x", {"value": "1"}), ("y", {"value": "2"})
    ]  # fmt: skip
