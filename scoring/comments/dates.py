"""Days of the calendar in numbers that begin with one."""

DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def exists(day: int, month: int, year: int) -> bool:
    """Whether some century's year with these last two digits, or this year in full, had the day."""
    if not (1 <= month <= 12 and 1 <= day <= DAYS[month - 1]):
        return False
    if (day, month) != (29, 2):
        return True
    # 1900 had no 29 February but 2000 had; two digits leave that open
    return year % 4 == 0 if year < 100 else year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
