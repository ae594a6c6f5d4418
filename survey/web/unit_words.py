"""The words of the register of units, looked up by the code that stands in the data."""

from collections.abc import Mapping

from babel.dates import get_day_names

from survey.problems import Fault
from survey.register.opening import written
from survey.texts import N_, Translate
from survey.web.formats import LOCALES

CHANNELS = {"email": N_("E-mail"), "phone": N_("Phone"), "web": N_("Website")}
LACKING = {"email": N_("no e-mail address"), "phone": N_("no phone number"), "web": N_("no website")}
COUNTRIES = {"NO": N_("Norway"), "SE": N_("Sweden"), "DK": N_("Denmark"), "FI": N_("Finland")}
FORMS = {"nb": "Bokmål", "nn": "Nynorsk", "sv": "Svenska", "en": "English"}  # by their own names everywhere
FIELDS = {
    "name": N_("Name"),
    "county": N_("County"),
    "peer_group": N_("Peer group"),
    "population": N_("Inhabitants"),
    "area_km2": N_("Area, km²"),
    "written_form": N_("Written form"),
    "website": N_("Website"),
    "lat": N_("Latitude"),
    "lon": N_("Longitude"),
    "opening": N_("Opening hours"),
    "valid_from": N_("Exists from"),
    "valid_to": N_("Exists until"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "closed_days": N_("Extra closed days"),
    "parent": N_("Belongs to"),
    "successor": N_("Merged into"),
}
# Sizes as the record of the field groups them: under 2,000 is where a test is noticed.
SIZES = {
    "1-1999": N_("under 2,000 inhabitants"),
    "2000-4999": N_("2,000 to 4,999"),
    "5000-19999": N_("5,000 to 19,999"),
    "20000-49999": N_("20,000 to 49,999"),
    "50000-": N_("50,000 and more"),
}


def hours(opening: Mapping[str, tuple[str, str]] | None, language: str) -> str:
    """Opening hours with the weekdays of the reader, as the form takes them back."""
    names = get_day_names("abbreviated", locale=LOCALES[language])
    return written(opening, [names[number].strip(".") for number in range(7)]) if opening else ""


def place(fault: Fault, _: Translate) -> str:
    """`row 12, folketall: mange` in the reader's words; the heading and the cell stay as they are in the file."""
    kind, _space, rest = fault.where.partition(" ")
    number, comma, cell = rest.partition(",")
    match kind:
        case "row":
            return _("Row %(line)s", line=number) + comma + cell
        case "column":
            return _("Column %(name)s", name=rest)
        case _:
            return fault.where


def bounds(size: str) -> tuple[int | None, int | None]:
    low, _, high = size.partition("-")
    return (int(low) if low.isdecimal() else None, int(high) if high.isdecimal() else None)
