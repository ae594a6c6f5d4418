"""How complete an instrument is in each language, and what a reader gets where it is not."""

import msgspec
import pytest

from instruments import bank
from instruments.completeness import Fallback, Placeholders, completeness, fallbacks
from instruments.instrument import Choice, Instrument, Item, Kind
from instruments.untranslated import looks_untranslated

YES_NO = (
    Choice(value="yes", label={"nb": "Ja", "en": "Yes", "pl": "Tak"}),
    Choice(value="no", label={"nb": "Nei", "en": "No"}),
)
FORM = Instrument(
    id="form",
    title={"nb": "Om svaret ditt", "en": "About your answer", "pl": "O odpowiedzi"},
    default_language="nb",
    drafts=("pl",),
    lists={"yes_no": YES_NO},
    items=(
        Item(
            name="reached",
            label={"nb": "Fikk du svar?", "en": "Did you get an answer?", "pl": "Czy jest odpowiedź?"},
            hint={"nb": "Også et kort svar teller.", "en": "Også et kort svar teller."},
            list="yes_no",
            choices=YES_NO,
        ),
        Item(
            name="why",
            kind=Kind.TEXT,
            label={"nb": "Du svarte ${reached}. Hvorfor?", "en": "You said ${reach}. Why?", "pl": ""},
        ),
        Item(name="total", kind=Kind.CALCULATE, label={"nb": "Sum"}, calculation="1"),
    ),
)


def test_each_language_says_how_much_of_it_is_there() -> None:
    report = {one.language: one for one in completeness(FORM)}
    assert list(report) == ["nb", "en", "pl"]
    assert [(one.present, one.texts) for one in report.values()] == [(6, 6), (6, 6), (3, 6)]
    assert report["nb"].complete
    assert report["pl"].share == 0.5


def test_a_missing_text_says_where_it_is_and_what_is_read_instead() -> None:
    polish = completeness(FORM)[2]
    assert polish.missing == (
        Fallback("reached.hint", "en"),
        Fallback("lists.yes_no.choices.no.label", "en"),
        Fallback("why.label", "en"),
    )
    assert polish.scales == ("lists.yes_no",)
    assert fallbacks(FORM, "pl") == {"why": "en", "total": "nb"}
    assert fallbacks(FORM, "nn") == {"reached": "nb", "why": "nb", "total": "nb"}


def test_a_text_copied_from_the_default_language_is_probably_untranslated() -> None:
    assert completeness(FORM)[1].same == ("reached.hint",)


def test_a_translation_that_fills_in_another_answer_is_told() -> None:
    assert completeness(FORM)[1].placeholders == (Placeholders("why.label", ("reached",), ("reach",)),)


def test_a_language_nobody_has_checked_is_a_draft_and_not_complete() -> None:
    assert [one.draft for one in completeness(FORM)] == [False, False, True]
    done = msgspec.structs.replace(FORM, items=(), drafts=("pl",))
    assert [one.complete for one in completeness(done)] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "language", "model"),
    [
        ("Var svaret lett å forstå?", "nn", "nb"),
        ("Ja, delvis", "sv", "nb"),
        ("Ja", "nn", "nb"),
        ("OK", "pl", "en"),
        ("1–3", "pl", "nb"),
        ("Telefon", "pl", "nb"),
        ("SMS", "ar", "en"),
        ("Kari Nordmann", "en", "nb"),
        ("${unit}", "ar", "en"),
        ("https://example.org/skjema", "en", "nb"),
        ("Bra", "sv", "nb"),
        ("post@example.org", "uk", "nb"),
    ],
)
def test_what_two_languages_share_is_no_lack(text: str, language: str, model: str) -> None:
    assert not looks_untranslated(text, language, model)


@pytest.mark.parametrize(
    ("text", "language", "model"),
    [
        ("Hva syntes du om svaret?", "nn", "nb"),
        ("Kva syntest du om svaret?", "nb", "nn"),
        ("Hvor lenge ventet du?", "sv", "nb"),
        ("Did you get an answer?", "nb", "en"),
        ("Yes", "nb", "en"),
        ("Fikk du svar?", "ar", "nb"),
        ("Nei", "uk", "nb"),
        ("Very good", "pl", "en"),
        ("Hur nöjd är du?", "en", "sv"),
        ("Svært fornøyd", "en", "nb"),
    ],
)
def test_a_text_in_the_words_of_another_language_is_untranslated(text: str, language: str, model: str) -> None:
    assert looks_untranslated(text, language, model)


@pytest.mark.parametrize("instrument", bank.instruments().values(), ids=lambda one: str(one.id))
def test_the_shipped_forms_are_complete_and_translated(instrument: Instrument) -> None:
    for one in completeness(instrument):
        assert one.complete or (one.draft and not one.missing), (one.language, one.same, one.missing, one.placeholders)
