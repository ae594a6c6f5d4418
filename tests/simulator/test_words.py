import re

import pytest

from simulator.words import LANGUAGES, words

KINDS = ("receipt", "automatic", "interim", "forwarded", "clarification", "refusal", "elsewhere")
KNOWN = {"unit", "first", "topic", "case", "dept", "date", "weeks", "days", "phone", "colleague"}


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize("kind", KINDS)
def test_norwegian_units_have_twenty_ways_to_say_each_thing_and_none_twice(language: str, kind: str) -> None:
    phrases = getattr(words(language), kind)
    assert len(set(phrases)) == len(phrases) >= 20


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_other_languages_have_some(language: str, kind: str) -> None:
    assert len(set(getattr(words(language), kind))) >= 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_placeholder_can_be_filled(language: str) -> None:
    for kind in (*KINDS, "survey", "opening", "ending", "partial", "auto_subject", "receipt_subject", "survey_subject"):
        for phrase in getattr(words(language), kind):
            assert set(re.findall(r"\{(\w+)\}", phrase)) <= KNOWN, phrase


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_interim_answer_names_a_time(language: str) -> None:
    assert all("{date}" in phrase or "{days}" in phrase for phrase in words(language).interim)
