"""How hard the replies of a wave are to read: of all units together, and of each that has enough of them."""

from collections.abc import Sequence

import msgspec

from scoring.readability import Figures, Readability, of_figures

ENOUGH = 5
"""Replies that were long enough to measure, below which no figure is given."""
ALL = ""


class Reading(msgspec.Struct, frozen=True):
    """By language, the most frequent first; units by their id in the order of their figures, hardest first."""

    together: tuple[Readability, ...]
    units: tuple[Readability, ...]
    few: int  # units of which there are replies, but not enough

    def of(self, unit_ids: frozenset[int]) -> tuple[Readability, ...]:
        return tuple(one for one in self.units if int(one.unit) in unit_ids)


def reading(replies: Sequence[Figures]) -> Reading:
    together = of_figures(msgspec.structs.replace(one, unit=ALL) for one in replies)
    units = of_figures(replies)
    enough = [one for one in units if one.measured >= ENOUGH]
    return Reading(
        together=tuple(sorted((one for one in together if one.measured >= ENOUGH), key=lambda one: -one.measured)),
        units=tuple(sorted(enough, key=lambda one: -(one.lix.estimate or 0))),
        few=len({one.unit for one in units} - {one.unit for one in enough}),
    )
