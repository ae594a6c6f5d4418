"""The plain-language check: everything that could be better in an instrument; it advises and never blocks."""

from collections.abc import Iterator, Sequence

from instruments.instrument import ANSWERED, HOLDING, Instrument, Item, Kind
from instruments.language import Texts
from instruments.matching import parents
from instruments.plain import phrases, questions, scales
from instruments.plain.bokmal import BOKMAL
from instruments.plain.doubles import double
from instruments.plain.english import ENGLISH
from instruments.plain.form import for_citizens, form_advice, is_matrix, language_advice
from instruments.plain.found import About, Advice
from instruments.plain.lexicon import Lexicon
from instruments.plain.nynorsk import NYNORSK
from instruments.plain.recognise import recognise
from instruments.plain.swedish import SWEDISH
from instruments.plain.text import band, bare, lix, sentences, words
from instruments.wording import Role, Wording, wordings

LEXICONS = {lexicon.language: lexicon for lexicon in (BOKMAL, NYNORSK, SWEDISH, ENGLISH)}
LIX_LANGUAGES = frozenset({"nb", "nn", "no", "sv", "da", "en", "de", "nl", "fr", "es", "it", "pt"})
"""Where words are about as long as in Swedish; Finnish or Sámi build longer ones and would read as hard throughout."""
MOST_READ = 2_000
"""Characters of a text; whoever writes more has been told by then."""
LIX_LIMITS = ((25, 50), (15, 55))
"""From so many words on a LIX above this is told; the shorter the text, the more it takes to be sure."""
LONGEST_SENTENCE = 20
QUESTIONS = frozenset({Role.LABEL})
RUNNING = frozenset({Role.INTRO, Role.LABEL, Role.HINT, Role.REQUIRED_MESSAGE, Role.CONSTRAINT_MESSAGE})
"""Texts that are read as sentences; guidance is for raters, who are trained."""


def advice(instrument: Instrument) -> tuple[Advice, ...]:
    """For the form as a whole first, then language by language in the order of the instrument."""
    return tuple(_advice(instrument))


def _advice(instrument: Instrument) -> Iterator[Advice]:
    yield from form_advice(instrument)
    every = tuple(wordings(instrument))
    inside = dict(parents(instrument.items))
    holders = {item.name: item for item in instrument.every if item.kind in HOLDING}
    for language in _languages(every):
        lexicon = LEXICONS.get(recognise(language, [one.texts.get(language, "") for one in every]))
        yield from language_advice(instrument, language, lexicon)
        known: set[str] = set()
        for one in every:
            above = holders.get(inside.get(one.item.name, "")) if one.item else None
            text = bare(one.texts.get(language, "")[:MOST_READ])
            if text:
                yield from _told(one, text, language, lexicon=lexicon, above=above, known=known)
        if lexicon:
            yield from scale_advice(instrument, language, lexicon)


def _languages(every: Sequence[Wording]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(language for one in every for language in one.texts))


def _told(
    one: Wording, text: str, language: str, *, lexicon: Lexicon | None, above: Item | None, known: set[str]
) -> Iterator[Advice]:
    if one.role is Role.MEDIA:
        return
    for about, values in text_advice(text, language, lexicon, role=one.role, known=known):
        yield Advice(one.where, language, about, values)
    if lexicon and one.role is Role.LABEL and one.item and _asks(one.item):
        judged = _judged(one.item, language, lexicon, above=above)
        for about, values in question_advice(text, lexicon, judged=judged, story=one.item.kind is Kind.TEXT):
            yield Advice(one.where, language, about, values)


def _asks(item: Item) -> bool:
    return item.kind in ANSWERED - {Kind.ACKNOWLEDGE} or (item.kind in HOLDING and is_matrix(item))


def _judged(item: Item, language: str, lexicon: Lexicon, *, above: Item | None) -> bool:
    return scales.judges(item, language, lexicon) or (above is not None and is_matrix(above) and item.kind in ANSWERED)


Found = Iterator[tuple[About, dict[str, str]]]


