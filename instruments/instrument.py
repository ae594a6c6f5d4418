"""Instrument, Item, Choice: what a tester or a citizen fills in."""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from instruments.language import Texts

MARK = "@"
"""An answer `@not_offered` is no choice: it says why the item has none."""


class Kind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    RANGE = "range"
    """A number on a scale: `parameters` start, end, step; a rating is one with the appearance `rating`."""
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    RANK = "rank"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    ACKNOWLEDGE = "acknowledge"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    FILE = "file"

    NOTE = "note"
    CALCULATE = "calculate"
    HIDDEN = "hidden"
    START = "start"
    END = "end"
    TODAY = "today"

    GROUP = "group"
    REPEAT = "repeat"


CHOOSING = frozenset({Kind.SELECT_ONE, Kind.SELECT_MULTIPLE, Kind.RANK})
NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.RANGE})
UPLOADS = frozenset({Kind.IMAGE, Kind.AUDIO, Kind.VIDEO, Kind.FILE})
HOLDING = frozenset({Kind.GROUP, Kind.REPEAT})
METADATA = frozenset({Kind.START, Kind.END, Kind.TODAY})
UNSEEN = METADATA | {Kind.CALCULATE, Kind.HIDDEN}
"""Nobody sees these on a page; the program fills them in."""
ANSWERED = frozenset(Kind) - UNSEEN - HOLDING - {Kind.NOTE}
"""These are answered by a person."""


class Part(StrEnum):
    """Which part of a reply an item judges; the program computes time, people judge quality."""

    WHOLE = ""
    TIME = "time"
    QUALITY = "quality"


class Counts(StrEnum):
    """How an item counts: a bonus adds points and takes none; without a point on a critical one nothing counts."""

    NORMAL = "normal"
    BONUS = "bonus"
    CRITICAL = "critical"


class Purpose(StrEnum):
    """What an instrument is for; a wave grades with the first kind and asks citizens with the next two."""

    GRADING = "grading"
    SURVEY = "survey"
    KIOSK = "kiosk"
    LISTENING = "listening"
    ROLE_PLAY = "role_play"
    CHECKLIST = "checklist"


class Style(StrEnum):
    """How the questions are laid out where a form does not say more: all on one page, or each on its own."""

    ONE_PAGE = "one_page"
    PAGES = "pages"


class Outcome(StrEnum):
    """How an inquiry, or one item of it, came out; protocols say which score 0 and which leave the denominator."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    NOT_TESTED = "not_tested"
    NOT_APPLICABLE = "not_applicable"
    NOT_OFFERED = "not_offered"
    TESTER_ERROR = "tester_error"
    DETECTED = "detected"


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    value: str
    label: Texts = {}
    points: float | None = None
    guidance: Texts = {}
    """For raters: when this level is the right one, with a model answer."""
    media: dict[str, Texts] = {}
    """File names by medium: image, audio, video, big-image."""
    columns: dict[str, str] = {}
    """Further columns of the list, for `choice_filter` and `instance()`."""


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A relevance in short: the item is asked when the answer to an earlier choice is one of these."""

    item: str
    any_of: tuple[str, ...] = msgspec.field(name="in")


class Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One row of an XLSForm: a question, something computed, or a group or repeat with `items` of its own.

    Fields that take an expression hold it as XLSForm writes it: `${reached} = 'yes' and . > 3`.
    """

    name: str
    kind: Kind = Kind.SELECT_ONE
    label: Texts = {}
    hint: Texts = {}
    guidance: Texts = {}
    media: dict[str, Texts] = {}
    list: str = ""
    """The list of the instrument that `choices` come from."""
    choices: tuple[Choice, ...] = ()
    choice_filter: str = ""
    required: bool | str = False
    required_message: Texts = {}
    relevant: str = ""
    shown_if: Rule | None = None
    constraint: str = ""
    constraint_message: Texts = {}
    calculation: str = ""
    default: str = ""
    """A plain value, or an expression where it reads like one (`today()`, `${other}`)."""
    read_only: bool | str = False
    appearance: str = ""
    parameters: dict[str, str] = {}
    link: str = ""
    """The name that the same question has in the version before, where it was renamed; figures carry over."""

    items: tuple["Item", ...] = ()
    repeat_count: str = ""

    points: float | None = None
    """What a number is worth at most: a scale from 0 at its start to this at its end, other numbers as they are."""
    counts: Counts = Counts.NORMAL
    weight: float = 1
    part: Part = Part.WHOLE
    sector: str = ""
    """Counts in this sector instead of the inquiry's own."""
    only_in: tuple[str, ...] = ()
    """Asked only in inquiries of these sectors; empty: in all."""
    when_hidden: Outcome = Outcome.NOT_APPLICABLE
    """How the item comes out where it is not relevant."""
    may_be: tuple[Outcome, ...] = ()
    """What the grader may say instead of an answer."""

    @property
    def scored(self) -> bool:
        return self.points is not None or any(choice.points is not None for choice in self.choices)

    @property
    def max_points(self) -> float:
        if self.points is not None:
            return self.points
        worth = [choice.points for choice in self.choices if choice.points is not None]
        return sum(worth) if self.kind is Kind.SELECT_MULTIPLE else max(worth, default=0)

    @property
    def looks(self) -> frozenset[str]:
        """The words of its appearance: `minimal`, `likert`, `field-list`."""
        return frozenset(self.appearance.split())

    @property
    def relevance(self) -> str:
        """The expression that says whether it is asked; empty = always."""
        if self.relevant or self.shown_if is None:
            return self.relevant
        return " or ".join(f"${{{self.shown_if.item}}} = '{value}'" for value in self.shown_if.any_of)


