"""Unit tables as people send them: read whatever the encoding, refused with a place and advice where they are wrong."""

import codecs
import io
import time
import zipfile
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from survey import shipped
from survey.problems import Invalid, TooLarge
from survey.register import changes, columns, entries, opening
from survey.register.changes import Known
from survey.register.entries import Entries
from survey.tables import cells, sheet
from survey.unit import Unit

TABLE = "Kommunenummer;Navn;Folketall;E-post\n1101;Sørreisa;3 412;post@sorreisa.kommune.no\n0301;Åmot;717710;\n"


def read(data: bytes, country: str = "NO") -> Entries:
    return entries.read(sheet.read(data), country=country)


def told(found: Entries) -> list[str]:
    return [repr(fault) for fault in found.faults]


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode(),
        codecs.BOM_UTF8 + TABLE.encode(),
        TABLE.encode("latin-1"),
        TABLE.encode("utf-16"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        TABLE.replace("\n", "\r\n").encode("cp1252"),
        TABLE.replace("\n", "\r").encode(),
        TABLE.replace(";", ",").encode(),
        TABLE.replace(";", "\t").encode(),
        ("sep=;\n" + TABLE).encode(),
    ],
)
def test_a_table_is_read_in_every_encoding_and_with_every_delimiter(data: bytes) -> None:
    found = read(data)
    assert not found.faults
    assert [(one.code, one.name, one.population, one.email) for one in found.rows] == [
        ("1101", "Sørreisa", 3412, "post@sorreisa.kommune.no"),
        ("0301", "Åmot", 717710, None),
    ]


def workbook(rows: list[list[Any]]) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        book.add_worksheet("Om")
        page = book.add_worksheet("Kommuner")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return data.getvalue()


def test_a_workbook_is_read_and_numbers_keep_their_zeros() -> None:
    rows = [["Kommunenr.", "Kommune", "Innbyggere", "Telefon"], [301, "Oslo", 717710, "21 80 21 80"], ["", "", "", ""]]
    found = read(workbook(rows))
    assert [(one.code, one.population, one.phone) for one in found.rows] == [("0301", 717710, "+47 21 80 21 80")]


@pytest.mark.parametrize(
    "headings", ["kommunkod,kommunnamn,län,invånare,e-postadress,växel", "Kommun-kod,Kommun,Län,Folkmängd,Mejl,Telefon"]
)
def test_swedish_tables_are_understood(headings: str) -> None:
    text = headings + "\n114,Upplands Väsby,Stockholms län,50 321,info@upplandsvasby.se,08-590 970 00\n"
    (one,) = read(text.encode(), country="SE").rows
    assert (one.code, one.county, one.population, one.phone) == ("0114", "Stockholms län", 50321, "+46 8 590 970 00")


def test_every_fault_has_its_row_its_column_and_what_to_do() -> None:
    text = (
        "number,name,population,lat,email,valid_from,valid_to,successor\n"
        ",Nowhere,1,,,,,\n"
        "1,One,many,,,,,\n"
        "2,Two,2,99,,,,\n"
        "3,Three,3,,post(at)three.no,,,\n"
        "4,Four,4,,,2026-01-01,2025-01-01,\n"
        "5,Five,5,,,,,6\n"
        "7,Seven,7,,,,,\n"
        "7,Seven again,7,,,,,\n"
        "Ab$,X,,,,,,\n"
    )
    assert told(read(text.encode())) == [
        "row 2: The unit's number is missing: fill it in or remove the row",
        "row 3, population: many: This has to be a whole number, such as 12345",
        "row 4, lat: 99: Latitude is at most 90 degrees and longitude at most 180: are the two columns swapped?",
        "row 5, email: post(at)three.no: This has to be one e-mail address, such as post@example.no",
        "row 6: The unit ends before it begins: check the two dates",
        "row 7: A unit with a successor needs the date on which it ended: fill in valid to",
        "row 9: Number 0007 also stands in row 8: keep one of them",
        "row 10, number: Ab$: The number has to be 1 to 20 letters or digits",
    ]


