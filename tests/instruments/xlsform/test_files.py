"""Files as they come: several formats that say the same, and none that brings the reader down."""

import io
import random
import time
import tracemalloc
import zipfile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments.fault import Severity
from instruments.imported import Imported
from instruments.xlsform.read import read
from tests.instruments.xlsform.old_excel import workbook as xls

SHEETS = {
    "survey": [["type", "name", "label"], ["integer", "age", "Your age"], ["select_one yn", "ok", "OK?"]],
    "choices": [["list_name", "name", "label"], ["yn", 1, "Yes"], ["yn", 2, "No"]],
    "settings": [["form_title"], ["Test"]],
}


def xlsx(sheets: dict[str, list[list[object]]], **formulas: tuple[str, object]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        for where, (formula, outcome) in formulas.items():
            workbook.get_worksheet_by_name("survey").write_formula(where, formula, None, outcome)
    return file.getvalue()


MARKDOWN = "\n".join(
    line
    for name, rows in SHEETS.items()
    for line in [f"| {name} |", *(f"| | {' | '.join(map(str, row))} |" for row in rows)]
)
CSV = "\n".join(
    line for name, rows in SHEETS.items() for line in [name, *(f",{','.join(map(str, row))}" for row in rows)]
)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (xlsx(SHEETS), "form.xlsx"),
        (xls(SHEETS), "form.xls"),
        (xls(SHEETS), "form.xlsx"),
        (MARKDOWN.encode(), "form.md"),
        (CSV.encode(), "form.csv"),
        (CSV.replace(",", ";").encode("utf-16"), "form.csv"),
    ],
)
def test_all_formats_say_the_same(data: bytes, name: str) -> None:
    found = read(data, name)
    assert (found.problems, found.lost) == ((), ())
    assert found.instrument is not None
    assert [(item.name, item.kind) for item in found.instrument.items] == [("age", "integer"), ("ok", "select_one")]
    assert [choice.value for choice in found.instrument.items[1].choices] == ["1", "2"]
    assert found.instrument.title == {"und": "Test"}


def test_a_fault_in_a_workbook_has_the_letter_and_number_of_its_cell() -> None:
    sheets = SHEETS | {"survey": [["type", "name", "label", "relevant"], ["text", "a", "A", "1 +* 2"], ["x", "b", "B"]]}
    for data, name in ((xlsx(sheets), "a.xlsx"), (xls(sheets), "a.xls")):
        assert {fault.where for fault in read(data, name).problems} == {"survey!D2", "survey!A3"}


def test_a_formula_without_an_outcome_is_refused_and_one_with_it_is_a_warning() -> None:
    def severities(formula: str, outcome: object) -> list[tuple[str, Severity]]:
        found = read(xlsx(SHEETS, C2=(formula, outcome)), "a.xlsx")
        return [(fault.where, fault.severity) for fault in found.problems if "formula" in fault.message]

    assert severities("=A1&B1", 0) == [("survey!C2", Severity.ERROR)]
    assert severities("=A1&B1", "typename") == [("survey!C2", Severity.WARNING)]
    assert severities('=HYPERLINK("http://a.b","x")', "x") == [("survey!C2", Severity.ERROR)]
    assert severities("=cmd|' /C calc'!A0", "x") == [("survey!C2", Severity.ERROR)]
    assert severities("=[1]Sheet1!A1", "x") == [("survey!C2", Severity.ERROR)]
    assert severities("=A1&B1", "#REF!") == [("survey!C2", Severity.ERROR)]


def test_sheets_that_are_no_part_of_a_form_are_named() -> None:
    found = read(xlsx({**SHEETS, "Remarks": [["x"]]}), "a.xlsx")
    assert [line.where for line in found.lost] == ["Remarks"]


def test_the_only_sheet_is_the_survey_whatever_it_is_called() -> None:
    found = read(xlsx({"Sheet1": SHEETS["survey"][:2]}), "a.xlsx")
    assert found.usable


def test_a_table_that_names_no_sheet_is_the_survey() -> None:
    table = "| type | name | label |\n|---|---|---|\n| text | a | A |"
    for text, name in (("type,name,label\ntext,a,A\n", "a.csv"), (table, "a.md")):
        found = read(text.encode(), name)
        assert found.usable
        assert found.instrument is not None
        assert [item.name for item in found.instrument.items] == ["a"]


def test_without_a_survey_there_is_one_sentence() -> None:
    found = read(xlsx({"questions": [["type"]], "choices": [["name"]]}), "a.xlsx")
    assert found.instrument is None
    assert "no sheet `survey`" in found.problems[0].message


def test_a_cell_too_long_for_any_workbook_is_refused_in_text_files_too() -> None:
    found = read(f"| survey | | | |\n| | type | name | label |\n| | text | a | {'x' * 40_000} |".encode(), "a.md")
    assert (found.instrument, found.problems[0].where) == (None, "survey row 2")


def held(data: bytes, name: str) -> Imported:
    """Read within five seconds of work (more while it is traced) and two hundred megabytes."""
    tracemalloc.start()
    start = time.process_time()
    try:
        return read(data, name)
    finally:
        taken, peak = time.process_time() - start, tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert taken < 15  # tracing alone costs a factor of three
        assert peak < 200 * 2**20


