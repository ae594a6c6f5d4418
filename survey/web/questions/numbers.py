"""Numbers as people type and read them: ٣٫٥ in Arabic, a long minus sign, 3,5 where the comma is the decimal sign."""

import re
import unicodedata
from functools import cache

from babel import Locale, UnknownLocaleError

SIGNS = str.maketrans({"\N{ARABIC DECIMAL SEPARATOR}": ".", "\N{MINUS SIGN}": "-"})


def typed(text: str) -> str:
    """With the digits and signs that everybody's programs read."""
    return "".join(str(unicodedata.decimal(one, one)) for one in text.translate(SIGNS))


def shown(number: str, language: str) -> str:
    """With the reader's decimal sign."""
    return number.replace(".", ",") if comma(language) and re.fullmatch(r"-?\d*\.\d+", number) else number


@cache
def comma(language: str) -> bool:
    """Whether a language writes a decimal comma."""
    try:
        symbols = Locale.parse(language.replace("-", "_")).number_symbols
    except (UnknownLocaleError, ValueError):
        return False
    return bool(symbols.get("latn", symbols).get("decimal") == ",")
