"""The language of a comment: the four neighbours told apart, others known as others."""

import pytest

from scoring.comments.language import language, listed, vote


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("nb", "Jeg har ventet i tre uker og ingen ringer tilbake"),
        ("nn", "Eg har venta i tre veker og ingen ringjer tilbake"),
        ("sv", "Jag har väntat i tre veckor och ingen ringer tillbaka"),
        ("da", "Jeg har ventet i tre uger, og ingen ringer tilbage"),
        ("en", "I have been waiting for three weeks and nobody calls back"),
        ("nb", "Fikk ikke svar"),
        ("nn", "Fekk ikkje svar"),
        ("sv", "Fick inget svar"),
        ("da", "Fik ikke noget svar"),
        ("en", "No answer"),
        ("nb", "DÅRLIG SERVICE, VELDIG LANG KØ"),
        ("nn", "Kvifor må ein vente så lenge på time hjå fastlegen"),
    ],
)
def test_neighbours_are_told_apart_in_long_and_short_texts(code: str, text: str) -> None:
    assert language(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "Czekałem trzy tygodnie na odpowiedź",
        "Nie mogę się dodzwonić",
        "Я чекав три тижні на відповідь",
        "انتظرت ثلاثة أسابيع ولم يرد أحد",
        "Odotin vastausta kolme viikkoa",
        "Puhelimeen ei vastata",
        "Ich warte seit drei Wochen auf eine Antwort",
        "Kein Rückruf erhalten",
        "Waxaan sugayey jawaab saddex toddobaad",
        "ብዙሕ ግዜ ተጸብየ",
    ],
)
def test_other_languages_are_other(text: str) -> None:
    assert language(text) == "other"


@pytest.mark.parametrize("text", ["", "   ", "👍👍", "12.10 - 4000,-", "?!"])
def test_a_text_without_letters_has_the_default(text: str) -> None:
    assert language(text) == "other"
    assert language(text, "nn") == "nn"


def test_names_and_a_foreign_word_do_not_make_a_text_foreign() -> None:
    assert language("Kowalczyk og Nowak på Servicetorget var veldig hyggelige") == "nb"
    assert language("Tack till Mäkinen och Virtanen") == "sv"


def test_words_speak_for_those_languages_that_have_them_and_not_for_the_rest() -> None:
    nb, nn, sv, da, en = vote("ikke").tolist()
    assert nb == da > max(nn, sv, en)
    assert all(0 < len(codes) < 5 for codes in listed().values())
    assert vote("kommunikasjonen").tolist()[:2] > [0, 0] == vote("kommunikasjonen").tolist()[3:]
