"""Imported: what a foreign file became, what is wrong with it and what could not come along."""

import msgspec

from instruments.fault import Fault, Severity
from instruments.instrument import Instrument


class Lost(msgspec.Struct, frozen=True):
    """Something the file says that an instrument cannot hold, and what was done instead."""

    where: str
    """As a reader finds it in the file: `survey!E12`, `survey row 12`, `pages[0].elements[3]`."""
    what: str


class Imported(msgspec.Struct, frozen=True):
    """`instrument` is None where the faults leave none to speak of; it may be there and still have faults."""

    instrument: Instrument | None
    problems: tuple[Fault, ...] = ()
    lost: tuple[Lost, ...] = ()

    @property
    def usable(self) -> bool:
        """There is an instrument, and no fault is more than a warning."""
        return self.instrument is not None and all(fault.severity is Severity.WARNING for fault in self.problems)
