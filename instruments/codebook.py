"""Codebook: the category scheme of comments, in words, with what changed since the version before."""

import msgspec

from instruments.language import Texts


class Category(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    code: str
    name: Texts
    definition: Texts = {}
    belongs: Texts = {}
    """A comment that belongs here."""
    does_not: Texts = {}
    """The near miss: a comment that people take for one of these, and it is not."""
    instead: str = ""
    """The category of the same axis under which the near miss goes; "" for none in particular."""


class Axis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One question asked of every comment: which service, which reasons, which tone."""

    code: str
    name: Texts
    many: bool = False
    """Whether a comment may have several of the categories."""
    none: str = ""
    """The category that says "none of these": it stands alone, and what has lost its category falls there."""
    categories: tuple[Category, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(category.code for category in self.categories)


class _Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag=str.lower):
    axis: str


class Added(_Change, frozen=True):
    """A category that was not there before; old comments keep theirs."""

    code: str


class Merged(_Change, frozen=True):
    """Several become one: a new category, or one that was there."""

    codes: tuple[str, ...]
    into: str


class Split(_Change, frozen=True):
    """One becomes several, itself perhaps among them: which one a comment belongs to, a person says."""

    code: str
    into: tuple[str, ...]


class Renamed(_Change, frozen=True):
    """Another code, or with `to` the same as `code` only other words: the comments are the same ones."""

    code: str
    to: str


class Retired(_Change, frozen=True):
    """A category that is no more: its comments fall to the axis's `none` until a person has looked at them."""

    code: str


Change = Added | Merged | Split | Renamed | Retired


class Codebook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One version; the versions of one `id` have the same axes."""

    id: str
    version: int
    title: Texts
    axes: tuple[Axis, ...]
    changes: tuple[Change, ...] = ()
    """How it came from the version before, in this order; version 1 has none."""


def axis(codebook: Codebook, code: str) -> Axis | None:
    return next((one for one in codebook.axes if one.code == code), None)


def category(codebook: Codebook, axis_code: str, code: str) -> Category | None:
    found = axis(codebook, axis_code)
    return next((one for one in found.categories if one.code == code), None) if found else None
