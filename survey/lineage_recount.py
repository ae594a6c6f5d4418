"""Where a bundle says it stands: which edition it is follows from its errata, and change from a wave before it."""

from collections.abc import Iterator

from survey.bundle import FORMAT, Bundle
from survey.ledger import Origin


def faults(found: Bundle) -> Iterator[str]:
    """Plain sentences, for whoever checks a bundle."""
    errata = sum(one.origin is Origin.ERRATUM for one in found.ledger)
    if found.edition != errata + 1:
        yield f"It calls itself edition {found.edition}, and with {errata} errata in its ledger it is {errata + 1}."
    if found.format == FORMAT and found.previous is None:
        grown = sum(one.change is not None or one.moved is not None for one in found.standings)
        if grown:
            yield f"{grown} units have a change since the wave before, and there is none."