def test_a_very_long_form_is_read_or_refused_in_bounds() -> None:
    rows = [["type", "name", "label", "relevant"]]
    rows += [["text", f"q{number}", "Why?", f"${{q{number - 1}}} != ''" if number else ""] for number in range(600)]
    found = held(xlsx({"survey": rows}), "a.xlsx")
    assert found.usable


def test_deep_and_endless_groups_are_refused_and_not_a_crash() -> None:
    rows = "".join(f"| | begin_group | g{number} | G |\n" for number in range(3_000))
    found = held(f"| survey | | | |\n| | type | name | label |\n{rows}".encode(), "a.md")
    assert any("deep" in fault.message for fault in found.problems)


def test_a_zip_without_the_parts_of_a_workbook_is_damaged() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/strange.xml", "<a/>")
    assert "damaged" in read(file.getvalue(), "a.xlsx").problems[0].message


@pytest.mark.parametrize(("whole", "name"), [(xlsx(SHEETS), "a.xlsx"), (xls(SHEETS), "a.xls")])
def test_a_workbook_damaged_anywhere_never_brings_the_reader_down(whole: bytes, name: str) -> None:
    dice = random.Random(7)
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(dice.randint(1, 8)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        found = read(bytes(data[: dice.randint(len(data) // 2, len(data))] if dice.random() < 0.3 else data), name)
        assert found.instrument is not None or found.problems


CELL = st.sampled_from(
    ["", "type", "name", "label", "select_one x", "begin_group", "end_group", "begin_repeat", "end_repeat", "x", "a b",
     "${x}", "${", "1 +", "begin_kobomatrix", "score__row", "label::en", "label::", "::", "list_name", "other",
     "select_one x or_other", "begin loop over x", "\\|", "=1", "rank x", "select_one_from_file a.csv", "calculate"]
)  # fmt: skip


@given(st.lists(st.lists(CELL, min_size=1, max_size=5), max_size=12), st.lists(st.lists(CELL, max_size=4), max_size=5))
@settings(max_examples=150, deadline=None)
def test_no_table_brings_the_reader_down(survey: list[list[str]], choices: list[list[str]]) -> None:
    head = ["type", "name", "label", "relevant", "kobo--matrix_list"]
    lines = ["| survey |", *(f"| | {' | '.join(row)} |" for row in [head, *survey])]
    lines += ["| choices |", *(f"| | {' | '.join(row)} |" for row in [["list_name", "name", "label"], *choices])]
    found = read("\n".join(lines).encode(), "a.md")
    assert found.instrument is not None


@given(st.binary(max_size=300), st.sampled_from(["a.xlsx", "a.xls", "a.md", "a.csv", "a.txt", "a"]))
@settings(max_examples=100, deadline=None)
def test_no_bytes_bring_the_reader_down(data: bytes, name: str) -> None:
    found = read(data, name)
    assert found.instrument is not None or found.problems


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"survey\n" * 1_400_000, "a.csv"),
        (b"\n" * 9_000_000 + b"survey", "a.csv"),
        (b"| survey |\n" + b"|a|\n" * 2_000_000, "a.md"),
        (b"| survey |\n" + b"|" * 9_000_000 + b"\n", "a.md"),
        (b"| survey |\n" + b"| | x |\n" * 30_000, "a.md"),
    ],
    ids=["csv of names", "csv of line breaks", "md of rows", "md of one row", "md of too many questions"],
)
def test_text_files_of_nothing_much_fill_no_memory(data: bytes, name: str) -> None:
    assert held(data, name).instrument is None


FORM = b"| survey | | | |\n| | type | name | label |\n| | select_one_from_file %s | a | A |\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b"\n" * 9_000_000),
        ("a.csv", b"name\n" + b"x\n" * 30_000),
        ("a.xml", b"<root>" + b"<item/>" * 1_000_000 + b"</root>"),
        ("a.xml", b"<a>" * 100_000),
        ("a.geojson", b'{"features":[' + b"{}," * 2_000_000 + b"{}]}"),
    ],
)
def test_attached_files_of_nothing_much_fill_no_memory(name: str, data: bytes) -> None:
    tracemalloc.start()
    try:
        found = read(FORM % name.encode(), "form.md", attachments={name: data})
        assert tracemalloc.get_traced_memory()[1] < 200 * 2**20
    finally:
        tracemalloc.stop()
    assert any(fault.where == name and fault.severity is Severity.ERROR for fault in found.problems)


@pytest.mark.parametrize("link", range(2, 20))
def test_an_old_workbook_that_leads_round_in_a_circle_is_damaged(link: int) -> None:
    data = bytearray(xls({**SHEETS, "notes": [["x" * 200]] * 40}))
    at = 512 + 4 * link  # in the table that says which sector comes after this one
    data[at : at + 4] = (2).to_bytes(4, "little")
    found = held(bytes(data), "a.xls")
    assert found.instrument is not None or "damaged" in found.problems[0].message


def test_a_name_in_the_archive_that_is_no_text_is_damage() -> None:
    data = xlsx(SHEETS)
    at = data.index(b"xl/worksheets/sheet1.xml")
    flagged = bytearray(data)
    flagged[at + 4] = 0xD6
    flagged[at - 24 : at - 22] = (0x800).to_bytes(2, "little")
    assert "damaged" in read(bytes(flagged), "a.xlsx").problems[0].message
