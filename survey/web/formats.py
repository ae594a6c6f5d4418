"""Dates, times and numbers as the reader's country writes them."""

from datetime import date as Date
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import dates, numbers

LOCALES = {"nb": "nb_NO", "nn": "nn_NO", "sv": "sv_SE", "en": "en_GB"}
WEEKDAY = {"nb": "EEEE d. MMMM", "nn": "EEEE d. MMMM", "sv": "EEEE d MMMM", "en": "EEEE d MMMM"}
MINUS = "\N{MINUS SIGN}"  # as long as a plus; Babel writes a hyphen
NOTHING = "–"  # what stands where there is no figure


class Formats:
    """The filters of one reader: `{{ wave.starts_on|date }}`; None becomes a dash."""

    def __init__(self, language: str, timezone: str) -> None:
        self.locale = LOCALES.get(language, language)
        self.zone = ZoneInfo(timezone)

    def date(self, value: Date | datetime | None, width: str = "long") -> str:
        if value is None:
            return NOTHING
        return dates.format_date(self._local(value), format=width, locale=self.locale)

    def day(self, value: Date | datetime | None) -> str:
        """Monday 2 March."""
        if value is None:
            return NOTHING
        return dates.format_date(self._local(value), format=WEEKDAY.get(self.locale[:2], "full"), locale=self.locale)

    def time(self, value: datetime | None) -> str:
        return NOTHING if value is None else f"{value.astimezone(self.zone):%H:%M}"

    def clock(self, value: datetime | None) -> str:
        """With seconds, for what was timed."""
        return NOTHING if value is None else f"{value.astimezone(self.zone):%H:%M:%S}"

    def moment(self, value: datetime | None) -> str:
        """2 March 2026, 14:10."""
        return NOTHING if value is None else f"{self.date(value)}, {self.time(value)}"

    def number(self, value: float | None, decimals: int | None = None) -> str:
        if value is None:
            return NOTHING
        if decimals is None:
            return _decimal(Decimal(str(value)), None, self.locale)
        # Half up, as scores are rounded; Babel alone would round half to even.
        rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        return _decimal(rounded, "#,##0" + ("." + "0" * decimals if decimals else ""), self.locale)

    def percent(self, share: float | None, decimals: int = 0) -> str:
        """A share between 0 and 1."""
        if share is None:
            return NOTHING
        return _percent(share, "#,##0" + ("." + "0" * decimals if decimals else "") + self._sign, self.locale)

    def filesize(self, value: int) -> str:
        """4 kB, 1.2 MB: as an operating system shows it."""
        gap = "\N{NO-BREAK SPACE}"
        if value < 1_000_000:
            return f"{self.number(max(1, value / 1_000), 0)}{gap}kB"
        return f"{self.number(value / 1_000_000, 1)}{gap}MB"

    def iso(self, value: Date | datetime) -> str:
        """For the `datetime` attribute of <time> and for <input type=date>."""
        return self._local(value).isoformat()

    @property
    def _sign(self) -> str:
        return "%" if self.locale == "en_GB" else "\N{NO-BREAK SPACE}%"

    def _local(self, value: Date | datetime) -> Date | datetime:
        return value.astimezone(self.zone) if isinstance(value, datetime) else value


@lru_cache(maxsize=8192)
def _decimal(value: Decimal, pattern: str | None, locale: str) -> str:
    """A ranking writes thousands of figures, most of them alike."""
    return numbers.format_decimal(value, format=pattern, locale=locale).replace("-", MINUS)


@lru_cache(maxsize=8192)
def _percent(share: float, pattern: str, locale: str) -> str:
    return numbers.format_percent(share, format=pattern, locale=locale)


FILTERS = ("date", "day", "time", "clock", "moment", "number", "percent", "iso", "filesize")
