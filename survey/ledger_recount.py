"""The ledger of a bundle held against its item results: the last word on each item is what stands there now."""

from collections.abc import Iterable
from math import isclose

from scoring.score import Score
from survey.bundle import Bundle
from survey.ledger import WHOLE, Entry, Origin
from survey.recount import names_of


def unkept(found: Bundle, scored: Iterable[Score]) -> list[str]:
    """Entries of the ledger that are not what the item results say in points: the last word on each item."""
    names, said = names_of(found), []
    now: dict[tuple[int, str], float] = {}
    for one in scored:
        for item in (item for sector in one.sectors for inquiry in sector.inquiries for item in inquiry.items):
            points = 0.0 if item.earned is None else float(item.result.points or 0)
            for name in (item.result.item, WHOLE):
                key = int(item.result.inquiry), name
                now[key] = now.get(key, 0.0) + points
    for entry in last_words(found.ledger):
        points = now.get((entry.inquiry, entry.item), 0.0)
        if not isclose(entry.after or 0, points, rel_tol=1e-9, abs_tol=1e-9):
            said.append(
                f"Ledger entry {entry.number} says that {entry.item or 'the whole'} of inquiry {entry.inquiry} "
                f"({names(entry.unit)}) has {entry.after} points since; its item result says {points}."
            )
    last = found.ledger[-1] if found.ledger else None
    if last is not None and last.origin is Origin.ERRATUM:  # which ends the edition: its figures are those told
        for unit in (one for one in found.standings if one.unit_id == last.unit):
            if (unit.total, unit.rank) != (last.total_after, last.rank_after):
                said.append(f"Ledger entry {last.number} tells of another score or place of {names(unit.unit_id)}.")
    return said


def last_words(entries: Iterable[Entry]) -> list[Entry]:
    """Those that nothing later was said after of the same item; a word on a whole inquiry is one on all its items."""
    kept: dict[tuple[int, str], Entry] = {}
    for one in entries:
        gone = [key for key in kept if key[0] == one.inquiry and (WHOLE in (one.item, key[1]) or key[1] == one.item)]
        for key in gone:
            del kept[key]
        kept[one.inquiry, one.item] = one
    return list(kept.values())
