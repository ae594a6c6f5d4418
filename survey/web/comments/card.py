"""The card of a model as people read it: how often it was right on texts it had not seen, with intervals."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from instruments.language import in_language
from scoring.comments.tagger.card import AxisCard, Card
from scoring.interval import Interval, wilson
from survey.web.comments.codes import Scheme

UNKNOWN = Interval(None, None, None)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A category: how many examples it was learned from, and how well it is told from the others."""

    name: str
    examples: int
    precision: Interval
    recall: Interval


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    language: str
    checked: int | None
    right: Interval


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of category; all shares are 0..1."""

    name: str
    many: bool
    examples: int
    checked: int
    right: Interval
    sure: Interval
    """Of all texts: those that it would sort by itself."""
    right_when_sure: Interval
    categories: tuple[Row, ...]
    languages: tuple[Spoken, ...]


def card_of(kept: Mapping[str, Any] | None) -> Card | None:
    """None where there is none yet, or one of another kind than ours."""
    try:
        return msgspec.convert(kept, Card) if kept else None
    except msgspec.ValidationError:
        return None


def told(card: Card, scheme: Scheme, language: str) -> tuple[Told, ...]:
    """The axes in the order of the scheme; those it no longer has fall out."""
    return tuple(
        _told(
            card.axes[axis.code],
            in_language(axis.name, language),
            lambda code, axis=axis.code: scheme.name(axis, code, language),  # type: ignore[misc]
            many=axis.many,
        )
        for axis in scheme.axes
        if axis.code in card.axes
    )


def _told(of: AxisCard, name: str, called: Callable[[str], str], *, many: bool) -> Told:
    sure = share(of.figures.get("coverage"), of.checked)
    alone = round((sure.estimate or 0) * of.checked)
    return Told(
        name=name,
        many=many,
        examples=of.rows,
        checked=of.checked,
        right=share(of.figures.get("accuracy"), of.checked),
        sure=sure,
        right_when_sure=share(of.figures.get("accuracy_covered"), alone) if alone else UNKNOWN,
        categories=tuple(_row(of, code, called(code)) for code in sorted(of.labels, key=lambda one: -of.labels[one])),
        languages=tuple(_spoken(language, figures) for language, figures in of.by_language.items()),
    )


def _row(of: AxisCard, code: str, name: str) -> Row:
    figures = of.by_label.get(code, {})
    hits, suggested, there = (figures.get(key, 0.0) for key in ("hits", "suggested", "support"))
    return Row(name=name, examples=of.labels[code], precision=wilson(hits, suggested), recall=wilson(hits, there))


def _spoken(language: str, figures: Mapping[str, float]) -> Spoken:
    checked = figures.get("checked")
    right = share(figures.get("accuracy"), checked) if checked else Interval(figures.get("accuracy"), None, None)
    return Spoken(language=language, checked=None if checked is None else int(checked), right=right)


def share(estimate: float | None, n: float) -> Interval:
    return UNKNOWN if estimate is None else wilson(round(estimate * n), n)