def text_advice(text: str, language: str, lexicon: Lexicon | None, *, role: Role, known: set[str]) -> Found:
    """How a text reads, whatever it is for; `known` holds the acronyms that were explained or told before."""
    if role in RUNNING:
        yield from length_advice(text, language)
    if phrases.shouts(text):
        yield About.CAPITALS, {"quote": text}
    if not lexicon:
        return
    stiff = dict(phrases.officialese(text, lexicon)) if role is not Role.CHOICE_GUIDANCE else {}
    for quote, plain in stiff.items():
        yield About.OFFICIALESE, {"quote": quote, "plain": plain}
    # names are long everywhere, and a stiff word need not be told to be long as well
    for word in phrases.long_words(text, lexicon) if role is not Role.TITLE else ():
        if word not in stiff:
            yield About.LONG_WORD, {"quote": word}
    known |= phrases.explained(text)
    for acronym in phrases.acronyms(text, lexicon):
        if acronym not in known:
            known.add(acronym)
            yield About.ACRONYM, {"quote": acronym}
    if role in RUNNING and (found := phrases.passives(text, lexicon)):
        yield About.PASSIVE, {"quote": ", ".join(found)}


def length_advice(text: str, language: str) -> Found:
    longest = max(sentences(text), key=lambda sentence: len(words(sentence)), default="")
    if (length := len(words(longest))) > LONGEST_SENTENCE:
        yield About.LONG_SENTENCE, {"quote": longest, "n": str(length), "most": str(LONGEST_SENTENCE)}
    value, length = lix(text), len(words(text))
    limit = next((most for least, most in LIX_LIMITS if length >= least), None)
    if language.partition("-")[0] in LIX_LANGUAGES and limit and value > limit:
        yield About.LIX, {"n": f"{value:.0f}", "band": band(value), "most": str(limit)}


def question_advice(text: str, lexicon: Lexicon, *, judged: bool = False, story: bool = False) -> Found:
    """How a question is put; `judged` and `story` as in `doubles`."""
    if (before := questions.run_up(text)) > questions.LONGEST_INTRO:
        yield About.LONG_INTRO, {"n": str(before), "most": str(questions.LONGEST_INTRO)}
    if quote := double(text, lexicon, judged=judged, story=story):
        yield About.DOUBLE, {"quote": quote}
    leads = questions.leading(text, lexicon)
    if leads:
        yield About.LEADING, {"quote": leads}
    if quote := questions.loaded(text, lexicon):
        yield About.LOADED, {"quote": quote}
    denials = questions.negations(text, lexicon)
    if len(denials) > 1:
        yield About.DOUBLE_NEGATION, {"quote": ", ".join(denials)}
    elif not leads and (quote := questions.negated(text, lexicon, judged=judged)):
        yield About.NEGATION, {"quote": quote}
    if quote := questions.absolute(text, lexicon):
        yield About.ABSOLUTE, {"quote": quote}


def scale_advice(instrument: Instrument, language: str, lexicon: Lexicon) -> Iterator[Advice]:
    """Each scale once, under the first item that uses it."""
    citizens = for_citizens(instrument)
    inside = {item.name: above for above in instrument.every for item in above.items}
    seen: set[tuple[object, ...]] = set()
    directions: dict[int, str] = {}
    for item in instrument.leaves:
        labels = scales.labels(item, language)
        if item.kind is Kind.RANGE or (item.kind is Kind.SELECT_ONE and labels):
            above = inside.get(item.name)
            beside: tuple[Texts, ...] = (above.label, above.hint) if above else ()
            new = not labels or labels not in seen
            seen.add(labels)
            for about, values in one_scale(item, language, lexicon, citizens=citizens, beside=beside):
                if new or about is About.NO_WAY_OUT:
                    yield Advice(item.name, language, about, values)
            way = scales.direction(scales.levels(item, language, lexicon))
            if way and directions.setdefault(way, item.name) == item.name and len(directions) > 1:
                yield Advice(item.name, language, About.TURNED, {"quote": directions[-way]})


def one_scale(
    item: Item, language: str, lexicon: Lexicon, *, citizens: bool, beside: Sequence[Texts] = ()
) -> Found:
    found = scales.levels(item, language, lexicon)
    if scales.agreement(item, language, lexicon):
        yield About.AGREEMENT, {}
    # the levels of a grading form are told apart by what they are worth and by guidance, not by symmetry
    if not item.scored or citizens:
        counts = scales.sides(found)
        if counts and counts[0] != counts[1]:
            yield About.UNBALANCED, {"positive": str(counts[0]), "negative": str(counts[1])}
    if unnamed := scales.unnamed(item, language, lexicon, beside=beside):
        yield About.UNLABELLED, {"n": str(unnamed[0]), "most": str(unnamed[1])}
    if quote := scales.overlapping(item, language):
        yield About.OVERLAP, {"quote": quote}
    forced = item.required is True and not item.may_be and scales.Level.WAY_OUT not in found
    if citizens and forced and item.kind is Kind.SELECT_ONE and scales.judges(item, language, lexicon):
        yield About.NO_WAY_OUT, {}


