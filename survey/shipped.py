"""Data that comes with the service: the municipalities of Norway, school holidays, and what earlier tests found."""

import csv
import tomllib
from functools import cache
from pathlib import Path

import msgspec

from survey import history
from survey.history import Figure, Result, Today
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


@cache
def earlier_results() -> tuple[Result, ...]:
    """What is public of the municipality test of 2005 to 2019."""
    return history.results(_text("kommunetesten_results.csv"))


@cache
def earlier_municipalities() -> dict[str, Today]:
    return history.today(_text("kommunetesten_units.csv"))


@cache
def with_earlier_results() -> frozenset[tuple[str, str]]:
    """Number and name of today's municipalities that have some, also from before they were merged with others."""
    numbers = {one.number for one in earlier_municipalities().values()}
    rows = csv.DictReader(_text(MUNICIPALITIES).splitlines())
    return frozenset((row["number"], row["name"]) for row in rows if row["number"] in numbers)


@cache
def swedish_figures() -> tuple[Figure, ...]:
    return history.figures(_text("skr_servicematning.csv"))


def _text(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")
