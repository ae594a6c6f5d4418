"""Learns a tagger from examples: the columns of their texts, a model for each axis, and a card that tells how."""

import platform
from collections.abc import Callable, Mapping, Sequence

import msgspec
import numpy as np
import scipy
import sklearn

from scoring.comments.tagger import batch as batches
from scoring.comments.tagger import card
from scoring.comments.tagger.axis import Axis, Found
from scoring.comments.tagger.batch import Batch
from scoring.comments.tagger.blocks import BLOCKS, Learner, discreet
from scoring.comments.tagger.example import AxisRule, Example
from scoring.comments.tagger.learning import learned
from scoring.comments.tagger.tagger import Tagger

Progress = Callable[[float, str], None]
READING = 0.1
"""Share of the work that is done when the texts are read."""


def train(
    examples: Sequence[Example],
    axes: Mapping[str, AxisRule],
    *,
    stack: bool = False,
    seed: int = 0,
    progress: Progress | None = None,
    trained_at: str = "",
    more: Mapping[str, Learner] | None = None,
) -> Tagger:
    """A tagger for these axes. TooFewError where an axis has fewer than two labels or hardly an example.

    The same examples in another order, the same seed and the same libraries give the same tagger. `stack` takes
    several looks at the texts instead of one: slower to train, no slower to use. `more` are further blocks
    (`blocks.MUNICIPAL`). `progress` is told the share done (0 to 1) and what comes next. Of private examples the
    tagger keeps no rare words (`blocks.discreet`).
    """
    tell = progress or (lambda share, what: None)
    examples = card.ordered(examples)
    tell(0.0, "words")
    batch = plain(examples)
    learners = BLOCKS | dict(more or {})
    blocks = {name: learner(batch) for name, learner in learners.items()}
    if any(one.private for one in examples):
        private, public = (plain([one for one in examples if one.private is each]) for each in (True, False))
        blocks = {name: discreet(block, private, public) for name, block in blocks.items()}
    blocks = {name: block for name, block in blocks.items() if block.width}
    found = {name: block.matrix(batch) for name, block in blocks.items()}

    def read(texts: Sequence[str]) -> Found:
        more = batches.read(texts)
        return {name: block.matrix(more) for name, block in blocks.items()}

    models: dict[str, Axis] = {}
    cards: dict[str, card.AxisCard] = {}
    for number, (name, rule) in enumerate(axes.items()):
        tell(READING + (1 - READING) * number / len(axes), name)
        models[name], cards[name] = learned(examples, name, rule, found, read=read, stack=stack, seed=seed)
    tell(1.0, "")
    told = card.Card(
        seed=seed,
        stack=stack,
        data=card.data_hash(examples),
        rows=len(examples),
        axes=cards,
        features=tuple(sorted({name for one in examples for name in one.features})),
        versions=versions(),
        trained_at=trained_at,
    )
    used = {name for model in models.values() for name in model.weights}
    return Tagger({name: block for name, block in blocks.items() if name in used}, models, told)


def plain(examples: Sequence[Example]) -> Batch:
    return batches.read(
        [one.text for one in examples], [one.features for one in examples], [one.language for one in examples]
    )


def versions() -> dict[str, str]:
    modules = {"numpy": np, "scipy": scipy, "scikit-learn": sklearn, "msgspec": msgspec}
    return {"python": platform.python_version(), **{name: module.__version__ for name, module in modules.items()}}