def test_a_table_without_the_number_says_which_column_it_may_be() -> None:
    assert told(read(b"Kommunenumer,Navn\n1,A\n"))[0].startswith("column Kommunenumer: No column is called number")
    assert told(read(b"a,b\n1,A\n")) == [
        "row 1: No column holds the unit's number: call it number, kommunenummer or kommunkod"
    ]
    assert "Two columns mean the same" in told(read(b"number,kommunenr\n1,1\n"))[0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\n\n;;;\n", "empty"),
        (b'number,name\n1,"open\n2,B\n', "quotation mark"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel file"),
        (b"PK\x03\x04 not really", "damaged"),
        (b"number," + b"x," * 200 + b"\n1\n", "columns"),
        (b"number\n" + b"1\n" * (sheet.MOST_ROWS + 5), "rows"),
        (b"number,name\n1," + b"x" * 5000, "longer than"),
    ],
)
def test_what_is_no_table_is_refused_with_advice(data: bytes, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        sheet.read(data)
    assert words in repr(refused.value.faults[0])


def test_a_file_that_is_too_large_is_not_even_looked_at() -> None:
    with pytest.raises(TooLarge):
        sheet.read(b"x" * (sheet.LARGEST + 1))


def archive(members: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return data.getvalue()


def with_sheet(xml: bytes) -> bytes:
    """A real workbook whose last sheet is this one."""
    with zipfile.ZipFile(io.BytesIO(workbook([["number"], [1]]))) as real:
        members = {name: real.read(name) for name in real.namelist()}
    return archive({**members, "xl/worksheets/sheet2.xml": xml})


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
BOMBS = {
    "unpacks to gigabytes": archive({"xl/a.xml": b" " * (60 * 2**20)}),
    "far corner": with_sheet(SHEET % b'<row><c r="A1"><v>1</v></c></row><row><c r="XFD1048576"><v>1</v></c></row>'),
    "long rows": with_sheet(SHEET % (b"<row>" + b"<c><v>1</v></c>" * 5000 + b"</row>")),
    "entities": with_sheet(b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'),
    "not closed": with_sheet(b"<worksheet><sheetData>"),
    "bad reference": with_sheet(SHEET % b'<row r="x"><c r="9"><v>1</v></c></row>'),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_before_the_parser_sees_them(name: str) -> None:
    began = time.process_time()
    with pytest.raises(Invalid):
        sheet.read(BOMBS[name])
    assert time.process_time() - began < 3


def test_a_member_that_lies_about_its_size_is_refused() -> None:
    honest = archive({"xl/a.xml": b"<a>" + b" " * 200_000 + b"</a>"})
    size = (200_007).to_bytes(4, "little")
    assert honest.count(size) == 2
    with pytest.raises(Invalid):
        sheet.read(honest.replace(size, (100).to_bytes(4, "little")))


def test_a_formatted_but_empty_last_row_does_no_harm() -> None:
    xml = SHEET % (
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>number</t></is></c></row>'
        b'<row r="2"><c r="A2"><v>1101</v></c></row><row r="1048576" ht="15"><c r="XFD1048576" s="1"/></row>'
    )
    assert [one.code for one in read(with_sheet(xml)).rows] == ["1101"]


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_bytes_of_any_kind_are_read_or_refused_and_never_crash(data: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"number;name\n", codecs.BOM_UTF16_LE):
        try:
            entries.read(sheet.read(start + data))
        except Invalid as fault:
            assert fault.faults


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("08:00-15:30", "mon-fri 08:00-15:30"),
        ("man-tor 8-15:30, fre 8-15", "mon-thu 08:00-15:30, fri 08:00-15:00"),
        ("Måndag–fredag kl. 08.00 – 16.30", "mon-fri 08:00-16:30"),
        ("tir 10-14; lør 10 til 14", "tue 10:00-14:00, sat 10:00-14:00"),
    ],
)
def test_opening_hours_are_read_as_people_write_them(text: str, written: str) -> None:
    assert opening.written(opening.week(text)) == written
    assert opening.week(written) == opening.week(text)


@pytest.mark.parametrize("text", ["hele dagen", "15-08", "25-26", "xyz 8-15", "fre-man 8-15"])
def test_opening_hours_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(opening.BadHours):
        opening.week(text)


def test_the_shipped_municipalities_are_a_table_without_faults() -> None:
    found = read(shipped.municipalities())
    assert len(found.rows) == 357 and not found.faults
    assert {one.written_form for one in found.rows} == {"nb", "nn"}
    assert all(one.website and one.website.startswith("https://") for one in found.rows)


LARVIK = Known(unit=Unit(id=1, code="3909", name="Larvik", population=48000), email="post@larvik.no")


def compare(text: str, *, busy: frozenset[int] = frozenset(), known: tuple[Known, ...] = (LARVIK,)) -> changes.Preview:
    return changes.compare(read(text.encode()), known, busy=busy)


def test_a_preview_tells_new_changed_unchanged_and_absent_units() -> None:
    found = compare("number,name,population,email\n3909,Larvik,48500,\n1101,Eigersund,15000,\n")
    assert [one.name for one in found.new] == ["Eigersund"]
    assert [(field.name, field.old, field.new) for field in found.changed[0].fields] == [("population", 48000, 48500)]
    same = compare("number,name\n3909,Larvik\n")
    assert same.unchanged == 1 and same.does_nothing
    assert compare("number,name\n1101,Eigersund\n").absent == ("Larvik",)
    assert found.digest != same.digest == compare("number,name\n3909,Larvik\n").digest


def test_an_empty_cell_leaves_what_is_known() -> None:
    assert compare("number,name,email\n3909,,\n").does_nothing


def test_a_merger_needs_a_successor_that_exists_and_no_work_under_way() -> None:
    merger = "number,name,valid to,successor\n3909,Larvik,31.12.2026,4000\n"
    assert "There is no unit with number 4000" in repr(compare(merger).faults[0])
    known = (LARVIK, Known(unit=Unit(id=2, code="4000", name="Store Larvik")))
    found = compare(merger, known=known)
    assert {(field.name, field.new) for field in found.changed[0].fields} == {
        ("valid_to", date(2026, 12, 31)),
        ("successor", "4000"),
    }
    assert "under way" in repr(compare(merger, known=known, busy=frozenset({1})).faults[0])


def test_a_new_unit_needs_a_name() -> None:
    assert "has no name" in repr(compare("number\n1101\n").faults[0])


def test_short_numbers_stay_as_they_are_dialled() -> None:
    assert cells.phone("02180", "NO") == "02180"
    assert cells.phone("0047 33171000", "NO") == "+47 33 17 10 00"


@pytest.mark.parametrize(
    "text", ["påmelding@x.no", "a@b", "a@b@c.no", "a b@c.no", ".a@c.no", "a@c..no", "a@c.no, b@c.no"]
)
def test_an_address_is_one_that_mail_reaches(text: str) -> None:
    with pytest.raises(cells.BadCell):
        cells.email(text)


@pytest.mark.parametrize("text", ["A/B", "..", ".", "-", "3909/cases"])
def test_a_number_can_stand_in_the_address_of_a_page(text: str) -> None:
    with pytest.raises(cells.BadCell):
        cells.code(text, "NO")
    assert cells.code("no-3909.1", "NO") == "NO-3909.1"


@pytest.mark.parametrize("text", ["javascript:alert(1)", "localhost", "http://user@evil.no", "two words.no"])
def test_a_website_is_a_web_address(text: str) -> None:
    with pytest.raises(cells.BadCell):
        columns.website(text)
