"""What an importer could not carry over, and where the things stand in the file that it found."""

from instruments import validity
from instruments.fault import Fault
from instruments.imported import Imported, Lost
from instruments.instrument import Instrument

QUOTED = 160


class Report:
    def __init__(self) -> None:
        self.lost: dict[Lost, None] = {}
        self.places: dict[str, str] = {}
        """What an item is called here -> where its reader finds it in the file."""

    def lose(self, where: str, what: str) -> None:
        self.lost[Lost(where, what)] = None

    def imported(self, instrument: Instrument) -> Imported:
        """The instrument with its faults, told by the places in the file."""
        if not instrument.items:
            return Imported(None, (Fault("file", "there is no question in this file that can be asked here"),))
        faults = tuple(
            Fault(self.found(one.where), one.message, one.severity) for one in validity.problems(instrument)
        )
        return Imported(instrument, faults, tuple(self.lost))

    def found(self, path: str) -> str:
        """`age.constraint` -> `question Q3, constraint`."""
        head = path
        while head:
            if head in self.places:
                rest = path[len(head) :].strip(".")
                return f"{self.places[head]}, {rest}" if rest else self.places[head]
            head = head.rpartition(".")[0]
        return path


def quoted(text: str) -> str:
    """An expression or a text in a message, cut where it is long."""
    short = " ".join(text.split())
    return f"`{short[:QUOTED]}...`" if len(short) > QUOTED else f"`{short}`"
