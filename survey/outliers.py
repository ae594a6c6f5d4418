"""The funnel of a wave: which units lie outside what chance and the usual differences between units explain."""

from collections.abc import Sequence

from instruments.protocol import Protocol
from scoring import funnel
from scoring.funnel import Funnel, Overdispersion, Place
from survey.standing import Standing, highest


def surely(standings: Sequence[Standing]) -> list[Standing]:
    """Those whose total has a standard error, in the order given."""
    return [one for one in standings if one.error and one.contacts]


def funnel_of(standings: Sequence[Standing], protocol: Protocol) -> Funnel | None:
    """Scores against contacts; units spread more than chance, so that is added to the limits (Spiegelhalter 2005).

    It follows from total, error and contacts alone, so that whoever has the bundle can work it out. No limit lies
    beyond what a score can be. None where there are fewer than three units, or none with two contacts.
    """
    shown = surely(standings)
    numbers = [one.contacts or 0 for one in shown]
    if len(shown) < 3 or max(numbers) < 2:
        return None
    spread = [(one.error or 0) * number**0.5 for one, number in zip(shown, numbers, strict=True)]
    totals = [one.total or 0 for one in shown]
    bounds = 0.0, highest(protocol)
    return funnel.of_means(totals, spread, numbers, overdispersion=Overdispersion.ADDITIVE, bounds=bounds)


def outside(found: Funnel, standings: Sequence[Standing]) -> list[tuple[Standing, Place]]:
    both = zip(surely(standings), found.places, strict=True)
    return [(one, where) for one, where in both if where is not Place.WITHIN]
