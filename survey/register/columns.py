"""Which column is what, under the names that people give them, and what stands in a cell of it."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import phonenumbers

from instruments.clock import ZONES
from survey.register.opening import BadHours, week
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
WIDTHS = {"NO": 4, "SE": 4, "DK": 3, "FI": 3}  # digits of a municipality's number, with the zeros that Excel drops
LARGEST_POPULATION = 50_000_000
# The local part in ASCII: most mail servers still take no other; a domain may have any letters.
EMAIL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[^@\s,;<>\"()]+\.[^@\s.,;<>\"()]{2,}")
SHORT = 6  # digits: such numbers are dialled inside the country only


class BadCell(ValueError):
    """What is wrong with a cell and what to do, as a message id."""


def field_of(heading: str) -> str | None:
    return NAMES.get(folded(heading))


def is_known(heading: str) -> bool:
    return folded(heading) in BESIDES or field_of(heading) is not None


def folded(heading: str) -> str:
    """Letters and digits only: `E-post`, `e post` and `Epost` are one."""
    return "".join(letter for letter in heading.casefold() if letter.isalnum())


NAMES = {folded(name): field for field, names in FIELDS.items() for name in (field, *names)}


def code(text: str, country: str) -> str:
    plain = text.replace(" ", "").removesuffix(".0").upper()
    if not re.fullmatch(r"[0-9A-ZÆØÅÄÖ._/-]{1,20}", plain):
        raise BadCell(N_("The number has to be 1 to 20 letters or digits"))
    return plain.zfill(WIDTHS.get(country, 0)) if plain.isdecimal() else plain


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


def email(text: str) -> str:
    plain = text.removeprefix("mailto:").strip()
    if not EMAIL.fullmatch(plain) or ".." in plain or plain.startswith("."):
        raise BadCell(N_("This has to be one e-mail address, such as post@example.no"))
    local, _, domain = plain.rpartition("@")
    return f"{local}@{domain.lower()}"


def phone(text: str, country: str) -> str:
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as fault:
        raise BadCell(N_("This has to be one phone number, such as 33 17 10 00 or +47 33 17 10 00")) from fault
    if not phonenumbers.is_possible_number(number):
        raise BadCell(N_("This has to be one phone number, such as 33 17 10 00 or +47 33 17 10 00"))
    short = len(phonenumbers.national_significant_number(number)) <= SHORT
    form = phonenumbers.PhoneNumberFormat.NATIONAL if short else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def day(text: str) -> date:
    for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y%m%d", "%d-%m-%Y"):
        try:
            return datetime.strptime(text.split(" ")[0], pattern).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    raise BadCell(N_("This has to be a date, such as 2026-05-17"))


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
