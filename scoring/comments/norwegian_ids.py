"""Norwegian fødselsnummer and the numbers made like it.

Six digits of a date, three that tell people of one day apart, two control digits. Control digits and their weights:
Skatteetaten, "Fødselsnummer" and "Nytt fødselsnummer fra 2032" (from then on the first control digit may leave a
remainder of 0 to 3, and nothing tells the century). Helpers' numbers: HIS 1001 of the Norwegian health directorate.
"""

from scoring.comments.dates import exists

FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
DAYS = (0, 40)  # 40: D-number, of those who are not registered as residents
MONTHS = (0, 40, 65, 80)
"""What is added to the month: H-numbers and NAV's test persons 40, Norsk helsenett's 65, Skatteetaten's (Tenor) 80."""
RELAXED = 3
HELPING = "89"  # FH-numbers, of patients nobody could name, hold no date


def controlled(digits: str, most: int = 0) -> bool:
    """Whether the control digits of eleven digits fit; `most`: the largest remainder of the first one."""
    numbers = [int(digit) for digit in digits]
    first = sum(weight * number for weight, number in zip(FIRST, numbers, strict=False)) % 11
    return first <= most and sum(map(int.__mul__, SECOND, numbers)) % 11 == 0


def dated(digits: str) -> bool:
    """Whether the first six of the digits are a day that some year had, in any of the known codings."""
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    return any(exists(day - more, month - later, year) for more in DAYS for later in MONTHS)


def is_valid(digits: str) -> bool:
    """A number as it is given out today."""
    return (digits[0] in HELPING or dated(digits)) and controlled(digits)


def is_future(digits: str) -> bool:
    """A number as it may be given out from 2032 on."""
    return dated(digits) and controlled(digits, RELAXED)
