"""Question and Option: what a page shows of an item; points never come this far."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

import msgspec

from instruments.instrument import Kind
from survey.web.questions.said import NOTHING, Said

PREFIX = "q-"  # of the fields' names, so that no item is mistaken for something else in the form
PLACE = ".."  # between the path of a ranking and the choice whose place a field holds


class Look(StrEnum):
    """By which element a question is answered."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "date"
    TIME = "time"
    MOMENT = "datetime-local"
    RADIOS = "radios"
    SELECT = "select"
    BOXES = "boxes"
    PLACES = "places"
    TICK = "tick"
    FILE = "file"
    NOTE = "note"
    GROUP = "group"
    MATRIX = "matrix"
    REPEAT = "repeat"
    INSTANCE = "instance"


MODES = {"numbers": "numeric", "email": "email", "url": "url", "tel": "tel"}
HOLDERS = frozenset({Look.GROUP, Look.MATRIX, Look.REPEAT, Look.INSTANCE})


class Medium(msgspec.Struct, frozen=True):
    kind: str  # image, audio, video
    url: str
    about: str


class Option(msgspec.Struct, frozen=True, kw_only=True):
    value: str
    label: Said
    guidance: Said = NOTHING
    media: tuple[Medium, ...] = ()
    on: bool = False
    aside: bool = False
    """Says why there is no answer, instead of giving one."""
    place: int = 0
    """In a ranking, from 1."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    path: str
    item: str
    kind: Kind
    look: Look
    label: Said = NOTHING
    hint: Said = NOTHING
    guidance: Said = NOTHING
    media: tuple[Medium, ...] = ()
    options: tuple[Option, ...] = ()
    value: str = ""
    """As its field shows it."""
    hidden: bool = False
    """Not asked, given the answers so far; a script may bring it up."""
    required: bool = False
    read_only: bool = False
    fresh: bool = False
    """Follows from an answer on the page that was just sent."""
    usual: bool = False
    """Has a default, which an emptied field must not bring back."""
    varies: bool = False
    """Whether an answer is needed hangs on other answers."""
    looks: frozenset[str] = frozenset()
    low: str = ""
    high: str = ""
    step: str = ""
    head: tuple[Said, ...] = ()
    """Of a matrix: what its columns are called."""
    inner: tuple["Question", ...] = ()
    instance: int = 0
    """Of a repeat, from 1."""
    counted: bool = False
    """The form itself says how many instances there are."""

    @property
    def name(self) -> str:
        """Of its field."""
        return PREFIX + self.path

    @property
    def mode(self) -> str:
        """The keyboard for a short text of a certain kind; "" for any text."""
        return next((mode for word, mode in MODES.items() if word in self.looks), "")

    @property
    def file(self) -> str:
        """The address of a file that was handed in."""
        kind, _, number = self.value.partition("-")
        return f"/{kind}/{number}" if kind == "evidence" and number.isdecimal() else ""

    @property
    def is_answered(self) -> bool:
        return self.look is not Look.NOTE and self.look not in HOLDERS

    @property
    def chosen(self) -> str:
        """The answer in words, for reading it over."""
        if self.look is Look.PLACES:
            return " > ".join(one.label.plain for one in sorted(self.options, key=_place) if one.place)
        if self.look is Look.TICK:
            return self.label.plain if self.value else ""
        return ", ".join(one.label.plain for one in self.options if one.on) or self.value

    def worded(self, value: str) -> str:
        """Any answer to it in words, as drafts hold it."""
        words = {one.value: one.label.plain for one in self.options}
        known = all(part in words for part in value.split())
        return ", ".join(words[part] for part in value.split()) if words and known else value


def _place(option: Option) -> int:
    return option.place


def leaves(questions: Iterable[Question]) -> Iterator[Question]:
    """Everything that is answered, in groups and repeats too."""
    for question in questions:
        if question.is_answered:
            yield question
        yield from leaves(question.inner)


def asked(questions: Iterable[Question]) -> Iterator[Question]:
    """What is answered and is not hidden."""
    for question in questions:
        if question.hidden:
            continue
        if question.is_answered:
            yield question
        yield from asked(question.inner)
