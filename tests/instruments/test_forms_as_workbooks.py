"""The bank's forms taken out as workbooks: pyxform accepts them, and they ask and score as before when read back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from instruments import bank
from instruments.answers import check
from instruments.instrument import ANSWERED, CHOOSING, MARK, Instrument, Kind, Purpose
from instruments.worth import points
from instruments.xlsform.read import read
from instruments.xlsform.write import write

FORMS = [form for form in bank.instruments().values() if form.purpose is not Purpose.GRADING] + [bank.example()]
WORKBOOKS = {form.id: write(form) for form in FORMS}
READ_BACK = {id: read(workbook, f"{id}.xlsx") for id, workbook in WORKBOOKS.items()}
each_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)


@each_form
def test_a_form_taken_out_comes_back_without_fault_or_loss(form: Instrument) -> None:
    assert (READ_BACK[form.id].problems, READ_BACK[form.id].lost) == ((), ())


@each_form
def test_pyxform_accepts_the_workbook_of_a_form(form: Instrument) -> None:
    made = convert(WORKBOOKS[form.id], file_type=".xlsx", validate=False)
    assert made.warnings == []
    assert [item.name for item in form.every if f"/{item.name}" not in made.xform] == []


@each_form
@settings(max_examples=20)
@given(data=st.data())
def test_a_form_read_back_asks_and_scores_as_the_one_taken_out(form: Instrument, data: st.DataObject) -> None:
    back = READ_BACK[form.id].instrument
    assert back is not None
    answers = data.draw(filled_in(form))
    before, after = check(form, answers), check(back, answers)
    assert after == before
    assert points(back, after.values) == points(form, before.values)


def filled_in(form: Instrument) -> st.SearchStrategy[dict[str, str]]:
    """Some of its questions answered, each with one of its choices or a word."""
    return st.fixed_dictionaries(
        {},
        optional={
            item.name: st.sampled_from(
                [*(choice.value for choice in item.choices), *(MARK + reason for reason in item.may_be)]
                if item.kind in CHOOSING
                else ["OK"]
                if item.kind is Kind.ACKNOWLEDGE
                else ["3", "77"]
            )
            for item in form.leaves
            if item.kind in ANSWERED and not item.name.startswith(("moment", "minute"))
        },
    )
