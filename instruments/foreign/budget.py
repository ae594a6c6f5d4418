"""How much of a foreign survey is worth reading: what is beyond was made to exhaust its reader."""

from instruments.bounded.refused import Refused
from instruments.bounded.worksheet import LONGEST_CELL
from instruments.foreign.tree import ForeignError

MOST_CHARACTERS = 500_000
"""Of all expressions together."""
MOST_MENTIONS = 20_000
MOST_ANSWERS = 10_000
MOST_CHOICES = 100_000
"""Of all questions together; every row of a matrix has them all."""


class Budget:
    def __init__(self) -> None:
        self.characters = self.mentions = self.answers = self.choices = 0

    def text(self, text: str, where: str) -> None:
        """Raises Refused, as for a cell of a workbook."""
        if len(text) > LONGEST_CELL:
            raise Refused(f"a text has {len(text):,} characters: at most {LONGEST_CELL:,}", where)

    def expression(self, text: str) -> None:
        """Raises ForeignError."""
        self.characters += len(text)
        if self.characters > MOST_CHARACTERS:
            raise ForeignError("the conditions of this survey together are too long")

    def mention(self, where: str) -> None:
        self.mentions += 1
        if self.mentions > MOST_MENTIONS:
            raise Refused(f"the texts name other answers more than {MOST_MENTIONS:,} times: it is not read", where)

    def answer(self, more: int = 1) -> None:
        """Rows times columns grow fast."""
        self.answers += more
        if self.answers > MOST_ANSWERS:
            raise Refused(f"the survey asks for more than {MOST_ANSWERS:,} answers: it is not read")

    def choice(self, more: int, where: str) -> None:
        self.choices += more
        if self.choices > MOST_CHOICES:
            raise Refused(f"the survey offers more than {MOST_CHOICES:,} choices: it is not read", where)
