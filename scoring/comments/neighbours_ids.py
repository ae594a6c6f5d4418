"""Swedish, Danish and Finnish national numbers.

Sweden: YYMMDD-NNNC, the last digit by Luhn over the nine before it (Skatteverket, SKV 704); 60 is added to the day of
a samordningsnummer. Denmark: DDMMYY-NNNN, the seventh digit tells the century; since 2007 numbers are given out that do
not fit modulus 11 (CPR-kontoret, "Personnummeret i CPR"). Finland: DDMMYY, a sign for the century, NNN and a letter by
modulus 31; more signs since 2023 (Digital and Population Data Services Agency).
"""

import re
from collections.abc import Iterator

from scoring.comments.dates import exists

CPR = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
LETTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
HETU = re.compile(
    r"(?<!\d)(?P<day>\d\d)[ .]?(?P<month>\d\d)[ .]?(?P<year>\d\d) ?[-+A-FU-Ya-fu-y] ?(?P<number>\d{3}) ?"
    r"(?P<letter>[A-Ya-y]|[0-9](?![0-9]))"
)
ELDEST, YOUNGEST = 1890, 2060  # years of birth that a number of eight digits of date can be about
COORDINATION = 60


def is_swedish(digits: str) -> bool:
    """Ten digits, or twelve with the century."""
    if len(digits) == 12 and not ELDEST <= int(digits[:4]) <= YOUNGEST:
        return False
    year, month, day = int(digits[:-8]), int(digits[-8:-6]), int(digits[-6:-4])
    return (exists(day, month, year) or exists(day - COORDINATION, month, year)) and luhn(digits[-10:])


def luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + place % 2)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def is_danish(digits: str) -> bool:
    """Ten digits that fit modulus 11 and hold a day."""
    return is_danish_day(digits) and sum(map(int.__mul__, CPR, map(int, digits))) % 11 == 0


def is_danish_day(digits: str) -> bool:
    """Ten digits with a day of somebody who can be alive; nothing more can be asked of numbers after 2007."""
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    return exists(day, month, year) and not (digits[6] in "5678" and year > 57)


def finnish(text: str) -> Iterator[tuple[int, int]]:
    """Where a plain text has Finnish numbers whose letter fits."""
    for match in HETU.finditer(text):
        day, month, year = (int(match[name]) for name in ("day", "month", "year"))
        number = int(match["day"] + match["month"] + match["year"] + match["number"])
        if exists(day, month, year) and LETTERS[number % 31] == match["letter"].upper():
            yield match.span()
