"""A workbook that calculates: numbers are numbers, sums follow from cells, and no text becomes a formula."""

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.printing import workbook
from survey.printing.book import Book, Cell, Column, Fact, Grid, Kind, Leaf

# openpyxl knows no newer data bars
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LOSSES: tuple[tuple[Cell, ...], ...] = (("=1+1", 4.25, 0.85), ("+47 33 17 10 00", 1.0, 0.2), ("@SUM(A1)", -0.25, -0.05))


def book(rows: tuple[tuple[Cell, ...], ...] = LOSSES, unit: str = "=1+1") -> Book:
    summary = Leaf(
        name="Sammendrag",
        heading=f"Forbedringsrapport for {unit}",
        notes=("Testen måler informasjon og service.",),
        facts=(
            Fact(key="total", label="Poeng", value=62.0, kind=Kind.SCORE),
            Fact(key="best", label="Beste tredel", value=67.0, kind=Kind.SCORE),
            Fact(key="distance", label="Avstand", value=5.0, kind=Kind.POINTS, formula="SUM({distance_table.points})"),
            Fact(key="day", label="Målt", value=date(2026, 3, 1), kind=Kind.DAY),
        ),
    )
    columns = (
        Column(key="cause", heading="Årsak"),
        Column(key="points", heading="Poeng", kind=Kind.POINTS, sum=True, bars=True),
        Column(key="share", heading="poeng", kind=Kind.SHARE, formula="IF({distance}=0,0,{points}/{distance})"),
    )
    grid = Grid(key="distance_table", columns=columns, rows=rows, total="Sum")
    return Book(
        title=f"Rapport {unit}",
        footer="A & B",
        leaves=(summary, Leaf(name="Avstand: [alt]", heading="Avstand", grid=grid)),
    )


def opened(made: bytes, *, values: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(made), data_only=values)


def test_numbers_are_numbers_and_days_are_days() -> None:
    sheet = opened(workbook.made(book(), now=NOW))["Sammendrag"]
    assert [cell.value for cell in sheet["B"] if cell.value is not None][:2] == [62, 67]
    assert sheet["B7"].value == datetime(2026, 3, 1)
    assert sheet["B4"].number_format == "0.0"


def test_what_somebody_wrote_never_calculates() -> None:
    file = opened(workbook.made(book(), now=NOW))
    causes = [row[0] for row in file["Avstand alt"].iter_rows(min_row=4, max_row=6)]
    assert [(cell.value, cell.data_type) for cell in causes] == [(row[0], "s") for row in LOSSES]
    assert file["Sammendrag"]["A1"].data_type == "s"


def test_sums_follow_from_the_cells_and_are_there_for_readers_that_do_not_calculate() -> None:
    made = workbook.made(book(), now=NOW)
    sheet = opened(made)["Avstand alt"]
    table = sheet.tables["Distance_table"]
    assert table.ref == "A3:C7"
    assert sheet["B7"].value == "=SUBTOTAL(109,B4:B6)"
    assert opened(made)["Sammendrag"]["B6"].value == "=SUM('Avstand alt'!$B$4:$B$6)"
    assert opened(made, values=True)["Sammendrag"]["B6"].value == 5
    assert sheet["C4"].value == "=IF('Sammendrag'!$B$6=0,0,B4/'Sammendrag'!$B$6)"
    read = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_name("Avstand alt").to_python()
    assert read[-1][:2] == ["Sum", 5.0]


def test_two_columns_never_have_one_heading() -> None:
    table = opened(workbook.made(book(), now=NOW))["Avstand alt"].tables["Distance_table"]
    assert [column.name for column in table.tableColumns] == ["Årsak", "Poeng", "poeng 2"]


def test_it_is_ready_to_be_read_and_printed() -> None:
    file = opened(workbook.made(book(), now=NOW))
    sheet = file["Avstand alt"]
    assert sheet.freeze_panes == "B4"
    assert sheet.print_title_rows == "$3:$3"
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert "A && B" in sheet.oddFooter.left.text or "A & B" in sheet.oddFooter.left.text
    assert [one.type for ranged in sheet.conditional_formatting for one in ranged.rules] == ["dataBar"]
    assert (file.properties.title, file.properties.creator) == ("Rapport =1+1", "Medlytt")


def test_a_table_without_rows_can_still_be_opened() -> None:
    assert opened(workbook.made(book(()), now=NOW))["Avstand alt"].tables["Distance_table"].ref == "A3:C5"


def test_the_same_book_gives_the_same_bytes() -> None:
    assert workbook.made(book(), now=NOW) == workbook.made(book(), now=NOW)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40))
def test_any_text_can_stand_in_it(said: str) -> None:
    made = workbook.made(
        Book(
            title=said,
            footer=said,
            leaves=(
                Leaf(name=said, heading=said, facts=(Fact(key="a", label=said, value=said),)),
                Leaf(
                    name=said + " ",
                    heading=said,
                    grid=Grid(
                        key="t",
                        columns=(Column(key="a", heading=said), Column(key="b", heading=said)),
                        rows=((said, 1),),
                    ),
                ),
            ),
        ),
        now=NOW,
    )
    assert len(opened(made).sheetnames) == 2
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert b"<f>" not in b"".join(parts.read(name) for name in parts.namelist())


def test_more_rows_than_a_sheet_should_hold_are_refused() -> None:
    with pytest.raises(ValueError, match="rows"):
        workbook.made(book((("a", 1.0, 0.0),) * (workbook.MOST_ROWS + 1)), now=NOW)
