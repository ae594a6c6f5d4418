"""What the bank says about one inquiry: its protocol, its scenario, and the form it is graded with."""

from pathlib import Path

import msgspec

from instruments import bank
from instruments.instrument import Instrument, for_sector
from instruments.protocol import Protocol
from instruments.scenario import Scenario
from survey.grade import channel_of
from survey.problems import Conflict
from survey.task import Task
from survey.texts import N_


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    protocol: Protocol
    instrument: Instrument
    scenario: Scenario

    @property
    def cap_seconds(self) -> int | None:
        """How long a search may last: the scenario's own limit, else the protocol's."""
        own = self.scenario.web.cap_seconds if self.scenario.web else None
        return own or (self.protocol.web.cap_seconds if self.protocol.web else None)


def rules_of(task: Task, own: Path | None = None) -> Rules:
    """Read from the shipped bank and, where given, one's own; raises Conflict where the bank lacks something."""
    try:
        protocol = bank.one(Protocol, f"{task.protocol}@{task.protocol_version}", own)
        form = bank.one(Instrument, protocol.grading.get(channel_of(task), ""), own)
        scenario = bank.one(Scenario, task.scenario, own)
    except bank.UnknownError as lacking:
        title = N_("Something that this task needs is not in the bank: %(what)s.")
        raise Conflict(title, what=str(lacking), advice=N_("Tell the coordinator.")) from lacking
    return Rules(protocol=protocol, instrument=for_sector(form, task.sector), scenario=scenario)
