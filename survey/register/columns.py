"""Which column is what, under the names that people give them, and what stands in a cell of it."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from instruments.clock import ZONES
from survey.register.opening import BadHours, week
from survey.tables.cells import BadCell, code, day, email, folded, phone
from survey.texts import N_

FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "code": ("number", "code", "id", "unit", "municipality number", "municipality code", "nr", "nummer", "kode",
                 "kommunenummer", "kommunenr", "knr", "enhetsnummer", "organisasjonsnummer", "orgnr", "kommunkod",
                 "kod", "kommunnummer", "kommunenummer i dag"),
        "name": ("name", "unit name", "municipality", "municipality name", "navn", "namn", "kommune", "kommunenavn",
                 "kommunenamn", "kommun", "kommunnamn", "enhet", "enhetsnavn", "eining"),
        "country": ("country", "land", "country code", "landkode", "landskod"),
        "county": ("county", "fylke", "fylkesnavn", "fylkesnamn", "län", "lan", "region", "länsnamn"),
        "peer_group": ("peer group", "group", "comparison group", "kostra group", "kostra gruppe", "kostragruppe",
                       "gruppe", "sammenligningsgruppe", "samanlikningsgruppe", "sentralitet", "centrality",
                       "jämförelsegrupp", "kommungrupp", "grupp"),
        "population": ("population", "inhabitants", "folketall", "folketal", "innbyggere", "innbyggertall",
                       "innbyggjarar", "innbyggjartal", "folkmängd", "folkmangd", "invånare", "antal invånare",
                       "befolkning"),
        "area_km2": ("area km2", "area", "areal", "areal km2", "yta", "areal i km2", "landareal"),
        "written_form": ("written form", "language", "målform", "maalform", "malform", "språk", "skriftform",
                         "språkform"),
        "website": ("website", "web", "url", "homepage", "nettside", "nettsted", "nettstad", "hjemmeside",
                    "heimeside", "webbplats", "hemsida", "webadresse", "webbadress"),
        "lat": ("lat", "latitude", "breddegrad", "breiddegrad", "latitud"),
        "lon": ("lon", "lng", "long", "longitude", "lengdegrad", "longitud"),
        "email": ("e mail", "email", "mail", "e post", "epost", "e postadresse", "epostadresse", "postmottak",
                  "e postadress", "epostadress", "mejl", "mailadresse"),
        "phone": ("phone", "telephone", "phone number", "telefon", "telefonnummer", "tlf", "tlf nr", "sentralbord",
                  "sentralbord telefon", "telefonnr", "växel", "vaxel"),
        "opening": ("opening", "opening hours", "office hours", "åpningstid", "åpningstider", "opningstid",
                    "opningstider", "kontortid", "öppettider", "öppettid", "telefontid"),
        "closed_days": ("closed days", "closed", "stengt", "stengte dager", "stengde dagar", "lukkedager",
                        "stängt", "stängda dagar"),
        "parent": ("parent", "parent number", "parent code", "overordnet", "overordna", "hører til", "hovedenhet",
                   "överordnad", "tillhör"),
        "valid_from": ("valid from", "from", "gyldig fra", "gyldig frå", "fra dato", "giltig från", "fra"),
        "valid_to": ("valid to", "to", "gyldig til", "til dato", "giltig till", "til", "opphørt", "nedlagt"),
        "successor": ("successor", "successor number", "merged into", "etterfølger", "etterfølgjar", "slått sammen til",
                      "ny kommune", "nytt kommunenummer", "efterträdare"),
    }
)  # fmt: skip
# What tables often hold besides, and what needs no telling that it is left out.
BESIDES = frozenset({"countynumber", "countycode", "fylkesnummer", "fylkesnr", "länskod", "länsnummer"})
FORMS = {
    "nb": "nb", "bokmål": "nb", "bokmal": "nb", "b": "nb", "neutral": "nb", "nøytral": "nb", "nøytralt": "nb",
    "no": "nb", "norsk": "nb", "nn": "nn", "nynorsk": "nn", "n": "nn", "sv": "sv", "svenska": "sv", "svensk": "sv",
    "se": "sv", "en": "en", "english": "en", "engelsk": "en", "engelska": "en",
}  # fmt: skip
COUNTRIES = {
    "norge": "NO", "noreg": "NO", "norway": "NO", "sverige": "SE", "sweden": "SE", "danmark": "DK", "denmark": "DK",
    "finland": "FI", "suomi": "FI",
}  # fmt: skip
LARGEST_POPULATION = 50_000_000


def field_of(heading: str) -> str | None:
    return NAMES.get(folded(heading))


def is_known(heading: str) -> bool:
    return folded(heading) in BESIDES or field_of(heading) is not None


NAMES = {folded(name): field for field, names in FIELDS.items() for name in (field, *names)}


def country(text: str) -> str:
    found = COUNTRIES.get(text.casefold(), text.upper())
    if found not in ZONES:
        raise BadCell(N_("The country has to be one of NO, SE, DK, FI"))
    return found


def whole(text: str) -> int:
    plain = re.sub(r"[\s.,'](?=\d{3}\b)", "", text)
    plain = re.sub(r"[.,]0+$", "", plain)
    if not plain.isascii() or not plain.isdecimal() or len(plain) > 9 or int(plain) > LARGEST_POPULATION:
        raise BadCell(N_("This has to be a whole number, such as 12345"))
    return int(plain)


def decimal(text: str) -> float:
    plain = re.sub(r"\s", "", text).replace(",", ".")
    if not re.fullmatch(r"-?\d{1,7}(\.\d+)?", plain, flags=re.ASCII):
        raise BadCell(N_("This has to be a number, such as 59.91"))
    return float(plain)


def latitude(text: str) -> float:
    return inside(decimal(text), 90)


def longitude(text: str) -> float:
    return inside(decimal(text), 180)


def area(text: str) -> float:
    found = decimal(text)
    if found < 0:
        raise BadCell(N_("This cannot be less than 0"))
    return found


def inside(degrees: float, limit: int) -> float:
    if abs(degrees) > limit:
        raise BadCell(N_("Latitude is at most 90 degrees and longitude at most 180: are the two columns swapped?"))
    return degrees


def written_form(text: str) -> str:
    found = FORMS.get(text.casefold())
    if found is None:
        raise BadCell(N_("The written form has to be one of nb, nn, sv, en or neutral"))
    return found


def website(text: str) -> str:
    url = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in {"http", "https"} or "." not in host or " " in text or "@" in parts.netloc:
        raise BadCell(N_("This has to be a web address, such as www.example.no"))
    return url


def days(text: str) -> tuple[date, ...]:
    return tuple(sorted({day(one) for one in re.split(r"[,;\s]+", text) if one}))


def opening(text: str) -> dict[str, tuple[str, str]]:
    try:
        return week(text)
    except BadHours as fault:
        raise BadCell(str(fault)) from fault


PLAIN: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "name": str,
        "county": str,
        "peer_group": str,
        "population": whole,
        "area_km2": area,
        "written_form": written_form,
        "website": website,
        "lat": latitude,
        "lon": longitude,
        "email": email,
        "opening": opening,
        "closed_days": days,
        "valid_from": day,
        "valid_to": day,
    }
)
PER_COUNTRY: Mapping[str, Callable[[str, str], Any]] = MappingProxyType(
    {"code": code, "parent": code, "successor": code, "phone": phone}
)


def value(field: str, text: str, *, country: str) -> Any:
    """What a cell says; raises BadCell."""
    if field in PER_COUNTRY:
        return PER_COUNTRY[field](text, country)
    return PLAIN[field](text)
