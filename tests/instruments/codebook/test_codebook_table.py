"""A category scheme goes to a spreadsheet and comes back."""

import csv
import io

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments import bank
from instruments.codebook import Axis, Category, Codebook, category
from instruments.codebook_table import from_csv, to_csv
from instruments.fault import Severity
from tests.instruments.codebook.test_codebook import GOOD

MUNICIPAL = bank.codebook("municipal@1")
shown = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=40).map(str.strip)
texts = st.dictionaries(st.sampled_from(["nb", "sv", "en", "se"]), shown.filter(bool), max_size=3)
formulas = st.builds("{}{}{}".format, st.sampled_from(["", "'", "''", "' "]), st.sampled_from("=+-@"), shown)


@st.composite
def codebooks(draw: st.DrawFn) -> Codebook:
    codes = draw(st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True), min_size=2, max_size=4, unique=True))
    categories = tuple(
        Category(
            code=code,
            name={"en": f"{code} {draw(st.integers())}"},
            definition={**draw(texts), "nn": draw(formulas).strip()},
            belongs=draw(texts),
            does_not=draw(texts),
            instead=draw(st.sampled_from(["", *codes[:index]])),
        )
        for index, code in enumerate(codes)
    )
    return Codebook(
        id="mine", version=1, title={"en": "Mine"}, axes=(Axis(code="x", name={"en": "X"}, categories=categories),)
    )


@given(codebooks(), st.sampled_from(";,\t"))
@settings(max_examples=40)
def test_what_goes_out_comes_back(codebook: Codebook, delimiter: str) -> None:
    emptied = msgspec.structs.replace(codebook, axes=(msgspec.structs.replace(codebook.axes[0], categories=()),))
    found = from_csv(to_csv(codebook, delimiter=delimiter), emptied)
    assert found.codebook == codebook, found.faults


@given(codebooks())
@settings(max_examples=40)
def test_no_cell_is_one_that_a_spreadsheet_calculates(codebook: Codebook) -> None:
    cells = [
        cell for row in csv.reader(io.StringIO(to_csv(codebook).decode("utf-8-sig")), delimiter=";") for cell in row
    ]
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in cells)


pieces = st.sampled_from(["axis;code;name_nb\n", "sep=;\n", "area;roads;Vei\n", ";", '"', "\0", "'=1"]) | shown


@given(st.lists(pieces, max_size=8).map("".join), st.sampled_from(["utf-8", "utf-16"]), st.binary(max_size=9))
@settings(max_examples=60)
def test_any_file_is_read_or_told_why_not(text: str, encoding: str, rest: bytes) -> None:
    found = from_csv(text.encode(encoding) + rest, MUNICIPAL)
    assert found.codebook is not None or any(fault.severity is Severity.ERROR for fault in found.faults)


def test_a_row_is_a_category_and_a_column_a_text_in_a_language() -> None:
    head, first, *rest = to_csv(MUNICIPAL).decode("utf-8-sig").splitlines()
    assert head.startswith("axis;code;name_nb;name_nn;name_sv;name_en;definition_nb;")
    assert first.startswith("area;technical;Vann, avløp og avfall;Vatn, avløp og avfall;")
    assert len(rest) == 27


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_as_spreadsheets_save_it(encoding: str) -> None:
    text = to_csv(MUNICIPAL).decode("utf-8-sig")
    assert from_csv(f"sep=;\r\n{text}".encode(encoding), MUNICIPAL).codebook == MUNICIPAL
    assert from_csv(text.replace("\r\n", "\r").encode(encoding), MUNICIPAL).codebook == MUNICIPAL


def told(text: str) -> list[str]:
    found = from_csv(text.encode(), GOOD)
    errors = [fault for fault in found.faults if fault.severity is Severity.ERROR]
    assert (found.codebook is None) == bool(errors)
    return [f"{fault.where}: {fault.message}" for fault in errors]


ROWS = "axis,code,name_en\nreasons,slow,Slow\nreasons,cost,Cost\nreasons,none,None\ntone,good,Good\ntone,bad,Bad\n"


@pytest.mark.parametrize(
    ("good", "bad", "expected"),
    [
        ("tone,bad", "tune,bad", "row 6, axis: there is no axis `tune`; did you mean `tone`?"),
        ("tone,bad", "tone,Bad", "row 6, code: `Bad` must be small letters"),
        ("tone,bad,Bad", "tone,bad,", "row 6, name: is empty"),
        ("tone,bad,Bad", "tone,bad,GOOD", "row 6, name_en: `good` stands twice"),
        ("tone,bad,Bad", "\ntone,good,Bad", "row 7, code: `good` stands twice"),
        ("tone,bad,Bad", "tone,bad,Bad,worse", "row 6: has more cells than the head"),
        ("tone,bad,Bad\n", "", "file: `tone` has 1 categories"),
        ("reasons,none,None\n", "", "file: has no row for `none` of `reasons`"),
        ("axis", "axes", "row 1: lacks the column `axis`"),
        ("name_en", "name", "row 1: lacks the names"),
        ("name_en", "name_en,Name EN", "row 1: names the column `name_en` twice"),
        (ROWS, "", "row 1: lacks the column `axis`"),
        ("tone,bad,Bad", f"tone,bad,{'a' * 200_000}", "file: the file cannot be read as CSV"),
    ],
)
def test_what_cannot_be_used_is_told_by_row(good: str, bad: str, expected: str) -> None:
    assert good in ROWS
    assert told(ROWS.replace(good, bad, 1))[0].startswith(expected)


def test_columns_that_are_not_there_leave_the_words_as_they_are() -> None:
    rows = [line.split(";")[:3] for line in to_csv(MUNICIPAL).decode("utf-8-sig").splitlines()]
    rows[1][2] = "Vann og søppel"
    found = from_csv("\n".join(map(";".join, rows)).encode(), MUNICIPAL).codebook
    assert found is not None
    new, old = category(found, "area", "technical"), category(MUNICIPAL, "area", "technical")
    assert new is not None and old is not None
    assert new.name == {**old.name, "nb": "Vann og søppel"}
    assert (new.definition, new.instead) == (old.definition, old.instead)
    assert found.axes[1] == MUNICIPAL.axes[1]


def test_a_column_that_is_not_read_is_told() -> None:
    found = from_csv(ROWS.replace("name_en", "name_en,nam_nb", 1).encode(), GOOD)
    assert found.codebook is not None
    assert found.faults[0].message == "the column `nam_nb` is not read; did you mean `name_nb`?"
