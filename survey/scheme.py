"""A scheme: one version of the categories that this house tags its comments by, drafted, then published for good."""

import hashlib
from datetime import datetime

import msgspec

from instruments.codebook import Codebook
from scoring.comments.tagger.example import AxisRule


class EditedError(Exception):
    """What was published is no longer what is there: somebody changed it behind the service's back."""


class Scheme(msgspec.Struct, frozen=True, kw_only=True):
    version: int
    document: str
    """The codebook as JSON; its bytes count."""
    sha256: str = ""
    """Of the document, from publication on."""
    created_by: int | None = None
    created_at: datetime
    changed_at: datetime
    published_by: int | None = None
    published_at: datetime | None = None

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    def read(self) -> Codebook:
        """Raises EditedError where a published one is not what was published."""
        if not self.is_draft and fingerprint(self.document) != self.sha256:
            raise EditedError(f"version {self.version}")
        return msgspec.json.decode(self.document, type=Codebook)


def fingerprint(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def written(codebook: Codebook, version: int) -> str:
    """As it is kept: under the version of this house, whatever the file it came from said."""
    kept = msgspec.structs.replace(codebook, version=version)
    return msgspec.json.encode(kept).decode()


def rules(codebook: Codebook) -> dict[str, AxisRule]:
    """As a tagger needs them."""
    return {axis.code: AxisRule(many=axis.many, none=axis.none) for axis in codebook.axes}
