"""What a survey's JSON says, read without trust: any value may be of any kind."""

from collections.abc import Iterator
from typing import Any

from instruments.bounded.refused import Refused
from instruments.language import UNKNOWN, Texts

Json = dict[str, Any]
HOLDERS = ("elements", "questions", "templateElements")
DEEPEST = 100
MOST_VALUES = 500_000


def measure(value: Any) -> None:
    """Raises Refused for JSON that nests or holds more than any survey, found without recursion."""
    level, levels, values = [value], 0, 0
    while level:
        levels += 1
        values += len(level)
        if levels > DEEPEST or values > MOST_VALUES:
            raise Refused("the survey nests or holds more than a form can need: it is not read")
        level = [inner for one in level for inner in _inside(one)]


def _inside(value: Any) -> Iterator[Any]:
    match value:
        case dict():
            yield from value.values()
        case list():
            yield from value


def objects(of: Json, *names: str) -> list[Json]:
    """The objects in the lists of these names."""
    return [one for name in names if isinstance(of.get(name), list) for one in of[name] if isinstance(one, dict)]


def elements(of: Json) -> list[Json]:
    return objects(of, *HOLDERS)


def said(of: Json, name: str) -> str:
    """A text that is the same in every language; numbers and truth values as SurveyJS writes them."""
    return plain(of.get(name))


def plain(value: Any) -> str:
    match value:
        case str():
            return value
        case bool():
            return str(value).lower()
        case float() if value.is_integer():
            return str(int(value))
        case int() | float():
            return str(value)
    return ""


def number(of: Json, name: str) -> float | None:
    value = of.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def is_localised(value: Any) -> bool:
    """Whether anything in the survey is written in more than one language, or says in which."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict) and isinstance(one.get("default"), str):
            return True
        waiting.extend(_inside(one))
    return False


def language_of(survey: Json) -> str:
    """The one that texts without a language are in; SurveyJS takes English where the survey does not say."""
    return said(survey, "locale").strip() or ("en" if is_localised(survey) else UNKNOWN)


def texts(value: Any, language: str) -> Texts:
    match value:
        case dict():
            spoken = {language if key == "default" else str(key): plain(text) for key, text in value.items()}
            return {key: text for key, text in spoken.items() if text.strip()}
        case _:
            text = plain(value)
            return {language: text} if text.strip() else {}
