"""Reads a CSV of item results, and says what cannot be used by line and column."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

import msgspec

from instruments import shape
from instruments.instrument import Outcome, Part
from instruments.protocol import Device, Protocol, Scoring, plain
from instruments.scenario import Channel
from scoring import items
from scoring.items import Result, Summed
from scoring.score import code_of
from survey.cli.delimited import LARGEST, NUMBER, TOO_LARGE, CellFault, RowFault, rows

COLUMNS = (
    "unit", "inquiry", "channel", "sector", "item", "part", "points", "max_points", "weight", "working_days", "status",
)  # fmt: skip
NEEDED = ("unit", "points")
CHANNELS: Mapping[str, tuple[Channel | None, Device | None]] = {
    "": (None, None),
    "email": (Channel.EMAIL, None),
    "phone": (Channel.PHONE, None),
    "web": (Channel.WEB, None),
    "web_mobile": (Channel.WEB, Device.MOBILE),
    "web_desktop": (Channel.WEB, Device.DESKTOP),
}
PARTS: Mapping[str, Part | Summed] = {str(part): part for part in (*Part, *Summed)}
BY_CHANNEL = (Scoring.CHANNEL_WEIGHTS, Scoring.POINTS)
Word = TypeVar("Word")
Numbered = tuple[int, Result]  # with the line on which it stands


class Results(msgspec.Struct, frozen=True):
    """The results that can be used, the faults of the others, and how the file spells the sectors."""

    results: tuple[Result, ...]
    faults: tuple[RowFault, ...]
    spelling: Mapping[str, str]


def read(data: bytes, protocol: Protocol) -> Results:
    """All rows of a file; what cannot be used is left out and told."""
    numbered: list[tuple[int, Result]] = []
    faults: list[RowFault] = []
    spelling: dict[str, str] = {}
    for line, cells in rows(data, COLUMNS, NEEDED):
        try:
            if isinstance(cells, RowFault):
                faults.append(cells)
                continue
            numbered.append((line, result(cells, protocol)))
            if numbered[-1][1].sector:
                spelling.setdefault(numbered[-1][1].sector, cells["sector"])
        except CellFault as fault:
            faults.append(RowFault(line, str(fault), fault.column))
    numbered, doubled = without_doubles(numbered)
    numbered, mixed = without_mixtures(numbered, protocol)
    numbered, dayless = with_days(numbered, protocol)
    faults = sorted([*faults, *doubled, *mixed, *dayless], key=lambda fault: fault.line)
    return Results(tuple(one for _, one in numbered), tuple(faults), spelling)


def result(cells: Mapping[str, str], protocol: Protocol) -> Result:
    """One row as a Result; raises CellFault."""
    if not cells["unit"]:
        raise CellFault("unit", "is empty; say which unit the row is about")
    part = word(cells, "part", PARTS)
    channel, device = word(cells, "channel", CHANNELS)
    if channel is None and protocol.scoring in BY_CHANNEL:
        channel, device = CHANNELS.get(plain(cells["sector"]), (None, None))
    status = status_of(cells)
    points = number(cells, "points") if status == Outcome.ANSWERED else None
    found = Result(
        unit=cells["unit"],
        inquiry=cells["inquiry"],
        channel=channel,
        device=device,
        sector=sector(cells, protocol, summed=part),
        item=cells["item"],
        part=part,
        points=points,
        possible=number(cells, "max_points"),
        weight=one if (one := number(cells, "weight")) is not None else items.ONE,
        working_days=working_days(cells),
        status=status,
    )
    check(found, protocol)
    return found


def check(found: Result, protocol: Protocol) -> None:
    """What only the cells together can get wrong; raises CellFault."""
    if found.channel is None and protocol.scoring in BY_CHANNEL:
        raise CellFault("channel", f"is empty; {protocol.id} counts by channel: email, phone or web")
    if protocol.scoring in BY_CHANNEL and found.channel not in protocol.channel_weights:
        raise CellFault("channel", f"`{found.channel}` has no weight in {protocol.id}")
    if found.part == Part.TIME and protocol.speed and protocol.speed.added:
        raise CellFault(
            "part", f"{protocol.id} adds the points for speed itself, from working_days; leave out this row"
        )
    if found.status == Outcome.ANSWERED and found.points is None:
        raise CellFault("points", "is empty; give the points, or the status that says why there are none")
    try:
        possible = items.possible_points(protocol, found)
    except ValueError:
        raise CellFault("max_points", "is empty; say how many points were possible") from None
    if found.points is not None and found.points > possible:
        raise CellFault("points", f"{float(found.points):g} is more than max_points {float(possible):g}; correct one")


def word(cells: Mapping[str, str], column: str, known: Mapping[str, Word]) -> Word:
    said = plain(cells[column]).replace("e_mail", "email")
    if said not in known:
        raise CellFault(column, f"`{cells[column]}` is not known{shape.suggestion(said, filter(None, known))}")
    return known[said]


def status_of(cells: Mapping[str, str]) -> Outcome:
    if not cells["status"]:
        if cells["points"]:
            return Outcome.ANSWERED
        raise CellFault("status", "is empty and so are the points; say which status the item has")
    return word(cells, "status", {str(status): status for status in Outcome})


def number(cells: Mapping[str, str], column: str) -> Fraction | None:
    """A number with decimal point or comma, 0 or more."""
    text = "".join(cells[column].split())
    if not text:
        return None
    if not NUMBER.fullmatch(text):
        raise CellFault(column, f"`{cells[column]}` is not a number; write it like 2.5")
    found = Fraction(text.replace(",", "."))
    if found < 0:
        raise CellFault(column, f"{text} is negative; it must be 0 or more")
    if found > LARGEST:
        raise CellFault(column, f"`{text[:20]}` {TOO_LARGE}")
    return found


def working_days(cells: Mapping[str, str]) -> int | None:
    days = number(cells, "working_days")
    if days is not None and days.denominator != 1:
        raise CellFault("working_days", f"`{cells['working_days']}` is not a whole number of days")
    return None if days is None else int(days)


def sector(cells: Mapping[str, str], protocol: Protocol, *, summed: Part | Summed) -> str:
    said = cells["sector"]
    if protocol.scoring != Scoring.SECTOR_WEIGHTS:
        return said
    if not said:
        if summed == Summed.CHANNEL:
            return ""
        raise CellFault("sector", f"is empty; {protocol.id} counts by sector")
    if found := protocol.sector(said):
        return found.code
    if protocol.other_sectors:
        return plain(said)
    hint = shape.suggestion(plain(said), [one.code for one in protocol.sectors])
    raise CellFault("sector", f"`{said}` is no sector of {protocol.id}{hint}")


def without_doubles(numbered: Sequence[Numbered]) -> tuple[list[Numbered], list[RowFault]]:
    """A result that stands twice would count twice; the first one stays."""
    first: dict[tuple[object, ...], int] = {}
    kept: list[Numbered] = []
    faults: list[RowFault] = []
    for line, one in numbered:
        summed = isinstance(one.part, Summed)
        key = (one.unit, one.channel, one.device, one.sector, one.part, *(() if summed else (one.inquiry, one.item)))
        if (summed or (one.inquiry and one.item)) and key in first:
            faults.append(RowFault(line, f"repeats line {first[key]}; leave one of them out"))
        else:
            first.setdefault(key, line)
            kept.append((line, one))
    return kept, faults


def without_mixtures(numbered: Sequence[Numbered], protocol: Protocol) -> tuple[list[Numbered], list[RowFault]]:
    """Items of a sector or channel that is given summed up as well; the sum stays."""
    kind = (Summed.SECTOR,) if protocol.scoring == Scoring.SECTOR_WEIGHTS else tuple(Summed)
    if protocol.scoring == Scoring.POINTS_POSSIBLE:
        return list(numbered), []
    sums = {(one.unit, code_of(protocol, one)): line for line, one in numbered if one.part in kind}
    kept: list[Numbered] = []
    faults: list[RowFault] = []
    for line, one in numbered:
        sum_line = sums.get((one.unit, code_of(protocol, one)))
        if sum_line and one.part not in kind:
            faults.append(RowFault(line, f"line {sum_line} has the total that contains this; leave one of them out"))
        else:
            kept.append((line, one))
    return kept, faults


def with_days(numbered: Sequence[Numbered], protocol: Protocol) -> tuple[list[Numbered], list[RowFault]]:
    """Every item of a mail knows on which day it was answered, if one of them says so."""
    known: dict[tuple[str, str], int] = {}
    for _, one in numbered:
        if one.working_days is not None and one.inquiry:
            known.setdefault((one.unit, one.inquiry), one.working_days)
    kept: list[Numbered] = []
    faults: list[RowFault] = []
    for line, one in numbered:
        said = known.get((one.unit, one.inquiry))
        days = said if one.working_days is None else one.working_days
        kept.append((line, msgspec.structs.replace(one, working_days=days)))
        if not items.timed(one) or one.status != Outcome.ANSWERED:
            continue
        if days is None and protocol.speed and protocol.speed.added:
            message = f"is empty; {protocol.id} gives an e-mail points by its day (left out here)"
            faults.append(RowFault(line, message, "working_days"))
        elif said not in (None, days):
            message = f"{days} is not what another row of this e-mail says, {said}; correct one"
            faults.append(RowFault(line, message, "working_days"))
    return kept, faults
