"""A scenario, its placeholders and its key."""

import pytest

from instruments.scenario import (
    Channel,
    Persona,
    Scenario,
    UnknownPlaceholderError,
    Wording,
    facts,
    fill,
    fillings,
    phrases,
    problems,
    suits,
)

KARI = Persona(
    id="kari", first_name="Kari", last_name="Lie", forms=("nb", "nn"), age=40, situation={"nb": "x"}, tone={"nb": "y"}
)


def test_placeholders_are_filled_and_other_braces_stay() -> None:
    text = fill("Hei {unit}! {} { x }\nHilsen {persona}", fillings(KARI, "Larvik"))
    assert text == "Hei Larvik! {} { x }\nHilsen Kari Lie"


def test_an_unknown_placeholder_is_a_fault() -> None:
    with pytest.raises(UnknownPlaceholderError, match="street"):
        fill("I live in {street}", fillings(KARI, "Larvik"))


def test_the_key_reads_as_an_answer_and_yields_its_phrases() -> None:
    key = {"en": ("Apply for *home help|practical help* in *writing*.",), "en-SE": ("Ask a *care manager*.",)}
    scenario = Scenario(id="x", sector="care", channels=(Channel.EMAIL,), title={}, key=key)
    assert facts(scenario, "en") == ("Apply for home help in writing.",)
    assert phrases(scenario, "en") == ("home help|practical help", "writing")
    assert facts(scenario, "en", country="SE") == ("Ask a care manager.",)
    assert facts(scenario, "en", country="NO") == facts(scenario, "en")
    assert phrases(scenario, "nb") == ()


def test_a_thin_scenario_is_told_what_it_lacks() -> None:
    scenario = Scenario(
        id="x",
        sector="care",
        channels=(Channel.EMAIL, Channel.PHONE),
        title={"nb": "x"},
        wordings={"nb": (Wording("Hei", "Bor i {gate}"),)},
    )
    found = {(fault.where, fault.message) for fault in problems(scenario)}
    assert ("wordings.nb", "1 of at least 3") in found
    assert ("openings.sv", "0 of at least 3") in found
    assert ("title", "no text in en") in found
    assert any(where == "wordings.nb.1.body" and "{gate}" in message for where, message in found)


def test_a_persona_asks_only_what_suits_age_and_written_form() -> None:
    scenario = Scenario(id="x", sector="school", channels=(Channel.EMAIL,), title={}, ages=(25, 45))
    assert suits(KARI, scenario, form="nn")
    assert suits(KARI, scenario, form="en")
    assert not suits(KARI, scenario, form="sv")
