"""Every advice and every difference has a sentence in each language."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from instruments.comparable import Reason
from instruments.difference import Change, What
from instruments.instrument import Choice, Instrument, Item
from instruments.plain.found import About, Advice
from survey.texts import LANGUAGES, translator
from survey.web import advice_words, difference_words

VALUES = {
    name: "3" for name in ("n", "most", "positive", "negative")
} | {"quote": "vedrørende", "plain": "om", "band": "hard"}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("about", About)
def test_an_advice_says_what_and_what_to_do(about: About, language: str) -> None:
    said = advice_words.said(Advice("a.label", "nb", about, VALUES), translator(language))
    assert said.endswith(".")
    assert "%(" not in said


def test_an_advice_reads_as_a_sentence() -> None:
    one = Advice("a.label", "nb", About.OFFICIALESE, {"quote": "vedrørende", "plain": "om"})
    assert advice_words.said(one, translator("nb")) == "«vedrørende» er kansellispråk. Enklere: om."
    assert advice_words.said(one, translator("en")) == "“vedrørende” is officialese. Plainer: om."
    heavy = Advice("intro", "nb", About.LIX, {"n": "62", "band": "very_hard", "most": "50"})
    assert advice_words.what(heavy, translator("sv")) == "Texten är mycket svår att läsa (LIX 62)."


def test_every_field_of_an_instrument_has_a_name() -> None:
    fields = {*Item.__struct_fields__, *Choice.__struct_fields__, *Instrument.__struct_fields__}
    told_otherwise = {"name", "items", "choices", "lists", "tables", "value", "version"}
    assert fields - told_otherwise <= difference_words.FIELDS.keys()
    assert difference_words.REASONS.keys() == set(Reason)


def changed(where: str, field: str, before: str = "", after: str = "", **more: str) -> Change:
    return Change(what=What.CHANGED, where=where, item="a", field=field, before=before, after=after, **more)


def other(what: What, where: str, before: str = "", after: str = "", **more: str) -> Change:
    return Change(what=what, where=where, before=before, after=after, **more)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (changed("a.label", "label", "Hva?", "Hvor?", language="nb"), "Tekst (nb): «Hva?» → «Hvor?»"),
        (changed("a.required", "required", "", "yes"), "Må besvares: nei → ja"),
        (changed("a.choices.yes.points", "points", "2", "3", choice="yes"), "Poeng for valget «yes»: «2» → «3»"),
        (changed("a.parameters.start", "parameters.start", "", "1"), "Innstillinger for spørsmålet (start): – → «1»"),
        (other(What.ADDED, "a", after="Hva?"), "Lagt til: Hva?"),
        (other(What.REMOVED, "a.choices.no", "Nei", choice="no"), "Valget «no» tatt bort: Nei"),
        (other(What.MOVED, "a", field="order", after="b"), "Flyttet: etter «b»"),
        (other(What.MOVED, "a", field="group", before="g"), "Flyttet: ut av alle grupper"),
        (other(What.RENAMED, "b", "a", "b"), "Gitt nytt navn: «a» → «b»"),
        (other(What.ADDED, "lists.scale", field="list", after="5"), "Ny liste: 5"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_change_reads_as_a_line(change: Change, said: str) -> None:
    assert difference_words.said(change, translator("nb")) == said


@given(st.sampled_from(What), st.sampled_from([*difference_words.FIELDS, ""]), st.sampled_from(["", "yes"]))
def test_no_change_is_without_words(what: What, field: str, choice: str) -> None:
    assume(what is not What.RENAMED or not choice)
    change = other(what, "a", "1", "2", field=field, choice=choice)
    for language in LANGUAGES:
        assert difference_words.said(change, translator(language)).strip()
