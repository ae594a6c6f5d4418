"""What pyreadstat, which SPSS users' tools stand on, finds in our files."""

from datetime import date
from pathlib import Path
from typing import Any

import pyreadstat
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.opendata import spss
from survey.opendata.table import Row
from tests.opendata.stage import of_rows

ROWS: list[Row] = [
    (1, "answered", 2.5, "Blåbær", True, date(2026, 3, 2), 1),
    (2, "not_tested", None, "", False, None, None),
    (3, "answered", None, "x" * 700, None, date(1999, 12, 31), 3),
    (1_000_000, "answered", -3.25, "=1+1", True, date(2026, 3, 2), 2),
]


def read(rows: list[Row], folder: Path, **options: Any) -> tuple[dict[str, list[Any]], Any]:
    release, path = of_rows(rows), folder / "rows.sav"
    spss.write(release, release.tables[0], path)
    return pyreadstat.read_sav(path, output_format="dict", **options)  # type: ignore[no-any-return]


def test_values_come_back_as_they_were(tmp_path: Path) -> None:
    found, _ = read(ROWS, tmp_path)
    assert found["number"] == [1, 2, 3, 1_000_000]
    assert found["points"] == [2.5, None, None, -3.25]
    assert found["words"] == [row[3] for row in ROWS]
    assert found["day"] == [row[5] for row in ROWS]
    assert found["yes"] == [1, 0, None, 1]


def test_labels_measures_and_reasons_for_missing_values_come_along(tmp_path: Path) -> None:
    found, about = read(ROWS, tmp_path, user_missing=True)
    assert found["points"] == [2.5, -91, None, -3.25]
    assert about.column_names_to_labels["points"] == "Poeng"
    assert about.variable_value_labels["points"] == {-91: "Ikke testet"}
    assert about.variable_value_labels["why"] == {"answered": "Besvart", "not_tested": "Ikke testet"}
    assert about.variable_value_labels["yes"] == {1: "Ja", 0: "Nei"}
    assert about.missing_ranges["points"] == [{"lo": -99, "hi": -91}]
    assert about.variable_measure["why"] == "nominal"
    assert about.variable_measure["step"] == "ordinal"
    assert about.variable_measure["points"] == "scale"
    assert about.number_rows == 4


def test_a_choice_that_nobody_made_keeps_its_label(tmp_path: Path) -> None:
    _, about = read(ROWS[:1], tmp_path)
    assert about.variable_value_labels["why"] == {"answered": "Besvart", "not_tested": "Ikke testet"}


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=300).map(str.rstrip)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False, min_value=-1e300, max_value=1e300)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(NUMBERS | st.none(), TEXTS), max_size=30))
def test_any_text_and_number_survives(tmp_path_factory: Any, cells: list[tuple[float | None, str]]) -> None:
    rows: list[Row] = [
        (number, "answered", points, text, None, None, None) for number, (points, text) in enumerate(cells)
    ]
    found, _ = read(rows, tmp_path_factory.getbasetemp(), user_missing=True)
    assert found.get("words", []) == [text.rstrip() for _, text in cells]
    assert found.get("points", []) == [points for points, _ in cells]
