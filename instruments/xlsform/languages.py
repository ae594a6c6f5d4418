"""Which language a column is in: `label::Norsk (nb)` -> nb, called Norsk."""

import re
from functools import cache

from babel import Locale

from instruments.language import UNKNOWN

NAMED = re.compile(r"(?P<name>.*?)\s*\((?P<code>[^()]+)\)\s*\Z", re.DOTALL)
CODE = re.compile(r"(?:[A-Za-z]{2,3}|x(?=-))(?:-[A-Za-z0-9]{1,8})*\Z")
ONE_NAME = {"no": "nb", "nor": "nb", "iw": "he", "in": "id", "default": UNKNOWN}
"""Codes that mean another one here: plain Norwegian is read by readers of bokmål."""
NATIVE = {
    "norsk": "nb", "norwegian": "nb", "bokmål": "nb", "norsk bokmål": "nb", "nynorsk": "nn", "norsk nynorsk": "nn",
    "svenska": "sv", "dansk": "da", "suomi": "fi", "davvisámegiella": "se", "sámi": "se", "northern sámi": "se",
    "deutsch": "de", "français": "fr", "francais": "fr", "español": "es", "espanol": "es", "castellano": "es",
    "português": "pt", "portugues": "pt", "italiano": "it", "nederlands": "nl", "polski": "pl", "íslenska": "is",
    "русский": "ru", "українська": "uk", "العربية": "ar", "عربي": "ar", "arabe": "ar", "فارسی": "fa", "farsi": "fa",
    "dari": "prs", "pashto": "ps", "اردو": "ur", "türkçe": "tr", "soomaali": "so", "af-soomaali": "so",
    "kurmanji": "kmr", "sorani": "ckb",
    "tigrigna": "ti", "amharic": "am", "አማርኛ": "am", "kiswahili": "sw", "swahili": "sw", "hindi": "hi",
    "हिन्दी": "hi", "नेपाली": "ne", "বাংলা": "bn", "bangla": "bn", "中文": "zh", "chinese": "zh", "tagalog": "tl",
    "filipino": "fil", "bahasa indonesia": "id", "bahasa": "id", "kreyòl": "ht", "kreyol": "ht", "creole": "ht",
    "malagasy": "mg", "anglais": "en", "inglés": "en", "eng": "en", "fre": "fr", "fra": "fr", "spa": "es", "ara": "ar",
    "por": "pt", "swa": "sw",
}  # fmt: skip


def code_of(written: str) -> tuple[str, str]:
    """The code of a language and what it calls itself, "" where the file does not say more than the code.

    `Norsk (nb)`, `nb` and `Norsk` are nb; a name nobody knows becomes a private code: `x-line`.
    """
    text = " ".join(written.split())
    found = NAMED.match(text)
    if found and CODE.match(found["code"].strip()):
        code = found["code"].strip()
        return _canonical(code), found["name"] if found["name"].lower() != code.lower() else ""
    if text.lower() in NATIVE:
        return NATIVE[text.lower()], text
    known = _english().get(text.lower())
    if known:
        return known, text
    if CODE.match(text) and text.partition("-")[0].lower() in _codes():
        return _canonical(text), ""
    if text.lower() == "default":
        return UNKNOWN, ""
    return f"x-{_private(text)}", text


def _canonical(code: str) -> str:
    first, *rest = code.split("-")
    lowered = first.lower()
    return "-".join([ONE_NAME.get(lowered, lowered), *rest])


def _private(text: str) -> str:
    """A tag of at most eight letters and digits per part, which is what a private language code may have."""
    letters = re.sub(r"[^a-z0-9]", "", text.lower())
    if not letters:
        letters = "".join(f"{ord(letter):x}" for letter in text)[:16] or "unnamed"
    return "-".join(letters[at : at + 8] for at in range(0, min(len(letters), 24), 8))


@cache
def _english() -> dict[str, str]:
    """What English calls the languages."""
    return {str(name).lower(): str(code).replace("_", "-") for code, name in Locale("en").languages.items()}


@cache
def _codes() -> frozenset[str]:
    return frozenset(str(code).partition("_")[0] for code in Locale("en").languages) | {UNKNOWN, "x", *ONE_NAME}
