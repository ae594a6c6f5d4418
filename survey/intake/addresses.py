"""Where a citizen can be written to: one e-mail address, one phone number, each in one form."""

import phonenumbers

from survey.tables import cells
from survey.tables.cells import BadCell
from survey.texts import N_

LONGEST = 254  # RFC 5321
BAD_EMAIL = N_("This has to be one e-mail address, such as kari@example.no")
BAD_PHONE = N_("This has to be one phone number, such as 912 34 567 or +47 912 34 567")


def email(text: str) -> str:
    """As it is written to; raises BadCell."""
    plain = text.rpartition("<")[2].rstrip(">") if text.endswith(">") else text
    plain = plain.strip().strip("'\";,").removeprefix("mailto:").removeprefix("smtp:")
    try:
        found = cells.email(plain)
        local, _, domain = found.rpartition("@")
        labels = domain.encode("idna").decode("ascii").split(".")
    except (BadCell, UnicodeError) as fault:
        raise BadCell(BAD_EMAIL) from fault
    if len(found) > LONGEST or local.endswith(".") or not all(map(is_label, labels)):
        raise BadCell(BAD_EMAIL)
    return found


def is_label(text: str) -> bool:
    return bool(text) and text.replace("-", "").isalnum() and not text.startswith("-") and not text.endswith("-")


def phone(text: str, country: str) -> str:
    """E.164; a number without a country's is of the unit's. Raises BadCell."""
    plain = text.strip().strip("'").removeprefix("tel:")
    try:
        number = phonenumbers.parse(plain, country)
    except phonenumbers.NumberParseException as fault:
        raise BadCell(BAD_PHONE) from fault
    if number.extension or not phonenumbers.is_valid_number(number):
        raise BadCell(BAD_PHONE)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
