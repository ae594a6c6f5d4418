"""What holds for one inquiry: its protocol, its scenario, and the form it is graded with."""

import msgspec

from instruments.instrument import Instrument
from instruments.protocol import Protocol
from instruments.scenario import Scenario


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    protocol: Protocol
    instrument: Instrument
    scenario: Scenario

    @property
    def cap_seconds(self) -> int | None:
        """How long a search may last: the scenario's own limit, else the protocol's."""
        own = self.scenario.web.cap_seconds if self.scenario.web else None
        return own or (self.protocol.web.cap_seconds if self.protocol.web else None)
