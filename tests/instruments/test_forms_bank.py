"""Every form that the bank ships, whatever it is for: whole, in each of its languages."""

import pytest

from instruments import bank
from instruments.instrument import Instrument, Purpose
from instruments.scenario import FORMS as WRITTEN
from instruments.validity import problems

FORMS = bank.instruments()
FOR_CITIZENS = {Purpose.SURVEY, Purpose.KIOSK}


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_every_form_is_whole_in_each_of_its_languages(form: Instrument) -> None:
    assert problems(form) == ()
    assert form.languages[:4] == WRITTEN


def test_there_is_a_form_for_every_purpose() -> None:
    assert {form.purpose for form in FORMS.values()} == set(Purpose)


def test_only_drafts_are_written_in_languages_that_nobody_here_has_checked() -> None:
    for form in FORMS.values():
        assert form.languages == (*WRITTEN, *form.drafts)
    assert FORMS["short-survey"].drafts == ("pl", "uk", "ar", "so", "se")


def test_a_language_calls_itself_by_its_own_name() -> None:
    form = FORMS["short-survey"]
    assert tuple(form.language_names) == form.languages
    assert form.language_names["ar"] == "العربية"


def test_citizens_answer_anonymously_and_nobody_else_does() -> None:
    assert {form.id for form in FORMS.values() if form.anonymous} == {
        form.id for form in FORMS.values() if form.purpose in FOR_CITIZENS
    }


def test_the_example_is_sound_and_nobody_is_asked_with_it() -> None:
    example = bank.example()
    assert problems(example) == ()
    assert example.languages == WRITTEN
    assert example.id not in FORMS


def test_the_guide_names_every_form_that_ships() -> None:
    guide = (bank.SHIPPED.parent.parent / "docs" / "forms.md").read_text(encoding="utf-8")
    named = {*FORMS, bank.example().id} - {id for id, form in FORMS.items() if form.purpose is Purpose.GRADING}
    assert [id for id in named if f"`{id}`" not in guide] == []
