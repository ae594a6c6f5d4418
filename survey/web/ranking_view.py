"""What a ranking shows, worked out from the places of a wave: its first line, columns, footnotes and pictures."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from babel.lists import format_list

from instruments.instrument import Outcome
from instruments.language import in_language
from instruments.protocol import Missing, Protocol, Scoring
from survey import league, peer
from survey.explain import STATUSES
from survey.league import Place
from survey.texts import N_, Translate
from survey.web import words as texts
from survey.web.formats import Formats

COMPOUND = re.compile(r"(?<=\w{6})(?=tjenest|tenest)")
CHANNELS = {code: texts.CHANNELS[code] for code in ("email", "phone", "web")}
WITHOUT_SECTORS = (Scoring.CHANNEL_WEIGHTS, Scoring.POINTS)
"""Where the channels are the sectors."""
LATE = "late"
MISSING = {**STATUSES, LATE: N_("Answered too late")}


class Words(msgspec.Struct, frozen=True):
    """How one reader is spoken to."""

    language: str
    translate: Translate
    ngettext: Translate
    formats: Formats

    def score(self, value: float | None) -> str:
        return self.formats.number(value, 1)


class Column(msgspec.Struct, frozen=True):
    """A figure of each unit; `key` is what `league.figure` knows it by."""

    key: str
    label: str

    @property
    def head(self) -> str:
        """The label as it may be broken in the head of a table: Informasjons-tjenester, but never E-post."""
        return COMPOUND.sub("\N{SOFT HYPHEN}", self.label.replace("-", "\N{NON-BREAKING HYPHEN}"))


class Footnote(msgspec.Struct, frozen=True):
    mark: str
    status: str
    text: str


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the reader asked to see."""

    sort: str = "rank"
    down: bool = False
    county: str = ""
    size: str = ""
    group: str = ""
    words: str = ""
    unit: str = ""

    @property
    def among(self) -> dict[str, str]:
        """The one group whose units have places among themselves, as kind -> group; empty unless it is one alone."""
        return {} if self.several else self._groups

    @property
    def several(self) -> bool:
        return len(self._groups) > 1

    @property
    def _groups(self) -> dict[str, str]:
        asked = {peer.Kind.GROUP: self.group, peer.Kind.SIZE: self.size, peer.Kind.COUNTY: self.county}
        return {str(kind): name for kind, name in asked.items() if name}


def asked(query: Mapping[str, str]) -> Asked:
    """From the address; whatever cannot be understood there asks for nothing."""
    size = query.get("size", "")
    return Asked(
        sort=query.get("sort", "rank")[:60],
        down=query.get("down") == "1",
        county=query.get("county", "")[:100],
        size=size if size in set(peer.Size) else "",
        group=query.get("group", "")[:100],
        words=query.get("q", "")[:100],
        unit=query.get("unit", "")[:20],
    )


def lead(places: Sequence[Place], words: Words) -> str:
    """Who has the highest score, and how many cannot be told apart from them."""
    first = league.leaders(places)
    if not first:
        return words.translate(N_("There is nothing to rank yet."))
    together, tiers = league.first_tier(places), league.tiers(places)
    if len(together) <= len(first):
        return leaders(first, len(league.rivals(places)), words)
    if tiers == 1:
        none = N_("No unit can be told apart from the first: all %(n)s share one tier.")
        text = words.translate(none, n=len(together))
    else:
        text = words.ngettext(
            "%(n)s more unit cannot be told apart from the first: together they are tier 1 of %(tiers)s.",
            "%(n)s more units cannot be told apart from the first: together they are tier 1 of %(tiers)s.",
            len(together) - len(first),
            tiers=tiers,
        )
    return f"{leaders(first, None, words)} {text}"


def leaders(first: Sequence[Place], others: int | None, words: Words) -> str:
    """Who has the highest score, and unless that has been said, how many may be first all the same."""
    names = format_list([one.name for one in first], locale=words.formats.locale)
    score = words.score(first[0].standing.total)
    one = words.ngettext(
        "%(names)s leads with %(score)s.", "%(names)s lead with %(score)s.", len(first), names=names, score=score
    )
    if others is None:
        return one
    if not others:
        return one + " " + words.translate(N_("No other unit comes near enough to be first."))
    return (
        one
        + " "
        + words.ngettext(
            "One more unit cannot be told apart from the first.",
            "%(n)s more units cannot be told apart from the first.",
            others,
        )
    )


