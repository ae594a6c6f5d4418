"""Hostile and mistaken files are refused with a sentence, before anything parses them."""

import io
import random
import time
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from instruments.bounded.cell import letters, position
from instruments.bounded.file import LARGEST, passed, text_of
from instruments.bounded.kind import FileKind
from instruments.bounded.refused import Refused


def book(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        fill(workbook)
    return file.getvalue()


def form(sheet: str = "survey", **cells: str) -> bytes:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        page = workbook.add_worksheet(sheet)
        workbook.add_worksheet("notes")
        page.write_row(0, 0, ["type", "name", "label"])
        for where, value in cells.items():
            page.write(where, value)

    return book(fill)


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one part put in place of what it had."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member.filename, old.read(member))
        new.writestr(name, content)
    return file.getvalue()


def refusal(data: bytes, name: str = "form.xlsx") -> tuple[str, str]:
    start = time.process_time()
    with pytest.raises(Refused) as caught:
        passed(data, name)
    assert time.process_time() - start < 5
    return caught.value.fault.where, caught.value.fault.message


SHEET = "xl/worksheets/sheet1.xml"
MAIN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


def test_an_ordinary_workbook_passes_and_names_its_sheets() -> None:
    found = passed(form(A2="text", B2="a"), "form.xlsx")
    assert (found.kind, found.sheets, found.formulas, found.macros) == (FileKind.XLSX, ("survey", "notes"), (), False)


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "form.xlsx", "empty"),
        (b" \r\n ", "form.md", "empty"),
        (b"x" * (LARGEST + 1), "form.csv", "at most 10 MB"),
        (b"<html><body><table>", "form.xls", "web page"),
        (b"PK\x05\x06" + b"\0" * 18, "form.xlsx", "archive"),
        (b"PK\x03\x04 xl/ broken", "form.xlsx", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "form.xlsx", "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "form.xls", "damaged"),
        (b"%PDF-1.7", "form.xlsx", "PDF"),
        (b"survey", "form.xlsx", "no workbook"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>', "form.lss", "entities"),
        (b'<?xml version="1.0"?><h:html xmlns="http://www.w3.org/2002/xforms"/>', "form.xml", "XForm"),
        (b"\0\1\2", "form.md", "not a form"),
    ],
)
def test_what_is_no_form_is_refused_with_a_sentence(data: bytes, name: str, says: str) -> None:
    assert says in refusal(data, name)[1]


def test_a_bomb_is_refused_by_what_it_unpacks_to_and_by_what_it_claims() -> None:
    assert "unpacks" in refusal(with_part(form(), "xl/media/a.bin", bytes(101 * 2**20)))[1]
    assert "unpacks" in refusal(with_part(form(), "xl/media/a.bin", bytes(20 * 2**20)))[1]


def test_entities_are_refused_wherever_they_are_declared() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + MAIN % b""
    for part in (SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "docProps/app.xml"):
        assert "entities" in refusal(with_part(form(), part, bomb))[1]
    assert "entities" in refusal(b"<LimeSurveyDocType/>".join([b"<!DOCTYPE a []>", b""]), "form.lss")[1]


def test_a_cell_of_a_megabyte_is_refused_with_its_place() -> None:
    for kind in (b'<is><t>%s</t></is>', b"<v>%s</v>"):
        cell = b'<row r="12"><c r="E12" t="inlineStr">' + kind % (b"x" * 2**20) + b"</c></row>"
        where, message = refusal(with_part(form(), SHEET, MAIN % cell))
        assert where == "survey!E12"
        assert "1,048,576 characters" in message


def test_a_long_shared_text_is_told_at_the_cell_that_uses_it() -> None:
    shared = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>'
    data = with_part(form(), "xl/sharedStrings.xml", shared % (b"y" * 40_000))
    cell = b'<row r="2"><c r="B2" t="s"><v>0</v></c></row>'
    assert refusal(with_part(data, SHEET, MAIN % cell))[0] == "survey!B2"


@pytest.mark.parametrize("reference", ["A1048576", "XFD2"])
def test_a_lonely_cell_far_away_is_refused_before_a_table_is_made_for_it(reference: str) -> None:
    cell = b'<row r="2"><c r="%s"><v>1</v></c></row>' % reference.encode()
    assert refusal(with_part(form(), SHEET, MAIN % cell))[0] == f"survey!{reference}"


def test_rows_that_are_only_painted_do_not_count() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (row, row) for row in range(1, 60_000))
    assert passed(with_part(form(), SHEET, MAIN % rows), "form.xlsx").kind is FileKind.XLSX


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_millions_of_empty_elements_are_refused_before_they_cost_much(part: str) -> None:
    noise = random.Random(3).randbytes(900_000).hex().encode()  # so that it is packed like an ordinary file
    content = b"<a>" + b"<c/>" * 12_000_000 + b"<!--" + noise + b"--></a>"
    refusal(with_part(form(), part, content))


def test_macros_are_seen() -> None:
    assert passed(with_part(form(), "xl/vbaProject.bin", b"Sub Main()"), "form.xlsm").macros


def test_too_many_cells_are_refused_and_the_reading_stops_there() -> None:
    row = b'<row r="%d">' + b"<c><v>1</v></c>" * 60 + b"</row>"
    data = with_part(form(), SHEET, MAIN % b"".join(row % number for number in range(1, 20_000)))
    assert "more than a form can need" in refusal(data)[1]


def test_a_formula_is_found_with_its_place_and_whether_its_outcome_is_known() -> None:
    cells = b'<row r="3"><c r="C3" t="str"><f>A1&amp;B1</f><v>typename</v></c><c r="D3"><f>NOW()</f></c></row>'
    found = passed(with_part(form(), SHEET, MAIN % cells), "form.xlsx").formulas
    assert [(formula.where, formula.known) for formula in found] == [("survey!C3", True), ("survey!D3", False)]


def test_sheets_that_are_not_read_may_hold_anything() -> None:
    cells = b'<row r="3"><c r="C1048576"><f>NOW()</f></c></row>'
    found = passed(with_part(form(), "xl/worksheets/sheet2.xml", MAIN % cells), "form.xlsx")
    assert found.formulas == ()


@pytest.mark.parametrize("content", [b"<worksheet", b'<worksheet><row r="x"/></worksheet>', b"<a>" * 300])
def test_a_damaged_sheet_is_refused(content: bytes) -> None:
    refusal(with_part(form(), SHEET, content))


def test_columns_are_lettered_as_excel_does() -> None:
    assert [letters(number) for number in (1, 26, 27, 702, 703, 16_384)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert all(position(f"{letters(number)}7") == (7, number) for number in range(1, 2_000))


def test_text_comes_in_the_encodings_that_people_save_in() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert text_of("Når?".encode(encoding)) == "Når?"
