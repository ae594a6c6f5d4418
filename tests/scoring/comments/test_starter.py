"""The starter examples keep what the scheme asks of them."""

from collections import Counter

import pytest

from instruments import bank
from scoring.comments.redact import spans
from scoring.comments.starter.examples import AXES, LANGUAGES, examples
from scoring.comments.tagger.example import Example

LEAST = {"reasons": 40, "area": 25}
WELL_STOCKED = ("nb", "nn", "sv", "en")
SCHEME = {axis.code: axis for axis in bank.codebook("municipal").axes}


def of(language: str) -> list[Example]:
    return [example for example in examples() if example.language == language]


@pytest.mark.parametrize("language", WELL_STOCKED)
def test_each_language_has_forty_examples_of_a_reason_and_twenty_five_of_an_area(language: str) -> None:
    for axis, least in LEAST.items():
        found = Counter(code for example in of(language) for code in example.labels[axis])
        assert {code: found[code] for code in SCHEME[axis].codes if found[code] < least} == {}


def test_examples_use_the_codes_of_the_municipal_scheme_and_none_stands_alone() -> None:
    for axis, rule in AXES.items():
        assert (rule.many, rule.none) == (SCHEME[axis].many, SCHEME[axis].none)
    for example in examples():
        for axis, codes in example.labels.items():
            assert codes and set(codes) <= set(SCHEME[axis].codes), example
            alone = not AXES[axis].many or AXES[axis].none in codes
            assert not alone or len(codes) == 1, example


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_example_is_there_twice(language: str) -> None:
    told = Counter(" ".join(example.text.casefold().split()) for example in of(language))
    assert [text for text, times in told.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_example_holds_personal_data(language: str) -> None:
    found = {example.text: spans(example.text, language) for example in of(language)}
    assert {text: [text[one.start : one.end] for one in got] for text, got in found.items() if got} == {}
