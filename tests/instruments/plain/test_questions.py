"""The plain-language check on a labelled set of good and bad questions, written for this test in four languages."""

from collections import Counter
from pathlib import Path

import pytest

from instruments.plain.advice import LEXICONS, question_advice, text_advice
from instruments.plain.found import About
from instruments.plain.text import bare
from instruments.wording import Role

CASES = [
    (path.suffixes[-2].strip("."), *line.split(" | ", 1))
    for path in sorted(Path(__file__).parent.glob("questions.*.txt"))
    for line in path.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def told(language: str, line: str) -> dict[About, str]:
    lexicon = LEXICONS[language]
    judged, story = line.startswith("scale: "), line.startswith("text: ")
    text = bare(line.removeprefix("scale: ").removeprefix("text: "))
    found = [
        *text_advice(text, language, lexicon, role=Role.LABEL, known=set()),
        *question_advice(text, lexicon, judged=judged, story=story),
    ]
    return {about: values.get("quote", "") for about, values in found}


@pytest.mark.parametrize(("language", "expected", "line"), CASES, ids=[f"{one[0]}-{one[2]}" for one in CASES])
def test_a_question_is_told_what_is_wrong_with_it_and_nothing_else(language: str, expected: str, line: str) -> None:
    assert {str(about) for about in told(language, line)} == set(expected.split()) - {"-"}


@pytest.mark.parametrize("language", sorted(LEXICONS))
def test_every_kind_of_advice_about_words_has_cases_in_the_language(language: str) -> None:
    kinds = Counter(kind for code, expected, _ in CASES if code == language for kind in expected.split())
    assert kinds["-"] >= 20
    assert kinds.keys() >= {
        "double", "leading", "loaded", "negation", "double_negation", "absolute", "officialese", "acronym", "passive",
        "long_sentence",
    }  # fmt: skip


def test_the_words_it_is_about_are_quoted() -> None:
    assert told("nb", "Var svaret raskt og nøyaktig?")[About.DOUBLE] == "svaret raskt og nøyaktig"
    assert told("en", "Don't you think the library should be open?")[About.LEADING] == "Don't you"
