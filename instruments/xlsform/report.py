"""What the reader of a form notes on its way: faults, losses, and where each thing stands in the file."""

from collections.abc import Callable

from instruments.fault import Fault, Severity
from instruments.imported import Lost

LIST = "list:"
"""Where the choices of a list stand is remembered under the list; several items may use it."""
Place = Callable[[str], str]
"""Where a part of something stands: its `relevant`, its `label`."""


class Report:
    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.lost: dict[Lost, None] = {}
        self.lists: dict[str, str] = {}
        """Which list the choices of an item come from."""
        self.places: dict[str, Place] = {}

    def fault(self, where: str, message: str) -> None:
        self.faults.append(Fault(where, message))

    def warn(self, where: str, message: str) -> None:
        self.faults.append(Fault(where, message, Severity.WARNING))

    def lose(self, where: str, what: str) -> None:
        self.lost.setdefault(Lost(where, what))

    def found(self, path: str) -> str:
        """`age.relevant` -> `survey!E12`: the place of the longest part that has one, the path where none has."""
        item, _, rest = path.partition(".")
        if rest.startswith("choices.") and item in self.lists:
            listed = self._longest(f"{LIST}{self.lists[item]}.{rest}", shortest=3)
            if listed:
                return listed
        return self._longest(path, shortest=1) or path

    def _longest(self, path: str, *, shortest: int) -> str:
        parts = path.split(".")
        for length in range(len(parts), shortest - 1, -1):
            place = self.places.get(".".join(parts[:length]))
            if place:
                return place(parts[length] if length < len(parts) else "")
        return ""
