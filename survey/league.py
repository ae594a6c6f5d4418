"""The table of a wave: who leads, who cannot be told apart from them, and how rows are chosen and sorted."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

from survey.peer import Size
from survey.person import Person, RoleName
from survey.standing import METHOD, Standing
from survey.wave import Wave, WaveStatus


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A standing with what a reader knows the unit by."""

    standing: Standing
    code: str
    name: str
    county: str = ""
    group: str = ""
    population: int | None = None
    lat: float | None = None
    lon: float | None = None


def leaders(places: Iterable[Place]) -> list[Place]:
    return [place for place in places if place.standing.rank == 1]


def rivals(places: Iterable[Place]) -> list[Place]:
    """Units that do not lead but may be first all the same: their range of places begins at 1."""
    return [place for place in places if place.standing.rank_low == 1 and place.standing.rank != 1]


def first_tier(places: Iterable[Place]) -> list[Place]:
    """Who cannot be told apart from the first, those who lead among them."""
    return [place for place in places if place.standing.tier == 1]


def tiers(places: Iterable[Place]) -> int:
    return max((place.standing.tier or 0 for place in places), default=0)


def best(places: Sequence[Place]) -> tuple[int, list[Place]]:
    """How many best one asks for, and all units that could be among them: they hold them all, at the level."""
    placed = [place for place in ranked(places) if place.standing.rank_low_all is not None]
    number = METHOD.best(len(placed))
    return number, [place for place in placed if (place.standing.rank_low_all or 0) <= number]


def ranked(places: Iterable[Place]) -> list[Place]:
    """Those with a place, best first."""
    placed = [place for place in places if place.standing.rank is not None]
    return sorted(placed, key=lambda place: (place.standing.rank or 0, letters(place.name)))


def places_at_once(one: Standing) -> tuple[int | None, int | None]:
    """From where to where its place could be: so that the ranges of all units hold together, else its own alone."""
    if one.rank_low_all is None:
        return one.rank_low, one.rank_high
    return one.rank_low_all, one.rank_high_all


def median(values: Sequence[float]) -> float | None:
    ordered, half = sorted(values), len(values) // 2
    if not ordered:
        return None
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def chosen(
    places: Iterable[Place], *, county: str = "", size: str = "", group: str = "", words: str = ""
) -> list[Place]:
    """The units of a county, of a size, of a group, whose name or number has these words in it."""
    wanted = words.casefold().strip()
    return [
        place
        for place in places
        if (not county or place.county == county)
        and (not group or place.group == group)
        and (not size or (size in set(Size) and Size(size).holds(place.population)))
        and (not wanted or wanted in place.name.casefold() or wanted == place.code)
    ]


def labels(places: Iterable[Place]) -> dict[str, str]:
    """Code -> what a unit is called where one is to be chosen: its name, with its number where another has the name."""
    known = {one.code: one.name for one in places}
    often = Counter(known.values())
    return {code: f"{name} ({code})" if often[name] > 1 else name for code, name in known.items()}


def meant(places: Sequence[Place], words: str) -> list[Place]:
    """The units that somebody means who writes this: those that are called exactly so, else those with it in them."""
    wanted, called = words.casefold().strip(), labels(places)
    exactly = [one for one in places if wanted in (one.code, one.name.casefold(), called[one.code].casefold())]
    return exactly or chosen(places, words=words)


def in_order(places: Iterable[Place], by: str, *, descending: bool = False, language: str = "nb") -> list[Place]:
    """Sorted by `name` or any column that `figure` knows; blanks come last."""
    known = sorted(places, key=lambda place: letters(place.name, language))
    if by == "name":
        return known[::-1] if descending else known
    filled = [(value, place) for place in known if (value := figure(place, by)) is not None]
    blank = [place for place in known if figure(place, by) is None]
    filled.sort(key=lambda pair: pair[0], reverse=descending)
    return [place for _, place in filled] + blank


def figure(place: Place, by: str) -> float | None:
    """One number of a place by its column's name; None for a column that there is not."""
    match by.split(".", 1):
        case ["rank"]:
            return place.standing.rank
        case ["total"]:
            return place.standing.total
        case ["tested"]:
            return place.standing.tested
        case ["change"]:
            return moved(place.standing)
        case ["tier"]:
            return place.standing.tier
        case ["shrunk"]:
            return place.standing.shrunk
        case ["sectors", code]:
            return place.standing.sectors.get(code)
        case ["channels", code]:
            return place.standing.channels.get(code)
    return None


def moved(one: Standing) -> float | None:
    """The change over what both waves have in common where that is known, else the difference of the totals."""
    return one.change if one.moved is None else one.moved.change


ENDINGS = {"sv": "åäæöø"}
NORDIC = "æäøöå"


@lru_cache(maxsize=8192)
def letters(name: str, language: str = "nb") -> str:
    """A key that puts æ, ø, å (in Swedish å, ä, ö) after z, as the reader's alphabet has them."""
    order = ENDINGS.get(language, NORDIC)
    return name.casefold().translate({ord(letter): f"{{{number}" for number, letter in enumerate(order)})


def may_see(wave: Wave, person: Person | None) -> bool:
    """Figures are everybody's once published. Before, coordinators see them, and quality staff from closing on: staff
    know that tests happen, not when. Whoever tests never sees points before publication."""
    if wave.status is WaveStatus.PUBLISHED:
        return True
    if person is None:
        return False
    if person.coordinates:
        return True
    return wave.status is WaveStatus.CLOSED and person.has(RoleName.QUALITY) and not person.has(RoleName.TESTER)


def may_see_contacts(wave: Wave, person: Person | None, unit_id: int) -> bool:
    """The inquiries behind a score, with day and words: for those who answer for the unit, once the wave is over."""
    if person is None or wave.status not in (WaveStatus.CLOSED, WaveStatus.PUBLISHED):
        return person is not None and person.coordinates
    return person.sees(unit_id) and may_see(wave, person)
