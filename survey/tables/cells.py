"""What stands in a cell, when it is a number of a unit, a heading, an e-mail address, a phone number, a day."""

import re
from datetime import date, datetime
from typing import Any

import phonenumbers

from survey.texts import N_

WIDTHS = {"NO": 4, "SE": 4, "DK": 3, "FI": 3}  # digits of a municipality's number, with the zeros that Excel drops
# The local part in ASCII: most mail servers still take no other; a domain may have any letters.
EMAIL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[^@\s,;<>\"()]+\.[^@\s.,;<>\"()]{2,}")
SHORT = 6  # digits: such numbers are dialled inside the country only


class BadCell(ValueError):
    """What is wrong with a cell and what to do, as a message id and its values."""

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


def folded(heading: str) -> str:
    """Letters and digits only: `E-post`, `e post` and `Epost` are one."""
    return "".join(letter for letter in heading.casefold() if letter.isalnum())


def code(text: str, country: str) -> str:
    plain = text.replace(" ", "").removesuffix(".0").upper()
    # It stands in addresses of pages and in names of files: a slash would begin another part, dots lead elsewhere.
    if not re.fullmatch(r"[0-9A-ZÆØÅÄÖ._-]{1,20}", plain) or not plain.strip("._-"):
        raise BadCell(N_("The number has to be 1 to 20 letters or digits"))
    return plain.zfill(WIDTHS.get(country, 0)) if plain.isdecimal() else plain


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
