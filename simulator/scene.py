"""Scenes: what an inquiry can be about, recognised by its words, and what a right answer to it says."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from random import Random

import msgspec

from instruments.scenario import Scenario, facts, phrases

WORD = re.compile(r"[^\W\d_]{3,}")


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario as the municipality knows it; every mapping is by language: nb, nn, sv, en."""

    id: str
    words: dict[str, list[str]] = {}
    """Words or whole texts that an inquiry about this may use."""
    phrases: dict[str, list[str]] = {}
    full_answers: dict[str, list[str]] = {}
    """The statements that together are a full answer."""


def of(scenario: Scenario) -> Scene:
    """The scene that a scenario of the bank makes."""
    forms = tuple(scenario.wordings)
    return Scene(
        id=scenario.id,
        words={form: [f"{text.subject} {text.body}" for text in scenario.wordings[form]] for form in forms},
        phrases={form: list(phrases(scenario, form)) for form in forms},
        full_answers={form: list(facts(scenario, form)) for form in forms},
    )


def load(path: Path) -> tuple[Scene, ...]:
    return msgspec.json.decode(path.read_bytes(), type=tuple[Scene, ...])


class Library:
    """Finds the scene and the language that share the most telling words with a text."""

    def __init__(self, scenes: Iterable[Scene]) -> None:
        self.scenes = {scene.id: scene for scene in scenes}
        self._homes: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for scene in self.scenes.values():
            for language, texts in scene.words.items():
                for word in _words(" ".join([*texts, *scene.phrases.get(language, [])])):
                    self._homes[word].add((scene.id, language))

    def recognise(self, text: str) -> tuple[Scene | None, str]:
        """The scene (None if nothing fits) and the language of a text ("" if unknown)."""
        scores: Counter[str] = Counter()
        languages: Counter[str] = Counter()
        for word in _words(text):
            homes = self._homes.get(word, set())
            ids = {home for home, _ in homes}
            tongues = {language for _, language in homes}
            for home in ids:
                scores[home] += 1 / len(ids)  # type: ignore[assignment]  # a Counter adds up floats as well
            for tongue in tongues:
                languages[tongue] += 1 / len(tongues) ** 2  # type: ignore[assignment]
        language = max(languages, key=lambda name: (languages[name], name), default="")
        if not scores:
            return None, language
        best = max(scores, key=lambda name: (scores[name], name))
        return self.scenes[best], language

    def other(self, scene: Scene, language: str, rng: Random) -> Scene:
        """A scene that has nothing to do with this one: what a wrong answer talks about."""
        names = sorted(other.id for other in self.scenes.values() if other.full_answers.get(language))
        return self.scenes[rng.choice([name for name in names if name != scene.id] or [scene.id])]


def _words(text: str) -> set[str]:
    return set(WORD.findall(text.lower()))
