"""The plain-language check on whole forms: scales, matrices, length, and what must not be asked."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from instruments import bank
from instruments.comparable import comparable
from instruments.completeness import completeness
from instruments.difference import difference
from instruments.instrument import Choice, Instrument, Item, Kind, Outcome, Purpose
from instruments.plain.advice import advice
from instruments.plain.found import About, Advice, Weight
from instruments.plain.text import Band, band, lix, sentences

SATISFIED = ("Svært fornøyd", "Fornøyd", "Verken fornøyd eller misfornøyd", "Misfornøyd", "Svært misfornøyd")


def scale(*labels: str, language: str = "nb", **more: Any) -> Item:
    choices = tuple(Choice(value=str(number), label={language: label}) for number, label in enumerate(labels))
    return Item(**({"name": "answer", "label": {language: "Fikk du svar?"}, "choices": choices} | more))


def form(*items: Item, **more: Any) -> Instrument:
    usual = {"id": "form", "title": {"nb": "Om svaret"}, "purpose": Purpose.SURVEY}
    return Instrument(**(usual | {"items": items} | more))


def kinds(*items: Item, **more: Any) -> list[About]:
    return [one.about for one in advice(form(*items, **more))]


def test_an_even_scale_with_a_way_out_gets_no_advice() -> None:
    assert kinds(scale(*SATISFIED, "Vet ikke", required=True)) == []


@pytest.mark.parametrize(
    ("language", "labels", "values"),
    [
        ("nb", ("Svært fornøyd", "Fornøyd", "Ganske fornøyd", "Misfornøyd"), ("3", "1")),
        ("nn", ("Framifrå", "Svært bra", "Bra", "Dårleg"), ("3", "1")),
        ("sv", ("Mycket nöjd", "Nöjd", "Ganska nöjd", "Missnöjd"), ("3", "1")),
        ("en", ("Excellent", "Very good", "Good", "Poor"), ("3", "1")),
        ("en", ("Excellent", "Very good", "Good", "Fair", "Poor"), ("3", "1")),
        ("nb", ("Utmerket", "Veldig bra", "Bra"), ("3", "0")),
    ],
)
def test_a_scale_with_more_good_than_bad_levels_is_uneven(
    language: str, labels: tuple[str, ...], values: tuple[str, str]
) -> None:
    found = [one for one in advice(form(scale(*labels, language=language))) if one.about is About.UNBALANCED]
    assert [(one.values["positive"], one.values["negative"]) for one in found] == [values]


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("nb", ("Ikke viktig", "Litt viktig", "Ganske viktig", "Svært viktig")),
        ("nb", ("Ja", "Delvis", "Nei")),
        ("nb", ("Alltid", "Ofte", "Av og til", "Sjelden", "Aldri")),
        ("nb", ("Telefon", "E-post", "Chat", "Oppmøte")),
        ("sv", ("Inte alls", "Lite", "Ganska mycket", "Mycket")),
        ("en", ("Not at all helpful", "Slightly helpful", "Quite helpful", "Very helpful")),
        ("en", ("Very easy", "Easy", "Neither easy nor difficult", "Difficult", "Very difficult")),
        ("nn", ("Svært nøgd", "Nøgd", "Verken nøgd eller misnøgd", "Misnøgd", "Svært misnøgd")),
        ("en", ("Under 18", "18-29", "30-44", "45 or older")),
    ],
)
def test_other_scales_are_not_called_uneven(language: str, labels: tuple[str, ...]) -> None:
    assert kinds(scale(*labels, language=language)) == []


def test_the_levels_of_a_grading_form_need_not_be_symmetric() -> None:
    levels = tuple(
        Choice(value=value, label={"nb": label}, points=points)
        for value, label, points in (("a", "Utmerket", 3.0), ("b", "Bra", 2.0), ("c", "Dårlig", 0.0))
    )
    assert kinds(scale(choices=levels, required=True), purpose=Purpose.GRADING) == []


def test_agreeing_and_disagreeing_is_a_detour() -> None:
    labels = ("Helt enig", "Delvis enig", "Verken enig eller uenig", "Delvis uenig", "Helt uenig")
    assert kinds(scale(*labels)) == [About.AGREEMENT]


def test_who_must_answer_needs_a_way_out() -> None:
    assert kinds(scale(*SATISFIED, required=True)) == [About.NO_WAY_OUT]
    assert kinds(scale(*SATISFIED, required=True, may_be=(Outcome.NOT_APPLICABLE,))) == []
    assert kinds(scale(*SATISFIED)) == []


def test_levels_that_are_only_numbers_say_little() -> None:
    found = advice(form(scale("1 (svært dårlig)", "2", "3", "4", "5 (svært bra)")))
    assert [(one.about, one.values) for one in found] == [(About.UNLABELLED, {"n": "2", "most": "5"})]
    assert kinds(scale(*map(str, range(11)))) == [About.UNLABELLED]
    assert kinds(scale(*map(str, range(11)), hint={"nb": "0 = dårligst, 10 = best"})) == []


def test_a_range_must_say_what_its_ends_mean() -> None:
    item = Item(name="n", kind=Kind.RANGE, label={"nb": "Hvordan var svaret?"}, parameters={"start": "1", "end": "5"})
    assert kinds(item) == [About.UNLABELLED]
    assert kinds(msgspec.structs.replace(item, hint={"nb": "1 er dårligst, 5 er best"})) == []


def test_spans_that_share_a_number_are_told() -> None:
    found = advice(form(scale("18–30", "30–45", "46 eller mer")))
    assert [(one.about, one.values["quote"]) for one in found] == [(About.OVERLAP, "18–30, 30–45")]


def test_scales_that_run_against_each_other_are_told_once() -> None:
    first = scale(*SATISFIED, name="first")
    second = scale(*SATISFIED[::-1], name="second")
    third = scale(*SATISFIED[::-1], name="third")
    found = advice(form(first, second, third))
    assert [(one.about, one.where, one.values["quote"]) for one in found] == [(About.TURNED, "second", "first")]


def test_a_shared_scale_is_advised_about_once() -> None:
    labels = ("Svært fornøyd", "Fornøyd", "Ganske fornøyd", "Misfornøyd")
    assert kinds(scale(*labels, name="one"), scale(*labels, name="two")) == [About.UNBALANCED]


def test_a_matrix_is_too_large_for_a_phone() -> None:
    rows = tuple(scale(*SATISFIED, "Vet ikke", name=f"row{n}", label={"nb": f"Kontor {n}"}) for n in range(7))
    matrix = Item(name="m", kind=Kind.GROUP, appearance="table-list", items=rows, label={"nb": "Hvor fornøyd er du?"})
    assert [one for one in kinds(matrix)] == [About.MATRIX_ROWS, About.MATRIX_COLUMNS]


def test_a_citizen_is_asked_ten_questions_at_most_and_a_kiosk_three() -> None:
    items = [scale("Ja", "Nei", name=f"q{n}") for n in range(11)]
    other = Item(name="other", kind=Kind.TEXT, label={"nb": "Hva da?"}, relevant="${q1} = '1'")
    assert kinds(*items[:10], other) == []
    assert kinds(*items) == [About.TOO_MANY]
    assert kinds(*items[:4], purpose=Purpose.KIOSK) == [About.TOO_MANY]
    assert kinds(*items, purpose=Purpose.LISTENING) == []


def test_a_form_from_elsewhere_that_scores_nothing_is_taken_for_a_survey() -> None:
    items = [scale("Ja", "Nei", name=f"q{n}") for n in range(11)]
    assert kinds(*items, purpose=Purpose.GRADING) == [About.TOO_MANY]


def test_more_than_five_minutes_is_long() -> None:
    note = Item(name="n", kind=Kind.NOTE, label={"nb": "Vi vil vite hva du mener om dette. " * 160})
    assert About.TOO_LONG in kinds(note)
    assert About.TOO_LONG not in kinds(scale("Ja", "Nei"))


def test_free_text_is_not_demanded() -> None:
    assert kinds(Item(name="why", kind=Kind.TEXT, label={"nb": "Hva var bra?"}, required=True)) == [About.REQUIRED_TEXT]
    assert kinds(Item(name="why", kind=Kind.TEXT, label={"nb": "Hva var bra?"})) == []


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("nb", "Navn"),
        ("nb", "Hva heter du?"),
        ("nb", "Oppgi e-postadressen din"),
        ("nn", "Kva heiter du?"),
        ("nn", "Telefonnummer (valfritt)"),
        ("sv", "Vad är ditt personnummer?"),
        ("sv", "E-postadress"),
        ("en", "What is your full name?"),
        ("en", "Phone number (optional)"),
    ],
)
def test_who_is_promised_anonymity_is_not_asked_who_they_are(language: str, label: str) -> None:
    item = Item(name="who", kind=Kind.TEXT, label={language: label})
    assert kinds(item, anonymous=True) == [About.PERSONAL]
    assert kinds(item) == []


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("nb", "Navn på avdelingen"),
        ("nb", "Hva heter kommunen?"),
        ("sv", "Vilken förvaltning?"),
        ("en", "Name of the department"),
        ("en", "What address did you write to?"),
    ],
)
def test_other_names_may_be_asked_for(language: str, label: str) -> None:
    assert kinds(Item(name="who", kind=Kind.TEXT, label={language: label}), anonymous=True) == []


def test_a_promise_of_anonymity_in_the_words_counts_too() -> None:
    item = Item(name="who", kind=Kind.TEXT, label={"nb": "E-post"})
    assert kinds(item, intro={"nb": "Du svarer anonymt."}) == [About.PERSONAL]


def test_a_question_in_two_languages_is_read_in_each() -> None:
    item = scale("Ja", "Nei", label={"nb": "Var svaret raskt og riktig?", "en": "Was the answer quick?"})
    assert advice(form(item)) == (
        Advice("answer.label", "nb", About.DOUBLE, {"quote": "svaret raskt og riktig"}),
    )


def test_a_language_that_the_file_does_not_name_is_recognised() -> None:
    items = (
        Item(name="a", label={"und": "Was the answer quick and accurate?"}),
        Item(name="b", label={"und": "How did you get in touch with us?"}),
    )
    assert kinds(*items) == [About.DOUBLE]


def test_other_languages_are_only_measured() -> None:
    assert kinds(Item(name="a", label={"pl": "Czy odpowiedź była szybka i dokładna?"})) == []
    long = "Czy " + "bardzo " * 21 + "szybka?"
    assert kinds(Item(name="a", label={"pl": long})) == [About.LONG_SENTENCE]


def test_an_acronym_is_told_once_and_not_after_it_was_explained() -> None:
    assert kinds(*(Item(name=name, label={"nb": "Fikk du hjelp av PPT?"}) for name in "ab")) == [About.ACRONYM]
    intro = {"nb": "Vi spør om pedagogisk-psykologisk tjeneste (PPT)."}
    assert kinds(Item(name="a", label={"nb": "Fikk du hjelp av PPT?"}), intro=intro) == []


def test_lix_is_words_per_sentence_and_share_of_long_words() -> None:
    assert lix("Du kan ringe oss. Vi svarer.") == 3
    assert lix("Saksbehandleren vurderer.") == 2 + 100
    assert lix("") == 0
    assert [band(value) for value in (29.9, 30, 45, 59, 60)] == [
        Band.VERY_EASY, Band.EASY, Band.MEDIUM, Band.HARD, Band.VERY_HARD,
    ]  # fmt: skip


def test_heavy_running_text_is_told_with_its_lix() -> None:
    heavy = (
        "Kommunestyret behandlet reguleringsplanen. Administrasjonen utarbeidet saksdokumentene. Innbyggerne innsendte "
        "merknader. Planavdelingen gjennomgikk innspillene. Utvalget anbefalte endringer. Saksbehandlerne oppdaterte "
        "plankartet. Kommunen kunngjorde vedtaket offentlig. Grunneierne mottok orientering."
    )
    found = [one for one in advice(form(scale("Ja", "Nei"), intro={"nb": heavy})) if one.about is About.LIX]
    assert [one.values["band"] for one in found] == ["very_hard"]


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    assert sentences("Har du f.eks. ringt kl. 9? Svar ja.") == ("Har du f.eks. ringt kl. 9?", "Svar ja.")


def test_what_spoils_answers_weighs_more_than_what_costs_effort() -> None:
    assert Advice("a", "nb", About.DOUBLE).weight is Weight.STRONG
    assert Advice("a", "nb", About.LONG_WORD).weight is Weight.MILD


MONSTROUS = ("og ", "A", "<", "((", "[x](", "${", "${ ", "a-", "AB ", "_", "fornøyd og ", "er du ", "x. ")


@pytest.mark.parametrize("part", MONSTROUS)
def test_a_monstrous_text_does_not_hold_up_the_check(part: str) -> None:
    text = {language: part * 30_000 for language in ("nb", "sv", "en", "und")}
    item = scale(*SATISFIED, label=text, hint=text)
    assert advice(form(item, title=text)) is not None
    assert completeness(form(item)) is not None
    assert difference(form(item), form(item)) == ()
    assert comparable(form(item), form(msgspec.structs.replace(item, label={"nb": part})))


@pytest.mark.parametrize("instrument", bank.instruments().values(), ids=lambda one: str(one.id))
def test_the_shipped_forms_need_no_advice(instrument: Instrument) -> None:
    assert advice(instrument) == ()


def test_the_guide_explains_every_advice_with_its_weight() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "plain-language.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1:-1] for line in guide.splitlines() if line.startswith("| `") and "told when" not in line]
    told = {name: row[-1].strip() for row in rows for name in re.findall(r"`(\w+)`", row[0])}
    assert told == {about: Advice("", "", about).weight for about in About}
