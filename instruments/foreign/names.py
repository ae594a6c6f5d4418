"""Names for items: what the other program calls them, made to fit and never given twice."""

import re

LONGEST = 60


class Names:
    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.last: dict[str, int] = {}

    def free(self, wanted: str, usual: str = "item") -> str:
        """The name itself where it fits and is free, else with a number behind it."""
        name = re.sub(r"[^\w-]+", "_", wanted)[:LONGEST].strip("_-") or usual
        if not re.match(r"[^\W\d]", name):
            name = f"q{name}" if name[0].isdigit() else f"q_{name}"
        return self.unused(name)

    def unused(self, name: str) -> str:
        found, number = name, self.last.get(name.lower(), 1)
        while found.lower() in self.taken:
            number += 1
            found = f"{name}_{number}"
        self.last[name.lower()] = number
        self.taken.add(found.lower())
        return found
