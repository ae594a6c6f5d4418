"""The words of an inquiry by mail, as they will leave."""

from instruments.scenario import Persona, Scenario, fill, fillings


def letter(scenario: Scenario, persona: Persona, *, form: str, wording: int, unit: str) -> tuple[str, str]:
    """Subject and body."""
    words = scenario.wordings[form][wording]
    values = fillings(persona, unit)
    return " ".join(fill(words.subject, values).split()), fill(words.body, values).strip() + "\n"
