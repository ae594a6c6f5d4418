"""Which unit a row is about: told by its code or by its name."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from survey.tables.cells import BadCell, folded
from survey.texts import N_
from survey.unit import Unit

KINDS = ("kommune", "kommun", "municipality")


class Elsewhere(Exception):
    """A unit that is known, but that the survey does not ask about."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Places:
    """The units of a survey, and the others, by everything that they are called."""

    def __init__(self, units: Sequence[Unit], others: Sequence[Unit] = ()) -> None:
        self.only = units[0] if len(units) == 1 else None
        """A table that is about one unit need not say so."""
        self._units, self._others = index(units), index(others)
        self._found: dict[str, Unit] = {}

    def find(self, text: str) -> Unit:
        """Raises BadCell, or Elsewhere."""
        if text not in self._found:
            self._found[text] = self._search(text)
        return self._found[text]

    def _search(self, text: str) -> Unit:
        found = self._units.get(folded(text)) or self._units.get(folded(without_kind(text)), {})
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            raise BadCell(N_("Several units are called this: write the unit's number instead"))
        if other := self._others.get(folded(text)) or self._others.get(folded(without_kind(text))):
            raise Elsewhere(next(iter(other.values())).name)
        if near := get_close_matches(folded(text), self._units, n=1, cutoff=0.8):
            unit = next(iter(self._units[near[0]].values()))
            raise BadCell(N_("There is no such unit: is it %(name)s (%(code)s)?"), name=unit.name, code=unit.code)
        raise BadCell(N_("There is no such unit: write its number or its name as in the list of units"))


def index(units: Iterable[Unit]) -> dict[str, dict[int, Unit]]:
    """Name or number, folded -> id -> unit."""
    found: dict[str, dict[int, Unit]] = {}
    for unit in units:
        called = {unit.code, unit.name, without_kind(unit.name)}
        called |= {unit.code.lstrip("0")} if unit.code.isdecimal() else set()  # a workbook drops zeros
        for name in filter(None, map(folded, called)):
            found.setdefault(name, {})[unit.id] = unit
    return found


def without_kind(name: str) -> str:
    """`Larvik kommune` is Larvik, `Kungsbacka kommun` is Kungsbacka."""
    words = [word for word in name.removesuffix(".0").split() if word.casefold() not in KINDS]
    return " ".join(words)
