"""The categories of comments in a reader's own words."""

import msgspec
import sqlalchemy as sa

from instruments.codebook import Axis, Category, Codebook
from instruments.language import in_language
from survey.store import schemes

NONE_YET = 0
"""The version of a house that has no categories yet: no comment has a tag of it."""


class Scheme(msgspec.Struct, frozen=True):
    """The scheme in use, as pages need it."""

    version: int = NONE_YET
    axes: tuple[Axis, ...] = ()

    def name(self, axis: str, code: str, language: str) -> str:
        """A category's name; its code where the scheme does not know it (any more)."""
        found = self.category(axis, code)
        return (in_language(found.name, language) if found else "") or code

    def axis_names(self, language: str) -> dict[str, str]:
        return {axis.code: in_language(axis.name, language) for axis in self.axes}

    def category(self, axis: str, code: str) -> Category | None:
        some = next((one.categories for one in self.axes if one.code == axis), ())
        return next((one for one in some if one.code == code), None)


def in_use(connection: sa.Connection) -> Scheme:
    found = schemes.in_use(connection)
    if found is None:
        return Scheme()
    codebook: Codebook = found.read()
    return Scheme(found.version, codebook.axes)
