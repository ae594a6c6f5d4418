"""Data that comes with the service: the municipalities of Norway, and when the schools are closed."""

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from survey.planning.brief import Holiday

DATA = Path(__file__).parent / "data"
MUNICIPALITIES = "municipalities_no.csv"


def municipalities() -> bytes:
    """A unit table as anybody could upload it."""
    return (DATA / MUNICIPALITIES).read_bytes()


@cache
def school_holidays() -> tuple[Holiday, ...]:
    read = tomllib.loads((DATA / "school_holidays.toml").read_text(encoding="utf-8"))
    return msgspec.convert(read["holiday"], tuple[Holiday, ...])
