"""LIX of replies: the mail program's line breaks and the greeting do not make a letter easier to read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments.plain.text import Band, bare, lix, words
from scoring.readability import ENOUGH, Reply, of_units, running

BODY = (
    "Kommunen behandler søknaden din innen fire uker etter at alle opplysninger er mottatt. Du får svar i posten. "
    "Dersom avgjørelsen går deg imot kan du klage til Statsforvalteren innen tre uker."
)
LONG = {"Kommunen", "behandler", "søknaden", "opplysninger", "mottatt", "avgjørelsen", "Statsforvalteren"}


def wrapped(text: str, width: int) -> str:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def test_lix_is_counted_by_hand() -> None:
    number = len(BODY.split())
    assert of_units([Reply("Asker", "nb", BODY)])[0].lix.estimate == pytest.approx(
        number / 3 + 100 * len(LONG) / number
    )


@pytest.mark.parametrize("width", [40, 60, 72])
def test_a_mail_with_broken_lines_greeting_and_name_reads_like_its_running_text(width: int) -> None:
    mail = f"Hei Kari,\n\n{wrapped(BODY, width)}\n\nMed vennlig hilsen\nOla Nordmann\nservicetorget"
    assert running(mail).split() == BODY.split()
    assert lix(running(mail)) == lix(BODY)


def test_greeting_and_name_are_left_out_without_empty_lines_too() -> None:
    mail = f"Hei Kari!\n{wrapped(BODY, 72)}\nMed vennlig hilsen\nOla Nordmann"
    assert lix(running(mail)) == lix(BODY)
    assert running("Hei!\nJa.") == "Ja."


def test_points_of_a_list_stay_sentences_of_their_own() -> None:
    text = "Du må sende oss:\n- en kopi av passet ditt\n- en utskrift fra banken din"
    assert running(text).splitlines() == text.splitlines()


def test_short_replies_are_counted_and_not_measured_and_languages_stay_apart() -> None:
    found = of_units([
        Reply("Asker", "nb", BODY), Reply("Asker", "nb", "Ja, det kan du."), Reply("Asker", "en", "No."),
        Reply("Bodø", "nb", BODY), Reply("Bodø", "nb", f"Saksbehandlingsforutsetningene foreligger. {BODY}"),
    ])  # fmt: skip
    asker, english, bodo = found
    assert (asker.measured, asker.short, asker.lix.low, asker.band) == (1, 1, None, Band.EASY)
    assert (english.lix.estimate, english.band, english.short) == (None, None, 1)
    assert bodo.lix.low is not None and bodo.lix.estimate is not None and bodo.lix.low < bodo.lix.estimate
    assert (bodo.hard, bodo.measured) == (0, 2)


def test_the_end_of_an_interval_stays_on_the_scale_and_hard_replies_are_counted() -> None:
    hard = "Saksbehandlingsforutsetningene foreligger " * 15
    found = of_units([Reply("Asker", "nb", "Du kan gå nå. " * 9), Reply("Asker", "nb", hard)])[0]
    assert (found.lix.low, found.hard, found.band) == (0, 1, Band.VERY_HARD)


@settings(max_examples=50)
@given(st.text(alphabet="aB .\n-:1é<*", max_size=200))
def test_whatever_a_mail_looks_like_its_words_are_its_own(text: str) -> None:
    assert set(words(running(text))) <= set(words(bare(text)))
    assert of_units([Reply("Asker", "nb", text)])[0].short + (len(words(running(text))) >= ENOUGH) == 1
