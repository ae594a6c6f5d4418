"""How complete an instrument is in each of its languages: what is missing, untranslated or filled in otherwise."""

import re
from collections.abc import Sequence

import msgspec

from instruments.instrument import Instrument
from instruments.language import NEAR, language_of
from instruments.untranslated import looks_untranslated
from instruments.wording import Role, Wording, wordings

PLACEHOLDER = re.compile(r"\$\{([^{}]*)\}")
CHOICES = frozenset({Role.CHOICE, Role.CHOICE_GUIDANCE})


class Fallback(msgspec.Struct, frozen=True):
    """What a reader of one language meets where a text is missing: the text in `language`, "" for none."""

    where: str
    language: str


class Placeholders(msgspec.Struct, frozen=True):
    """A text that fills in other answers than the same text in the default language."""

    where: str
    lacking: tuple[str, ...]
    extra: tuple[str, ...]


class Completeness(msgspec.Struct, frozen=True, kw_only=True):
    """One language of an instrument; every `where` is a path as in `wording`."""

    language: str
    draft: bool = False
    """Nobody has checked these texts yet."""
    texts: int
    present: int
    missing: tuple[Fallback, ...] = ()
    same: tuple[str, ...] = ()
    """Reads like the default language: probably not translated yet."""
    placeholders: tuple[Placeholders, ...] = ()
    """Wrong rather than incomplete: the page would show another answer, or none."""
    scales: tuple[str, ...] = ()
    """`courtesy`, `lists.scale`: the choices are missing or untranslated, some or all, though the form is begun."""

    @property
    def share(self) -> float:
        """Of the texts that exist in some language, how many exist in this one; 0 to 1, 1 where there is none."""
        return self.present / self.texts if self.texts else 1.0

    @property
    def complete(self) -> bool:
        return not (self.missing or self.same or self.placeholders or self.draft)


def completeness(instrument: Instrument) -> tuple[Completeness, ...]:
    """One report per language, the default language first."""
    every = tuple(wordings(instrument))
    languages = dict.fromkeys(instrument.languages)
    # a language that only hints or choices are written in is begun all the same
    languages |= dict.fromkeys(language for one in every for language, text in one.texts.items() if text.strip())
    default = next(iter(languages), "")
    return tuple(_report(instrument, every, language, default=default) for language in languages)


def fallbacks(instrument: Instrument, language: str) -> dict[str, str]:
    """Name of each item whose label is not in `language`, with the language a reader gets instead ("" = none)."""
    return {
        item.name: language_of(item.label, language)
        for item in instrument.every
        if item.label and language_of(item.label, language) != language
    }


def _report(instrument: Instrument, every: Sequence[Wording], language: str, *, default: str) -> Completeness:
    there = [one for one in every if one.texts.get(language, "").strip()]
    missing = [one for one in every if not one.texts.get(language, "").strip()]
    same = [] if language == default else [one for one in there if _same(one, language, default)]
    return Completeness(
        language=language,
        draft=language in instrument.drafts,
        texts=len(every),
        present=len(there),
        missing=tuple(Fallback(one.where, language_of(one.texts, language)) for one in missing),
        same=tuple(one.where for one in same),
        placeholders=tuple(found for one in there if (found := _placeholders(one, language, default))),
        scales=tuple(dict.fromkeys(_scale(one) for one in (*missing, *same) if there and one.role in CHOICES)),
    )


def _scale(wording: Wording) -> str:
    return wording.where.partition(".choices.")[0]


def _same(wording: Wording, language: str, default: str) -> bool:
    """The default language's own text again, or that of a near language which stands in for it."""
    if wording.role is Role.MEDIA:
        return False
    text = wording.texts[language]
    models = (default, NEAR.get(language, default), "en")
    return any(
        model != language and wording.texts.get(model, "").strip() == text.strip()
        and looks_untranslated(text, language, model)
        for model in models
    )  # fmt: skip


def filled_in(text: str) -> list[str]:
    """Names of the answers that a text fills in."""
    return [name.strip() for name in PLACEHOLDER.findall(text)]


def _placeholders(wording: Wording, language: str, default: str) -> Placeholders | None:
    model = wording.texts.get(default, "")
    if not model.strip() or language == default:
        return None
    wanted, found = filled_in(model), filled_in(wording.texts[language])
    if set(wanted) == set(found):
        return None
    lacking = tuple(name for name in dict.fromkeys(wanted) if name not in found)
    extra = tuple(name for name in dict.fromkeys(found) if name not in wanted)
    return Placeholders(wording.where, lacking, extra)
