"""One text in several languages: which one a reader gets, and which ones are missing."""

from collections.abc import Iterable

Texts = dict[str, str]
"""One text per language code: nb, nn, sv, en; `und` where a file does not say which language it is."""

UNKNOWN = "und"
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku-arab", "nqo", "ps", "sd", "ug", "ur", "yi"})
NEAR = {"nn": "nb", "no": "nb", "neutral": "nb", "nb": "nn"}
"""Readers of the one read the other with ease."""


def in_language(texts: Texts, language: str) -> str:
    """The text in this language, else in the nearest one there is, else any; "" only where there is none at all."""
    return texts.get(language_of(texts, language), "")


def language_of(texts: Texts, language: str) -> str:
    """Which language `in_language` answers in: not the wanted one where a translation is missing."""
    wanted = (language, NEAR.get(language, language), language.partition("-")[0], "en")
    return next((code for code in (*wanted, *texts) if texts.get(code, "").strip()), "")


def direction(language: str) -> str:
    """`rtl` or `ltr`, as HTML's dir wants it."""
    lowered = language.lower()
    return "rtl" if lowered in RIGHT_TO_LEFT or lowered.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def missing(texts: Texts, languages: Iterable[str]) -> tuple[str, ...]:
    """The languages in which a text that exists elsewhere is absent or blank."""
    return tuple(language for language in languages if not texts.get(language, "").strip())
