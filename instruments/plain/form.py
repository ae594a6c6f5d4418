"""What is too much, or should not be asked, in a form as a whole."""

from collections.abc import Iterator
from math import ceil

from instruments.instrument import ANSWERED, HOLDING, UNSEEN, Instrument, Item, Kind, Purpose
from instruments.language import in_language
from instruments.plain.found import About, Advice
from instruments.plain.lexicon import Lexicon
from instruments.plain.text import bare, words

MOST_QUESTIONS = {Purpose.SURVEY: 10, Purpose.KIOSK: 3}
MOST_MINUTES = 5
MOST_ROWS = 6
MOST_COLUMNS = 5
WORDS_A_MINUTE = 200
"""Silent reading of ordinary readers lies between 200 and 250 words a minute; a form is also understood and weighed."""
SECONDS = {Kind.TEXT: 30, Kind.RANK: 20, Kind.SELECT_MULTIPLE: 8}
"""To answer, apart from the reading; our own estimate."""
SECONDS_ELSE = 5
LONGEST = 500
"""Characters of a label that are looked at for what it asks."""
OTHER = 30  # questions to a grader or an assessor, who is trained and paid


def for_citizens(instrument: Instrument) -> bool:
    """Surveys are; so is a form from elsewhere that does not say what it is for and scores nothing."""
    if instrument.purpose in MOST_QUESTIONS:
        return True
    return instrument.purpose is Purpose.GRADING and not any(item.scored for item in instrument.leaves)


def matrices(instrument: Instrument) -> Iterator[Item]:
    """Groups whose rows are answered on one scale side by side."""
    return (item for item in instrument.every if item.kind in HOLDING and is_matrix(item))


def is_matrix(group: Item) -> bool:
    return "table-list" in group.looks or any("list-nolabel" in item.looks for item in group.items)


def form_advice(instrument: Instrument) -> Iterator[Advice]:
    """What holds in every language; how long it takes is reckoned in the first."""
    for matrix in matrices(instrument):
        rows = [item for item in matrix.items if item.kind in ANSWERED and "label" not in item.looks]
        columns = max((len(item.choices) for item in rows), default=0)
        if len(rows) > MOST_ROWS:
            yield Advice(matrix.name, "", About.MATRIX_ROWS, {"n": str(len(rows)), "most": str(MOST_ROWS)})
        if columns > MOST_COLUMNS:
            yield Advice(matrix.name, "", About.MATRIX_COLUMNS, {"n": str(columns), "most": str(MOST_COLUMNS)})
    citizens = for_citizens(instrument)
    language = next(iter(instrument.languages), "")
    if citizens and (needed := ceil(minutes(instrument, language))) > MOST_MINUTES:
        yield Advice("", language, About.TOO_LONG, {"n": str(needed), "most": str(MOST_MINUTES)})
    asked = questions(instrument)
    most = MOST_QUESTIONS.get(instrument.purpose, MOST_QUESTIONS[Purpose.SURVEY]) if citizens else OTHER
    if len(asked) > most:
        yield Advice("", "", About.TOO_MANY, {"n": str(len(asked)), "most": str(most)})
    if citizens:
        for item in instrument.leaves:
            if item.kind is Kind.TEXT and item.required is True and not item.relevance and not item.constraint:
                yield Advice(item.name, "", About.REQUIRED_TEXT)


def questions(instrument: Instrument) -> tuple[Item, ...]:
    """What a person may have to answer; a text that follows up a choice (other, namely ...) is no question more."""
    return tuple(
        item
        for item in instrument.leaves
        if item.kind in ANSWERED - {Kind.ACKNOWLEDGE} and not (item.kind is Kind.TEXT and item.relevance)
    )


def minutes(instrument: Instrument, language: str) -> float:
    """How long an ordinary reader needs for everything that can be asked, in minutes."""
    seconds = 0.0
    shared: set[str] = set()
    for item in instrument.every:
        if item.kind in UNSEEN:
            continue
        texts = [item.label, item.hint]
        if item.list not in shared or not item.list:
            # a scale is read once and recognised afterwards
            texts += [choice.label for choice in item.choices[:20]]
            shared.add(item.list)
        seconds += 60 * sum(len(words(bare(in_language(text, language)))) for text in texts) / WORDS_A_MINUTE
        if item.kind in ANSWERED:
            seconds += SECONDS.get(item.kind, SECONDS_ELSE)
    return seconds / 60


def language_advice(instrument: Instrument, language: str, lexicon: Lexicon | None) -> Iterator[Advice]:
    """What depends on the words: what is asked of people who were promised anonymity, or should not be asked."""
    if not lexicon or not for_citizens(instrument):
        return
    promises = [instrument.title, instrument.intro, *(one.label for one in instrument.leaves if one.kind is Kind.NOTE)]
    promised = any(lexicon.promises_anonymity.search(texts.get(language, "")) for texts in promises)
    anonymous = instrument.anonymous or promised
    for item in instrument.leaves:
        label = bare(item.label.get(language, "")[:LONGEST]).strip(" ?:*.")
        where = f"{item.name}.label"
        if item.kind in {Kind.TEXT, Kind.INTEGER, Kind.DATE} and anonymous and lexicon.asks_personal.fullmatch(label):
            yield Advice(where, language, About.PERSONAL, {"quote": label})
        if item.kind in ANSWERED and (found := lexicon.asks_special.search(label)):
            yield Advice(where, language, About.SPECIAL, {"quote": found[0]})
