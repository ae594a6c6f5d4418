"""The people who ask: enough of them, of all ages, for any unit and any protocol."""

import pytest

from instruments import bank
from instruments.fault import missing_languages
from instruments.scenario import FORMS, Channel, Persona, Scenario, suits

CASTS = bank.casts()
PERSONAS = [persona for cast in CASTS.values() for persona in cast.personas]
ASKED = [one for one in bank.scenarios().values() if {Channel.EMAIL, Channel.PHONE} & set(one.channels)]
COUNTRY = {"nb": "norway", "nn": "norway", "sv": "sweden"}


def fitting(scenario: Scenario, form: str) -> list[Persona]:
    return [persona for persona in CASTS[COUNTRY[form]].personas if suits(persona, scenario, form=form)]


def matched(scenarios: list[Scenario], form: str) -> int:
    """How many of the scenarios find a persona of their own (augmenting paths)."""
    taken: dict[str, Scenario] = {}

    def settle(scenario: Scenario, seen: set[str]) -> bool:
        for persona in fitting(scenario, form):
            if persona.id not in seen:
                seen.add(persona.id)
                if persona.id not in taken or settle(taken[persona.id], seen):
                    taken[persona.id] = scenario
                    return True
        return False

    return sum(settle(scenario, set()) for scenario in scenarios)


def test_there_are_sixty_norwegians_and_forty_swedes_each_of_their_own_name() -> None:
    assert {name: len(cast.personas) for name, cast in CASTS.items()} == {"norway": 60, "sweden": 40}
    assert len({persona.id for persona in PERSONAS}) == len({persona.name for persona in PERSONAS}) == 100
    assert len({persona.last_name for persona in PERSONAS}) >= 98


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda one: one.id)
def test_a_persona_is_described_in_four_languages_and_writes_their_countrys_forms(persona: Persona) -> None:
    for texts in (persona.situation, persona.tone):
        assert not list(missing_languages(texts, persona.id, FORMS))
    country = next(name for name, cast in CASTS.items() if persona in cast.personas)
    assert persona.forms
    assert all(COUNTRY[form] == country for form in persona.forms)


@pytest.mark.parametrize("form", COUNTRY)
def test_every_scenario_suits_many_personas(form: str) -> None:
    assert {one.id: len(fitting(one, form)) for one in ASKED if len(fitting(one, form)) < 8} == {}


@pytest.mark.parametrize("form", COUNTRY)
def test_one_unit_can_get_every_mail_and_call_from_somebody_else(form: str) -> None:
    assert matched(ASKED, form) == len(ASKED)
