"""Text catalogues: every word a person reads, in bokmål, nynorsk, Swedish and English."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = {"nb": "Bokmål", "nn": "Nynorsk", "sv": "Svenska", "en": "English"}
SOURCE = "en"  # message ids are the English text
CATALOGUES = Path(__file__).parent / "catalogues"

NEIGHBOURS = {"no": "nb", "se": "nb", "sma": "nb", "smj": "nb", "fkv": "nb", "da": "nb", "fi": "sv"}
"""What is read where we have no words: the Sámi languages and Kven live beside Norwegian."""

THOUSAND = 1000

Translate = Callable[..., str]


def N_(message: str) -> str:  # noqa: N802 - gettext's own name: marks a text that is looked up later
    return message


@cache
def catalogue(language: str) -> dict[str, str | tuple[str, ...]]:
    """Message id -> text of one language, from `catalogues/AREA.LANGUAGE.po`; a plural is keyed by its singular."""
    texts: dict[str, str | tuple[str, ...]] = {}
    for path in sorted(CATALOGUES.glob(f"*.{language}.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if not message.id or not message.string:
                    continue
                key = message.id if isinstance(message.id, str) else message.id[0]
                texts[key] = message.string if isinstance(message.string, str) else tuple(message.string)
    return texts


def spoken(language: str) -> str:
    """The language of our own words around a text in this one: the same, one that its readers know, or English."""
    wanted = (language, language.partition("-")[0], NEIGHBOURS.get(language, SOURCE))
    return next((code for code in wanted if code == SOURCE or catalogue(code)), SOURCE)


def translator(language: str) -> Translate:
    """`_("Sent %(n)s mails", n=3)` in `language`; a text that is missing falls back to English, never to nothing."""
    texts = {} if language == SOURCE else catalogue(language)

    def translate(message: str, /, **values: Any) -> str:
        found = texts.get(message, message)
        text = found if isinstance(found, str) else found[0]
        return text % values if values else text

    return translate


def plural_translator(language: str) -> Translate:
    """`ngettext("%(n)s call to make", "%(n)s calls to make", n)`: all our languages have one and many."""
    texts = {} if language == SOURCE else catalogue(language)

    def translate(one: str, many: str, n: int, /, **values: Any) -> str:
        found = texts.get(one, (one, many))
        pair = (found, found) if isinstance(found, str) else found
        # thousands are grouped as the reader's country does it; what is smaller is written the same everywhere
        told = format_decimal(n, locale=language) if n >= THOUSAND else n
        return pair[0 if n == 1 else 1] % {"n": told, **values}

    return translate
