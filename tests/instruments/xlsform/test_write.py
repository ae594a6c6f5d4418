"""What goes out as XLSForm comes in again as it was, and the converter of ODK and KoboToolbox takes it."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from pyxform.xls2xform import convert

from instruments import bank
from instruments.instrument import Choice, Instrument, Item, Kind, Rule
from instruments.xlsform.read import read
from instruments.xlsform.write import attached, write, write_md
from tests.instruments.xlsform.strategies import instruments, plain

SHIPPED = bank.instruments()


@pytest.mark.parametrize("instrument", SHIPPED.values(), ids=list(SHIPPED))
def test_every_shipped_form_comes_back_as_it_was(instrument: Instrument) -> None:
    imported = read(write(instrument), "form.xlsx", attachments=attached(instrument))
    assert imported.problems == ()
    assert imported.lost == ()
    assert imported.instrument is not None
    assert plain(imported.instrument) == plain(instrument)


@pytest.mark.parametrize("instrument", SHIPPED.values(), ids=list(SHIPPED))
def test_pyxform_makes_an_xform_of_every_shipped_form(instrument: Instrument) -> None:
    assert convert(write(instrument), file_type=".xlsx").xform.startswith("<?xml")


@given(instruments())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_instrument_comes_back_as_it_was(instrument: Instrument) -> None:
    imported = read(write(instrument), "form.xlsx")
    assert imported.lost == ()
    assert imported.instrument is not None
    assert plain(imported.instrument) == plain(instrument)


@given(instruments())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_pyxform_takes_any_instrument(instrument: Instrument) -> None:
    assert convert(write(instrument), file_type=".xlsx").xform


@given(instruments())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_written_twice_it_is_the_same(instrument: Instrument) -> None:
    once = read(write(instrument), "form.xlsx").instrument
    assert once is not None
    assert read(write(once), "form.xlsx").instrument == once


def test_choices_that_differ_get_a_list_of_their_own_and_equal_ones_share() -> None:
    yes, no = Choice(value="yes", label={"en": "Yes"}), Choice(value="no", label={"en": "No"})
    items = (
        Item(name="a", label={"en": "A"}, choices=(yes, no)),
        Item(name="b", label={"en": "B"}, choices=(yes, no)),
        Item(name="c", label={"en": "C"}, choices=(no, yes)),
    )
    found = read(write(Instrument(id="f", title={"en": "F"}, items=items)), "f.xlsx").instrument
    assert found is not None
    assert [item.list for item in found.items] == ["a", "a", "c"]


def test_a_short_relevance_is_written_out() -> None:
    yes, no = Choice(value="yes", label={"en": "Yes"}), Choice(value="no", label={"en": "No"})
    items = (
        Item(name="a", label={"en": "A"}, choices=(yes, no)),
        Item(name="b", kind=Kind.TEXT, label={"en": "B"}, shown_if=Rule("a", ("yes", "no"))),
    )
    found = read(write(Instrument(id="f", title={"en": "F"}, items=items)), "f.xlsx").instrument
    assert found is not None
    assert found.items[1].relevant == "${a} = 'yes' or ${a} = 'no'"


def test_tables_go_beside_the_workbook_as_files() -> None:
    table = ({"name": "01", "label": "Oslo; the capital"}, {"name": "02", "label": 'the "rest"'})
    item = Item(name="a", kind=Kind.CALCULATE, calculation="pulldata('places', 'label', 'name', '01')")
    form = Instrument(id="f", title={"und": "F"}, items=(item,), tables={"places": table})
    imported = read(write(form), "f.xlsx", attachments=attached(form))
    assert imported.usable
    assert imported.instrument is not None
    assert imported.instrument.tables == {"places": table}


def test_nothing_that_somebody_wrote_becomes_a_formula_or_a_link() -> None:
    item = Item(name="a", kind=Kind.TEXT, label={"und": "=HYPERLINK(\"http://a.b\")"}, hint={"und": "http://a.b"})
    data = write(Instrument(id="f", title={"und": "+1"}, items=(item,)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = b"".join(archive.read(name) for name in archive.namelist() if "worksheets/" in name)
    assert b"<f>" not in sheets
    assert b"hyperlink" not in sheets


def test_a_text_that_no_cell_can_hold_is_refused_and_not_cut_off() -> None:
    item = Item(name="a", kind=Kind.TEXT, label={"und": "x" * 32_768})
    with pytest.raises(ValueError, match="32,768"):
        write(Instrument(id="f", title={"und": "F"}, items=(item,)))


@pytest.mark.parametrize("instrument", SHIPPED.values(), ids=list(SHIPPED))
def test_markdown_says_the_same_as_the_workbook(instrument: Instrument) -> None:
    by_table = read(write_md(instrument).encode(), "form.md").instrument
    assert by_table is not None
    assert plain(by_table) == plain(instrument)
