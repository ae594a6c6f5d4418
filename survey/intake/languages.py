"""Which language a contact reads: a code, or the language's name in ours, in English or in its own."""

from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from babel import Locale

from survey.tables.cells import BadCell, folded
from survey.texts import LANGUAGES, N_

OWN = (
    "da fi is fo se sma smj et lv lt pl cs sk uk ru be ro bg hu de nl fr es it pt el tr sq bs hr sr mk ar fa ps ur hi "
    "pa bn ta si ne ku ckb so ti am om sw ha yo vi th zh ja ko fil my ka hy az kk uz mn id ms he"
)
"""Languages that are known by their own names as well."""
SAID: Mapping[str, str] = MappingProxyType(
    {
        "no": "nb", "nor": "nb", "nob": "nb", "norsk": "nb", "norwegian": "nb", "norska": "nb", "bokmål": "nb",
        "bokmal": "nb", "nno": "nn", "nynorsk": "nn", "swe": "sv", "svensk": "sv", "eng": "en", "dan": "da",
        "fin": "fi", "isl": "is", "sme": "se", "sami": "se", "sámi": "se", "samisk": "se", "samiska": "se",
        "pol": "pl", "ukr": "uk", "rus": "ru", "ron": "ro", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr",
        "spa": "es", "ita": "it", "por": "pt", "nld": "nl", "tur": "tr", "ara": "ar", "fas": "fa", "per": "fa",
        "prs": "fa", "farsi": "fa", "dari": "fa", "pus": "ps", "urd": "ur", "kur": "ku", "kurmanji": "ku",
        "sorani": "ckb", "som": "so", "tir": "ti", "amh": "am", "lit": "lt", "lav": "lv", "est": "et", "tha": "th",
        "vie": "vi", "zho": "zh", "chi": "zh", "mandarin": "zh", "tgl": "fil", "tl": "fil", "tagalog": "fil",
        "tam": "ta", "hin": "hi", "sqi": "sq", "bos": "bs", "hrv": "hr", "srp": "sr", "hun": "hu", "ces": "cs",
        "slk": "sk", "bul": "bg", "ell": "el",
    }
)  # fmt: skip


@lru_cache(maxsize=1024)
def language(text: str) -> str:
    """Two or three letters, as `<html lang>` takes them; raises BadCell."""
    plain = text.strip().lower().replace("_", "-")
    primary = plain.partition("-")[0]
    found = (
        SAID.get(folded(plain)) or SAID.get(primary) or (primary if primary in codes() else names().get(folded(plain)))
    )
    if found is None:
        raise BadCell(N_("This language is not known: write a code such as nb or en, or leave the cell empty"))
    return found


@cache
def codes() -> frozenset[str]:
    return frozenset(code for code in map(str, Locale.parse("en").languages) if code.isalpha() and len(code) in (2, 3))


@cache
def names() -> dict[str, str]:
    """Folded name -> code; our own four languages have the last word."""
    found = {folded(Locale.parse(code).get_display_name() or code): code for code in OWN.split()}
    for ours in LANGUAGES:
        said = Locale.parse(ours).languages.items()
        found |= {folded(str(name)): str(code).partition("_")[0] for code, name in sorted(said, reverse=True)}
    return found
