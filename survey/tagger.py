"""A tagger's model at rest: where it is in its life, and the one rule by which a new one takes the old one's place."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

HELD_OUT = 5
"""One comment of so many, by the hash of its key, is never trained on: new models are compared on these."""
LEAST_HELD = 30
"""Corrected comments, kept apart, that a comparison needs to say anything."""
RESAMPLES = 2_000
SIGN_OF_LIFE = timedelta(minutes=5)
"""Whoever trains and says nothing for so long is taken for dead."""
KEPT = 5
"""Models whose files are kept; of older ones only the card and the comparison."""


class ModelStatus(StrEnum):
    WANTED = "wanted"
    TRAINING = "training"
    CANDIDATE = "candidate"
    """Trained, and nobody has decided: there was too little to compare by."""
    IN_USE = "in_use"
    FORMER = "former"
    """Was in use; one click brings it back."""
    REFUSED = "refused"
    """No better than the one in use."""
    FAILED = "failed"


USABLE = (ModelStatus.CANDIDATE, ModelStatus.FORMER, ModelStatus.REFUSED)
"""What a person may put into use."""


class Origin(StrEnum):
    STARTER = "starter"
    """From the examples that ship, on the first day."""
    CORRECTIONS = "corrections"


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Of one axis, or of all together: mean scores on the same comments; new less old as a 95 % interval."""

    old: float
    new: float
    low: float
    high: float

    @property
    def worse_beyond_noise(self) -> bool:
        return self.high < 0


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two models on the same corrected comments, which neither was trained on."""

    old_id: int | None
    n: int
    total: Difference | None = None
    axes: dict[str, Difference] = {}

    @property
    def enough(self) -> bool:
        return self.n >= LEAST_HELD

    @property
    def beats(self) -> bool:
        """The rule: better in total, and on no axis worse by more than noise."""
        if not self.enough or self.total is None:
            return False
        better = self.total.new > self.total.old
        return better and not any(one.worse_beyond_noise for one in (self.total, *self.axes.values()))


class Model(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    scheme_version: int
    status: ModelStatus
    origin: Origin
    wanted_by: int | None = None
    wanted_at: datetime
    claimed_at: datetime | None = None
    claimed_by: str | None = None
    beat_at: datetime | None = None
    progress: float = 0.0
    doing: str = ""
    trained_at: datetime | None = None
    card: dict[str, Any] | None = None
    comparison: Comparison | None = None
    sha256: str = ""
    size: int = 0
    fault: str = ""
    used_at: datetime | None = None
    used_by: int | None = None


def is_held_out(comment_id: bytes) -> bool:
    """The same for every model and every scheme. Of a digest, so that nothing about a key's making matters."""
    return int.from_bytes(hashlib.sha256(b"held out" + comment_id).digest()[:4], "big") % HELD_OUT == 0


def score(said: Sequence[str], right: Sequence[str]) -> float:
    """1 for the same codes, 0 for none in common, between them for many: twice the common ones by all (F1 of a row)."""
    if not said and not right:
        return 1.0
    return 2 * len(set(said) & set(right)) / (len(set(said)) + len(set(right)))


def compared(
    old: Mapping[str, Sequence[float]], new: Mapping[str, Sequence[float]], *, old_id: int | None, seed: int = 0
) -> Comparison:
    """Axis -> scores of the same comments in the same order. Paired bootstrap (Efron and Tibshirani, chapter 16)."""
    axes = sorted(new)
    before, after = (np.array([scores[axis] for axis in axes], dtype=np.float64) for scores in (old, new))
    n = after.shape[1] if after.size else 0
    if not n:
        return Comparison(old_id=old_id, n=0)
    drawn = np.random.default_rng(seed).integers(0, n, size=(RESAMPLES, n))
    found = {axis: difference(before[at], after[at], drawn) for at, axis in enumerate(axes)}
    total = difference(before.mean(axis=0), after.mean(axis=0), drawn)
    return Comparison(old_id=old_id, n=n, total=total, axes=found)


def difference(
    before: npt.NDArray[np.float64], after: npt.NDArray[np.float64], drawn: npt.NDArray[np.int64]
) -> Difference:
    means = (after - before)[drawn].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Difference(old=float(before.mean()), new=float(after.mean()), low=float(low), high=float(high))