class Instrument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is asked, in order. Names of items are unique in the whole instrument, in groups and repeats too."""

    id: str
    version: int = 1
    edition: str = ""
    """What the file it came from calls its version."""
    title: Texts
    intro: Texts = {}
    purpose: Purpose = Purpose.GRADING
    default_language: str = ""
    language_names: dict[str, str] = {}
    """What the languages call themselves, where the file says so: {"nb": "Norsk"}."""
    style: Style = Style.ONE_PAGE
    drafts: tuple[str, ...] = ()
    """Languages whose texts nobody has checked yet."""
    anonymous: bool = False
    """Start, end and today are not recorded."""
    items: tuple[Item, ...]
    lists: dict[str, tuple[Choice, ...]] = {}
    tables: dict[str, tuple[dict[str, str], ...]] = {}
    """Attached lists for `pulldata()` and `instance()`, rows of text by column."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language that something is written in, the default first."""
        found = dict.fromkeys([self.default_language] if self.default_language else ())
        found |= dict.fromkeys(self.title)
        for item in self.every:
            found |= dict.fromkeys(item.label)
        return tuple(found)

    @property
    def every(self) -> Iterator[Item]:
        """All items, groups and repeats before what they hold."""
        return walk(self.items)

    @property
    def leaves(self) -> tuple[Item, ...]:
        """All items but the groups and repeats, in order."""
        return tuple(item for item in self.every if item.kind not in HOLDING)

    @property
    def max_points(self) -> float:
        return sum(item.max_points for item in self.leaves if item.counts is not Counts.BONUS)


def walk(items: tuple[Item, ...]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from walk(item.items)


def for_sector(instrument: Instrument, sector: str) -> Instrument:
    """The instrument as it is asked in an inquiry of this sector."""
    return msgspec.structs.replace(instrument, items=_of_sector(instrument.items, sector))


def _of_sector(items: tuple[Item, ...], sector: str) -> tuple[Item, ...]:
    asked = (item for item in items if not item.only_in or sector in item.only_in)
    return tuple(
        msgspec.structs.replace(item, items=_of_sector(item.items, sector)) if item.items else item for item in asked
    )


def with_lists(instrument: Instrument) -> Instrument:
    """Each item with the choices of the list it names; what a file leaves out to say it once."""
    return msgspec.structs.replace(instrument, items=_filled(instrument.items, instrument.lists))


def _filled(items: tuple[Item, ...], lists: dict[str, tuple[Choice, ...]]) -> tuple[Item, ...]:
    return tuple(
        msgspec.structs.replace(
            item, choices=item.choices or lists.get(item.list, ()), items=_filled(item.items, lists)
        )
        if item.list or item.items
        else item
        for item in items
    )


def without_lists(instrument: Instrument) -> Instrument:
    """The same for a file: items that name a list do not repeat its choices, unless they have others."""
    return msgspec.structs.replace(instrument, items=_emptied(instrument.items, instrument.lists))


def _emptied(items: tuple[Item, ...], lists: dict[str, tuple[Choice, ...]]) -> tuple[Item, ...]:
    return tuple(
        msgspec.structs.replace(
            item,
            choices=() if item.choices == lists.get(item.list) else item.choices,
            items=_emptied(item.items, lists),
        )
        if item.list or item.items
        else item
        for item in items
    )