def sectors(places: Iterable[Place], protocol: Protocol, language: str) -> list[Column]:
    """In the protocol's order, then those that only results name; none where the channels are the sectors."""
    if protocol.scoring in WITHOUT_SECTORS:
        return []
    present = {code for place in places for code, value in place.standing.sectors.items() if value is not None}
    known = [sector.code for sector in protocol.sectors if sector.code in present]
    return [
        Column(f"sectors.{code}", sector_name(protocol, code, language)) for code in known + sorted(present - {*known})
    ]


def sector_name(protocol: Protocol, code: str, language: str) -> str:
    sector = protocol.sector(code)
    return in_language(sector.name, language) if sector else code


def channels(places: Iterable[Place], words: Words) -> list[Column]:
    present = {code for place in places for code, value in place.standing.channels.items() if value is not None}
    return [Column(f"channels.{code}", words.translate(label)) for code, label in CHANNELS.items() if code in present]


def footnotes(places: Iterable[Place], protocol: Protocol, words: Words) -> list[Footnote]:
    """One for each way in which inquiries of these units ended without anything to judge."""
    found = {status for place in places for status in place.standing.notes}
    texts = {status: f"{words.translate(label)}: {rule(protocol, status, words)}" for status, label in MISSING.items()}
    ordered = (status for status in MISSING if status in found)
    return [Footnote(chr(ord("a") + number), status, texts[status]) for number, status in enumerate(ordered)]


def rule(protocol: Protocol, status: str, words: Words) -> str:
    if status == LATE or protocol.when_missing(Outcome(status)) is Missing.ZERO:
        return words.translate(N_("counts as 0 points."))
    return words.translate(N_("left out of the calculation."))


def name_and_score(place: Place, words: Words) -> str:
    return f"{place.name} {words.score(place.standing.total)}"


def size_name(size: peer.Size, words: Words) -> str:
    number: Callable[[float], str] = words.formats.number
    values: dict[str, Any] = {"least": number(size.least), "most": number((size.most or 0) + 1)}
    if size.least == 0:
        return words.translate(N_("Under %(most)s inhabitants"), **values)
    if size.most is None:
        return words.translate(N_("%(least)s inhabitants and more"), **values)
    return words.translate(N_("%(least)s to %(last)s inhabitants"), **values, last=number(size.most))


def weights(protocol: Protocol, words: Words) -> list[tuple[str, str]]:
    """What each part counts, as the method box tells it: names and shares of the whole."""
    match protocol.scoring:
        case Scoring.SECTOR_WEIGHTS:
            parts = [(in_language(one.name, words.language), one.weight) for one in protocol.sectors]
        case Scoring.CHANNEL_WEIGHTS | Scoring.POINTS:
            parts = [(words.translate(CHANNELS[code]), weight) for code, weight in protocol.channel_weights.items()]
        case Scoring.POINTS_POSSIBLE:
            return []
    whole = sum(weight for _, weight in parts) or 1
    return [
        (name, words.formats.percent(weight / whole, 0 if weight / whole * 100 % 1 < 0.05 else 1))
        for name, weight in parts
    ]


def csv_head(columns: Sequence[Column], words: Words) -> list[str]:
    fixed = (
        N_("Number"), N_("Unit"), N_("County"), N_("Inhabitants"), N_("Place"), N_("Place, lowest"),
        N_("Place, highest"), N_("Place among all, lowest"), N_("Place among all, highest"), N_("Tier"),
        N_("Among the best, probability"), N_("Score"), N_("Score, low"), N_("Score, high"), N_("Standard error"),
        N_("Cautious score"), N_("Change"), N_("Change in what both waves asked"), N_("Change, low"),
        N_("Change, high"), N_("Clear change"), N_("Inquiries"), N_("Tested share"),
    )  # fmt: skip
    return [*map(words.translate, fixed), *(column.label for column in columns)]


def csv_row(place: Place, columns: Sequence[Column]) -> list[str | float | None]:
    one = place.standing
    fixed: list[str | float | None] = [place.code, place.name, place.county, place.population]
    fixed += [one.rank, one.rank_low, one.rank_high, one.rank_low_all, one.rank_high_all, one.tier]
    fixed += [None if one.top is None else round(one.top, 3)]
    figures = [one.total, one.low, one.high, one.error, one.shrunk, one.change]
    both = one.moved
    figures += [both.change, both.low, both.high] if both else [None] * 3
    clear = int(both.discovery) if both and both.p is not None else None
    parts = [league.figure(place, column.key) for column in columns]
    ending = [clear, one.contacts, round(one.tested, 3)]
    return [*fixed, *map(_one_decimal, figures), *ending, *map(_one_decimal, parts)]


def _one_decimal(value: float | None) -> float | None:
    """As scores are published."""
    return None if value is None else round(value, 1)
