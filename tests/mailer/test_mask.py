"""No page shows the name of somebody who answered."""

import time

import pytest

from mailer.mask import MASK, is_person, mask, names_in


@pytest.mark.parametrize(
    "closing", ["Med vennlig hilsen", "Mvh", "Vennleg helsing", "Med vänliga hälsningar", "Kind regards,", "Hilsen"]
)
def test_the_name_after_a_closing_is_masked_in_every_language(closing: str) -> None:
    text = mask(f"Ja, det går fint.\n\n{closing}\nBjørg Åsen Dahl\nLarvik kommune")
    assert "Bjørg" not in text
    assert "Dahl" not in text
    assert "Larvik kommune" in text


def test_the_senders_name_is_masked_wherever_it_stands() -> None:
    text = mask("Hei, dette er Ola. Ring Nordmann om du lurer.", names_in(["Ola Nordmann"]))
    assert text == f"Hei, dette er {MASK}. Ring {MASK} om du lurer."


def test_an_office_is_no_person() -> None:
    assert not is_person("Larvik kommune Postmottak")
    assert names_in(["Servicesenteret Larvik", "Larvik"]) == ()


def test_a_persons_address_and_number_are_masked_and_the_offices_stay() -> None:
    text = mask("Skriv til ola.nordmann@larvik.kommune.no eller postmottak@larvik.kommune.no, tlf 98 76 54 32.")
    assert text == f"Skriv til {MASK}@larvik.kommune.no eller postmottak@larvik.kommune.no, tlf {MASK}."


def test_the_personas_own_name_stays() -> None:
    text = mask("Takk for svar.\nHilsen Ida Moen", keep=["Ida Moen"])
    assert text.endswith("Ida Moen")


def test_prices_years_and_opening_hours_stay() -> None:
    text = "Prisen er 1 250 kroner i 2026. Vi har åpent 08:00-15:30, fristen er 15.03.2026."
    assert mask(text) == text


def test_a_role_points_at_a_name() -> None:
    assert mask("Din saksbehandler Per Lie tar kontakt.") == f"Din saksbehandler {MASK} tar kontakt."


@pytest.mark.parametrize(
    "text",
    [
        "Jeg setter Lars Strand på kopi, så svarer hun deg.",
        "Eg arbeider ikkje med dette, men har sendt det vidare til Lars Strand.",
        "Jag har skickat frågan vidare till Lars Strand på bygg.",
        "Saka er send vidare til rette vedkomande, Lars Strand i plan.",
        "Lars Strand: Kan du svare på denne?",
        "I have passed this on to Lars Strand.",
    ],
)
def test_whoever_a_mail_was_passed_on_to_is_masked(text: str) -> None:
    assert "Strand" not in mask(text)


@pytest.mark.parametrize(
    "text",
    ["Sendt videre til Plan og bygg.", "Vi har sendt det videre til Larvik kommune.", "Setter pris på tilbakemelding."],
)
def test_offices_that_a_mail_was_passed_on_to_stay(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    "text", ["a" * 99_999, "hilsen" + " " * 99_999, " " * 99_999 + "x", "\n" * 50_000, "hilsen" + " \n" * 50_000]
)
def test_a_mail_that_is_made_to_hang_a_page_does_not(text: str) -> None:
    started = time.process_time()
    assert mask(text) == text
    assert time.process_time() - started < 2
