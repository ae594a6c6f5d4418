"""The conditions of LimeSurvey before 1.92, as the expressions that later versions write in their place."""

from collections.abc import Iterable

from instruments.limesurvey.export import Row
from instruments.limesurvey.source import Source

METHODS = {"==": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "": "=="}


def of_conditions(source: Source) -> dict[str, str]:
    """By question: rows about one field are alternatives, fields have to hold together, scenarios are alternatives."""
    found: dict[str, dict[str, dict[str, list[str]]]] = {}
    for row in source.export.rows("conditions"):
        scenarios = found.setdefault(row.get("qid", ""), {})
        fields = scenarios.setdefault(row.get("scenario", "1"), {})
        fields.setdefault(row.get("cfieldname", ""), []).append(_one(row))
    return {
        qid: _joined((_joined((_joined(ways, "or") for ways in of.values()), "and") for of in scenarios.values()), "or")
        for qid, scenarios in found.items()
    }


def _one(row: Row) -> str:
    """`+` in front of a field marks the box of a multiple choice; `@...@` names another answer."""
    field = f"{row.get('cfieldname', '').lstrip('+')}.NAOK"
    value, method = row.get("value", "").strip(), row.get("method", "").strip()
    if method == "RX":
        return f"regexMatch({_quoted(value)}, {field})"
    other = f"{value.strip('@')}.NAOK" if value.startswith("@") and value.endswith("@") and value != "@" else ""
    return f"{field} {METHODS.get(method, method)} {other or _quoted(value)}"


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _joined(parts: Iterable[str], word: str) -> str:
    each = list(parts)
    return each[0] if len(each) == 1 else f" {word} ".join(f"({one})" for one in each)
