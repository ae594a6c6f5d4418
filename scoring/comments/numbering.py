"""Which digits are a telephone number in Norway, Sweden, Denmark and Finland, and in the rest of the world.

The plans are those of ITU-T E.164 as libphonenumber has them, kept wider where a plan is opened often: a mask that
knows only last year's prefixes misses this year's numbers.
"""

import re

import phonenumbers

NORWEGIAN = re.compile(r"(?:2[1-4]|3[1-35-8]|4\d|5[1-35-7]|6[1-46-9]|7[0-9]|85|9\d)\d{6}")
DANISH = re.compile(r"[2-7]\d{7}|8[1-9]\d{6}|9[1-9]\d{6}")
SWEDISH = re.compile(
    r"0(?:7[02369]\d{7}|8\d{6,8}|(?:1[013689]|2[0136]|3[1356]|4[0246]|54|6[03]|90)\d{6,8}|[1-69]\d{7,8})"
)
FINNISH = re.compile(r"0(?:4\d{7,9}|50\d{5,8}|(?:[235689]|1[3-9])\d{5,8})")
MOBILE = re.compile(r"0(?:7[02369]\d{7}|4\d{8}|50\d{7})")  # Swedish and Finnish ones of ten digits
SERVICE = ("80", "81", "82", "88")  # free and shared-cost numbers belong to no person
SHORTEST, LONGEST = 8, 15
EIGHT = ("47", "45")
OTHERS = {"46": (7, 9), "358": (6, 10)}


def is_eight(digits: str, language: str) -> bool:
    """Eight digits as they are dialled in Norway or, unless the text is Norwegian, in Denmark."""
    if language in ("nb", "nn", "no"):
        return NORWEGIAN.fullmatch(digits) is not None
    return (NORWEGIAN.fullmatch(digits) or DANISH.fullmatch(digits)) is not None


def is_dialled(digits: str) -> bool:
    """Digits with the leading zero of Sweden or Finland."""
    return (SWEDISH.fullmatch(digits) or FINNISH.fullmatch(digits)) is not None


def is_mobile(digits: str) -> bool:
    return MOBILE.fullmatch(digits) is not None


def is_international(digits: str, *, signed: bool) -> bool:
    """Country code and number, without the plus (`signed`) or the zeros that stand before them."""
    if digits[:2] in EIGHT:
        return len(digits) == 10 and digits[2] != "0"
    for code, (least, most) in OTHERS.items():
        if digits.startswith(code):
            return least <= len(digits.removeprefix(code).removeprefix("0")) <= most
    return SHORTEST <= len(digits) <= LONGEST and is_elsewhere(digits, signed=signed)


def is_elsewhere(digits: str, *, signed: bool) -> bool:
    """After a plus the right length is enough; two zeros also begin other numbers, and must fit the country's plan."""
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(number) if signed else phonenumbers.is_valid_number(number)
