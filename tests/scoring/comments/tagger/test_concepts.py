"""What concepts are found in a text, and that they carry what was learned from one language to another."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.comments.tagger import batch, blocks
from scoring.comments.tagger.concepts import concepts, patterns, pieces
from scoring.comments.tagger.example import AxisRule, Example
from scoring.comments.tagger.training import train


def found(text: str) -> set[str]:
    read = batch.read([text])
    return {name for name, _ in concepts(read.words, read.spelled)}


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Brøytinga er elendig", "SNOW"),
        ("Snøfreseren kom ikkje", "SNOW"),
        ("snöröjningen uteblev", "SNOW"),
        ("der er ikke ryddet for sne", "SNOW"),
        ("nobody ploughs here", "SNOW"),
        ("De lovet å ringe tilbake", "CALL_BACK"),
        ("No one ever called me back", "CALL_BACK"),
        ("Hovedkloakkledningen", "SEWAGE"),
        ("kloaken luktar", "SEWAGE"),
        ("biblotekaren var snill", "LIBRARY"),
        ("barnehgaen er full", "KINDERGARTEN"),
        ("the libarian", "LIBRARY"),
        ("Har ventet i fire måneder", "time months"),
        ("3 uker uten svar", "time weeks"),
        ("45 minutter i kø", "time minutes"),
        ("1400 kr for et stempel", "money"),
        ("ringt sju ganger", "often"),
        ("DETTE ER EN SKANDALE", "shouted"),
        ("Hva er åpningstidene?", "sign ?"),
    ],
)
def test_a_concept_is_found_whatever_language_or_form_it_comes_in(text: str, concept: str) -> None:
    assert concept in found(text)


def test_a_denial_reaches_words_beside_it_in_the_same_part_of_the_sentence() -> None:
    assert "not ANSWER" in found("Ingen svarte")
    assert "not ANSWER" in found("They did not answer")
    assert "not QUEUE" in found("Det var ingen kø")
    assert "not ANSWER" not in found("Ikke lenge etter at jeg hadde ringt dem, svarte de")
    assert "not FRIENDLY" not in found("Jeg ventet ikke, hyggelig dame")


def test_every_pattern_of_the_lexicon_can_be_found() -> None:
    """A pattern with a slip (a star inside, a word that texts are cut at otherwise) would lie there unseen."""
    for _, concept, pattern in patterns():
        text = " ".join(pieces(pattern)).replace("*", "")
        assert concept in found(text), pattern


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    read = batch.read([text])
    assert all(0 <= at < len(read.words) for _, at in concepts(read.words, read.spelled))


def test_what_norwegian_teaches_works_in_english() -> None:
    taught = {
        "roads": ("brøytebilen kom aldri", "det er hull i asfalten", "gatelyset er mørkt", "strøing av glatt fortau"),
        "school": ("læreren og rektor", "barnehagen har ikke plass", "elevene i klassen", "mobbing på skolen vår"),
    }
    examples = [
        Example(f"{text} {n}", {"area": (area,)}) for area, texts in taught.items() for text in texts for n in "abc"
    ]
    tagger = train(examples, {"area": AxisRule()}, more=blocks.MUNICIPAL)
    asked = {"The snowplough skipped our street": "roads", "My daughter's teacher at the nursery": "school"}
    assert {
        text: one["area"].scored[0].label for text, one in zip(asked, tagger.tag(list(asked)), strict=True)
    } == asked


def test_concepts_are_found_fast_enough_for_a_million_comments() -> None:
    text = "Jeg har ringt sentralbordet fire ganger om søppeldunken som ikke ble tømt, og ingen ringer tilbake. " * 2
    read = batch.read([text])
    concepts(read.words, read.spelled)
    began = time.process_time()
    for _ in range(200):
        concepts(read.words, read.spelled)
    assert (time.process_time() - began) / 200 < 0.001
