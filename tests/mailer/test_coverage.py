"""Key phrases found again in the words of an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.coverage import covered, share


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("3200 kr", "SFO koster kr 3 200,- per måned"),
        ("søknadsfrist 1. mars", "Fristen for å søke er 1/3"),
        ("søk på nett", "Du søker på kommunens nettside"),
        ("moderasjon for søsken", "Det gis søskenmoderasjon på 30 %"),
        ("application deadline 1 March", "You must apply by March 1"),
        ("bygglov krävs inte", "Du behöver inte söka bygglov"),
        ("kl. 07.00-17.00", "Åpent fra 07.00 til 17.00"),
        ("15 m2", "inntil 15 kvadratmeter"),
        ("pass|nasjonalt ID-kort", "Ta med pass"),
    ],
)
def test_other_words_for_the_same_count(phrase, text):
    assert covered(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("3200 kr", "SFO koster 2900 kr"),
        ("søknadsfrist 1. mars", "Fristen er 1. april"),
        ("kontakt Husbanken", "Ring oss"),
    ],
)
def test_another_figure_or_matter_does_not(phrase, text):
    assert not covered(phrase, text)


@given(st.lists(st.text(min_size=1, max_size=30), max_size=5), st.text(max_size=200))
def test_the_share_is_a_share(key, text):
    assert 0 <= share(tuple(key), text) <= 1
