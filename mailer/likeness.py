"""What kind of reply a text is most like, by the words of examples: naive Bayes, for texts that no phrase decides."""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from math import log
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parent / "examples"
WORD = re.compile(r"[^\W\d_]+|\?|\d+")
STEM = 6  # letters of a word that count: the rest is mostly inflection
PART = 5  # letters of the pieces of a word: compounds and inflected words share some
SMOOTHING = 0.02
DEPENDENT = 0.3  # the features of a text repeat one another, so that all of them together say this much of their sum


class Likeness(msgspec.Struct, frozen=True):
    """Per kind the number of examples, and in how many of them each feature stands."""

    examples: dict[str, int]
    features: dict[str, Counter[str]]
    known: frozenset[str]

    def judge(self, text: str, without: frozenset[str] = frozenset()) -> tuple[str, float]:
        """The likeliest kind but those left out, and how far it leads (natural logarithm of the odds); or ""."""
        seen = features_of(text) & self.known
        total = sum(self.examples.values())
        scores = {}
        for kind, count in self.examples.items():
            if kind in without:
                continue
            held = self.features[kind]
            scores[kind] = DEPENDENT * log(count / total) + DEPENDENT * sum(
                log((held[feature] + SMOOTHING) / (count + 2 * SMOOTHING)) for feature in seen
            )
        ranked = sorted(scores, key=lambda kind: -scores[kind])
        return (ranked[0], scores[ranked[0]] - scores[ranked[1]]) if len(ranked) > 1 else ("", 0.0)


def learn(examples: Iterable[tuple[str, str]]) -> Likeness:
    """From pairs of kind and text."""
    counts: Counter[str] = Counter()
    features: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, text in examples:
        counts[kind] += 1
        features[kind].update(features_of(text))
    overall = sum(features.values(), Counter())
    return Likeness(dict(counts), dict(features), frozenset(overall))


def load(folder: Path = FOLDER) -> Likeness:
    pairs = []
    for file in sorted(folder.glob("*.toml")):
        table = msgspec.convert(tomllib.loads(file.read_text("utf-8")), dict[str, list[str]])
        pairs += [(kind, text) for kind, texts in table.items() for text in texts]
    return learn(pairs)


def features_of(text: str) -> frozenset[str]:
    """Stems, pairs of neighbouring stems, pieces of words, the question mark, and that there is a figure."""
    words = ["#" if word.isdigit() else word for word in WORD.findall(text[:5000].lower())]
    stems = [word[:STEM] for word in words]
    parts = {f"~{edged[at : at + PART]}" for edged in (f"<{w}>" for w in words) for at in range(len(edged) - PART + 1)}
    return frozenset(stems) | {f"{a} {b}" for a, b in zip(stems, stems[1:], strict=False)} | parts
