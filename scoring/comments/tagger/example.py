"""What the tagger learns from and what it says: a text with its labels, and labels with how sure they are."""

from collections.abc import Mapping

import msgspec


class AxisRule(msgspec.Struct, frozen=True):
    """One axis of a category scheme: `many` labels may stand together; `none` is the one that always stands alone."""

    many: bool = False
    none: str = ""


class Example(msgspec.Struct, frozen=True):
    """A text that somebody tagged; an axis that is missing from `labels` was not tagged in it.

    `features` (channel, question, service) stand beside the text. `group` is the organisation that it came from.
    """

    text: str
    labels: Mapping[str, tuple[str, ...]]
    features: Mapping[str, str] = {}
    language: str = ""
    group: str = ""
    private: bool = False
    """Of somebody who shall not be known again by a rare word: the tagger keeps none that only few such texts have."""


class Scored(msgspec.Struct, frozen=True):
    """A label with the probability (0 to 1, calibrated) that it belongs to the text."""

    label: str
    p: float


class Told(msgspec.Struct, frozen=True):
    """What the tagger says of one text on one axis.

    `scored`: on an axis of one label the five likeliest, best first, the best is the suggestion; on an axis of many
    those above their thresholds, best first, perhaps none. `unsure`: a person should look. `because`: the words of the
    text that carried the suggestion, strongest first. `margin`: between the first and the second (many: from the
    nearest threshold), 0 to 1; the smaller, the more a person's answer teaches.
    """

    scored: tuple[Scored, ...]
    unsure: bool
    because: tuple[str, ...]
    margin: float
