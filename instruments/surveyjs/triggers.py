"""Triggers that make questions visible, an old way of SurveyJS to say `visibleIf`."""

import json

from instruments.surveyjs.source import Json, objects, plain, said


def shown_by(survey: Json) -> dict[str, str]:
    """By question or page: the condition under which a trigger shows it; several are alternatives."""
    found: dict[str, list[str]] = {}
    for one in visible(survey):
        for names in (one.get("questions"), one.get("pages")):
            for name in names if isinstance(names, list) else ():
                found.setdefault(plain(name), []).append(_condition(one))
    return {name: " or ".join(f"({one})" for one in each) for name, each in found.items()}


def visible(survey: Json) -> list[Json]:
    return [one for one in objects(survey, "triggers") if said(one, "type").removesuffix("trigger") == "visible"]


def _condition(one: Json) -> str:
    if said(one, "expression"):
        return said(one, "expression")
    operator = said(one, "operator") or "equal"
    if operator in {"empty", "notempty"}:
        return f"{{{said(one, 'name')}}} {operator}"
    return f"{{{said(one, 'name')}}} {operator} {json.dumps(one.get('value'), ensure_ascii=False)}"
