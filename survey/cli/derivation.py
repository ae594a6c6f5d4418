"""How a score came about, for `medlytt score --derivation`: total <- sectors <- inquiries <- items."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from scoring.items import ItemScore
from scoring.score import InquiryScore, Score, SectorScore, rounded


def as_json(score: Score, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every sector that counts with its share of the total and everything below it; numbers unrounded."""
    return [
        {
            "sector": names.get(sector.code, sector.code),
            "score": None if sector.score is None else float(sector.score),
            "out_of": float(sector.scale),
            "share": float(sector.share),
            "inquiries": [
                {
                    "inquiry": inquiry.inquiry,
                    "channel": inquiry.channel,
                    "earned": float(inquiry.earned),
                    "possible": float(inquiry.possible),
                    "items": [item_as_json(item) for item in inquiry.items],
                }
                for inquiry in sector.inquiries
            ],
        }
        for sector in score.sectors
    ]


def item_as_json(item: ItemScore) -> dict[str, Any]:
    result = item.result
    return {
        "item": result.item,
        "part": result.part,
        "status": result.status,
        "points": None if result.points is None else float(result.points),
        "max_points": None if result.possible is None else float(result.possible),
        "weight": float(result.weight),
        "earned": None if item.earned is None else float(item.earned),
        "possible": float(item.possible),
        "why": item.why,
    }


def lines(score: Score, names: Mapping[str, str]) -> Iterator[str]:
    for sector in score.sectors:
        if sector.inquiries:
            yield f"    {sector_line(sector, names)}"
            for inquiry in sector.inquiries:
                yield f"      {inquiry_line(inquiry)}"
                yield from (f"        {item_line(item)}" for item in inquiry.items)


def sector_line(sector: SectorScore, names: Mapping[str, str]) -> str:
    name = names.get(sector.code, sector.code)
    if sector.score is None:
        return f"{name}: nothing that counts"
    earned = sum((inquiry.earned for inquiry in sector.inquiries), Fraction(0))
    possible = sum((inquiry.possible for inquiry in sector.inquiries), Fraction(0))
    sums = f"{sector.scale} x {plain(earned)} / {plain(possible)}"
    return f"{name} {rounded(sector.score)} = {sums}, {rounded(100 * sector.share)} % of the weights tested"


def inquiry_line(inquiry: InquiryScore) -> str:
    channel = f" by {inquiry.channel}" if inquiry.channel else ""
    return f"{inquiry.inquiry or 'row'}{channel}: {plain(inquiry.earned)} of {plain(inquiry.possible)}"


def item_line(item: ItemScore) -> str:
    result = item.result
    name = " ".join(filter(None, [result.item, str(result.part)])) or "item"
    why = f" ({item.why})" if item.why else ""
    if item.earned is None:
        return f"{name}: left out{why}"
    return f"{name}: {plain(item.earned)} of {plain(item.possible)}{why}"


def plain(number: Fraction) -> str:
    return f"{float(number):.4g}"
