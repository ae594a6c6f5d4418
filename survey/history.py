"""Published results of earlier tests by others: what stood on which page, and which municipality that is today."""

import csv
import re
from collections.abc import Iterable, Iterator

import msgspec

MEAN = "MEAN "
COUNTRY = "Norway"
BANDS = ("Meget bra", "Bra", "Middels", "Under middels")
WORDED = re.compile(r"(?P<first>\d+)?\s*(?:\((?P<inner>[^()]*)\))?")
INNER = re.compile(r"(?P<local>\d+\s+)?(?:of (?P<of>\d+)\s*)?(?P<county>.*)")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the file, as its page has it."""

    year: str
    municipality: str
    part: str
    score: float | None
    total: float | None
    rank: str
    source: str


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """`national` of all, `local` of the county's `of`; where the page says no more, no more is known."""

    national: int | None = None
    local: int | None = None
    of: int | None = None
    county: str = ""
    last: bool = False
    """Of its county."""
    band: str = ""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one municipality in one test; `year` may be a span of years, for a mean over tests."""

    year: str
    municipality: str
    total: float | None
    place: Place
    parts: tuple[tuple[str, float], ...]
    sources: tuple[str, ...]

    @property
    def mean_of(self) -> str:
        """A county or the country where this is a mean, else nothing."""
        return self.municipality.removeprefix(MEAN) if self.municipality.startswith(MEAN) else ""

    @property
    def one_test(self) -> bool:
        return self.year.isdecimal()


class Today(msgspec.Struct, frozen=True):
    """The number of today's municipality; `same` unless others were merged with it since."""

    number: str
    same: bool


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One published figure of the Swedish surveys; `unit` and `remark` as the file has them."""

    year: str
    metric: str
    value: float
    unit: str
    remark: str
    source: str


def lines(rows: Iterable[dict[str, str]]) -> Iterator[Line]:
    for row in rows:
        yield Line(
            year=row["year"],
            municipality=row["municipality"],
            part=row["sector_or_channel"],
            score=float(row["score"]) if row["score"] else None,
            total=float(row["total"]) if row["total"] else None,
            rank=row["rank"],
            source=row["source_url"],
        )


def results(text: str) -> tuple[Result, ...]:
    """One for each municipality and test, newest test first, then by what it reached."""
    together: dict[tuple[str, str], list[Line]] = {}
    for one in lines(csv.DictReader(text.splitlines())):
        together.setdefault((one.year, one.municipality), []).append(one)
    found = [result(some) for some in together.values()]
    return tuple(sorted(found, key=lambda one: (-int(one.year[-4:]), not one.one_test, -(one.total or 0))))


def result(some: list[Line]) -> Result:
    return Result(
        year=some[0].year,
        municipality=some[0].municipality,
        total=some[0].total,
        place=place(some[0].rank),
        parts=tuple((one.part, one.score) for one in some if one.part and one.score is not None),
        sources=tuple(dict.fromkeys(one.source for one in some)),
    )


def place(worded: str) -> Place:
    """`14 (1 Sør-Trøndelag)`: 14th of all and first of its county; `3 (Aust-Agder)`: third of its county."""
    if worded in BANDS:
        return Place(band=worded)
    found = WORDED.fullmatch(worded.strip())
    if found is None:
        return Place()
    first, inner = found["first"], found["inner"]
    if inner is None:
        return Place(national=int(first) if first else None)
    words = inner.partition(";")[0].strip()
    if words.startswith("last in "):
        return Place(last=True, county=words.removeprefix("last in "))
    told = INNER.fullmatch(words)
    local = told["local"] if told else None
    return Place(
        national=int(first) if first and local else None,
        local=int(local or first),
        of=int(told["of"]) if told and told["of"] else None,
        county=told["county"].removeprefix("in fylke") if told else "",
    )


def today(text: str) -> dict[str, Today]:
    """The municipality as the results call it -> what it is today; nothing where that is not sure."""
    rows = csv.DictReader(text.splitlines())
    return {row["municipality"]: Today(row["number"], row["link"] == "same") for row in rows}


def of_number(found: Iterable[Result], known: dict[str, Today], number: str) -> list[Result]:
    """Results of a municipality of today, or of those that were merged into it."""
    return [one for one in found if one.municipality in known and known[one.municipality].number == number]


def figures(text: str) -> tuple[Figure, ...]:
    """`same page` stands for the address above; what stands in brackets is a remark."""
    found: list[Figure] = []
    for row in csv.DictReader(text.splitlines()):
        address, _, aside = row["source_url"].partition(" (")
        unit, _, remark = row["unit"].partition(" (")
        found.append(
            Figure(
                year=row["year"],
                metric=row["metric"],
                value=float(row["value"]),
                unit=unit,
                remark=(remark or aside).removesuffix(")"),
                source=address if address.startswith("http") else found[-1].source,
            )
        )
    return tuple(found)
