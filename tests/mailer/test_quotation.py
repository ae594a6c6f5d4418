"""What the writer added, in the manner of many mail programs."""

import pytest

from mailer.quotation import new_text

QUOTED = "Hei, hva koster SFO hos dere, og når er fristen? Hilsen Kari"
HEADERS = [
    "Fra: Kari Berg <kari@post.example>\nSendt: mandag 2. mars 2026 09:00\nTil: Postmottak\nEmne: SFO\n",
    "Frå: Kari Berg\nSendt: 2. mars 2026\nTil: Postmottak\nEmne: SFO\n",
    "________________________________\nFrån: Kari Berg\nSkickat: den 2 mars 2026 09:00\nTill: Kommun\nÄmne: SFO\n",
    "From: Kari Berg <kari@post.example>\nSent: Monday, 2 March 2026 09:00\nTo: Council\nSubject: SFO\n",
    "Lähettäjä: Kari Berg\nLähetetty: maanantai 2. maaliskuuta 2026 9.00\nVastaanottaja: Kunta\nAihe: SFO\n",
    "-----Opprinnelig melding-----\nFra: Kari Berg\nSendt: 2. mars\nTil: Post\nEmne: SFO\n",
    "-----Ursprungligt meddelande-----\n",
    "-----Original Message-----\n",
    "man. 2. mars 2026 kl. 09:00 skrev Kari Berg <kari@post.example>:\n",
    "Den 2. mars 2026 kl. 09:00 skreiv Kari Berg\n<kari@post.example>:\n",
    "Den mån 2 mars 2026 kl 09:00 skrev Kari Berg <kari@post.example>:\n",
    "On Mon, 2 Mar 2026 at 09:00, Kari Berg <kari@post.example> wrote:\n",
    "ma 2. maalisk. 2026 klo 9.00 Kari Berg (kari@post.example) kirjoitti:\n",
    "*Fra:* Kari Berg\n*Sendt:* 2. mars 2026\n*Til:* Postmottak\n*Emne:* SFO\n",
    "Din henvendelse:\n",
]


@pytest.mark.parametrize("header", HEADERS)
def test_what_stands_below_a_quotation_header_is_not_new(header):
    assert new_text(f"Det koster 3 150 kroner.\n\n{header}\n{QUOTED}") == "Det koster 3 150 kroner."


def test_answers_between_quoted_lines_survive():
    text = "Den 2. mars 2026 kl. 09:00 skrev Kari:\n"
    text += "> Hva koster det?\n3 150 kroner.\n> Når er fristen?\n1. mars.\n\nMvh Nina"
    assert new_text(text) == "3 150 kroner.\n\n1. mars."


def test_answers_below_the_quotation_survive():
    assert new_text(f"On 2 Mar 2026, Kari wrote:\n> {QUOTED}\n\nIt is 3,150 kroner.\n") == "It is 3,150 kroner."


def test_an_answer_written_into_an_unmarked_quotation_is_found_by_our_own_words():
    header = "Fra: Kari Berg\nSendt: 2. mars 2026\nTil: Postmottak\nEmne: SFO\n\n"
    text = f"Hei, se svar under.\n\n{header}Hva koster SFO hos dere?\n3 150 kroner.\nNår er fristen?\n1. mars."
    ours = "Hva koster SFO hos dere?\nNår er fristen?"
    assert new_text(text, ours) == "Hei, se svar under.\n\n3 150 kroner.\n1. mars."


@pytest.mark.parametrize(
    "signature",
    [
        "Med vennlig hilsen\nOla Dahl\nRådgiver\nTlf. 33 00 00 00",
        "Mvh Ola",
        "Venleg helsing\nServicetorget",
        "Med vänliga hälsningar\nOla Dahl",
        "Venlig hilsen\nOla",
        "Kind regards,\nOla",
        "Ystävällisin terveisin\nOla",
        "-- \nOla Dahl\nFjordvik kommune",
        "Sendt fra min iPhone",
        "Denne e-posten og eventuelle vedlegg er konfidensiell og kun ment for mottakeren den er sendt til.",
        "Ola Dahl\nRådgiver\nFjordvik kommune\nTelefon 33 00 00 00",
    ],
)
def test_a_signature_is_not_part_of_the_answer(signature):
    assert new_text(f"Det koster 3 150 kroner.\n\n{signature}\n") == "Det koster 3 150 kroner."


def test_a_postscript_below_the_signature_stays():
    assert new_text("Ja.\n\nMvh Ola\n\nPS: Fristen er 1. mars.") == "Ja.\n\nPS: Fristen er 1. mars."


def test_a_sentence_that_begins_like_a_header_stays():
    text = "Fra: 1. august gjelder nye satser.\nDet koster 3 150 kroner."
    assert new_text(text) == text


@pytest.mark.parametrize("answer", ["Takk for praten! Berit", "2860 kr i måneden", "Ja det går fint"])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_an_answer_without_a_full_stop_is_no_part_of_the_line_that_says_who_wrote(answer: str, between: str) -> None:
    quoted = "Den 10.09.2025 09:14, skrev knut@posthus.test:\n> Hei,\n> Hva koster SFO?\n"
    assert new_text(answer + between + quoted, "Hei,\nHva koster SFO?") == answer


def test_the_line_that_says_who_wrote_may_be_broken() -> None:
    quoted = "On Wed, Sep 10, 2025 at 9:14 AM Knut Berg\n<knut@posthus.test> wrote:\n> Hi\n"
    assert new_text("Yes, it is.\n\n" + quoted, "Hi") == "Yes, it is."
