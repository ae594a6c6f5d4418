"""The words of the plain-language check: what could be better in a form, and what to do about it."""

from instruments.plain.found import About, Advice
from instruments.plain.text import Band
from survey.texts import N_, Translate

# (what it is, what to do about it)
ADVICE: dict[About, tuple[str, str]] = {
    About.LIX: (N_("The text is %(band)s to read (LIX %(n)s)."), N_("Use shorter sentences and shorter words.")),
    About.LONG_SENTENCE: (N_("A sentence has %(n)s words."), N_("Make two of it; %(most)s words are enough.")),
    About.LONG_WORD: (N_("“%(quote)s” is a long word."), N_("Say it with shorter ones, if you can.")),
    About.LONG_INTRO: (
        N_("%(n)s words stand before the question."),
        N_("Ask first; put what must be known into the hint."),
    ),
    About.CAPITALS: (N_("The text is all in capitals."), N_("Write it in small letters; they are easier to read.")),
    About.OFFICIALESE: (N_("“%(quote)s” is officialese."), N_("Plainer: %(plain)s.")),
    About.ACRONYM: (N_("Not everybody knows “%(quote)s”."), N_("Write it out the first time.")),
    About.PASSIVE: (N_("The text hides who does what: %(quote)s."), N_("Say who does it.")),
    About.DOUBLE: (
        N_("This asks two things at once: “%(quote)s”."),
        N_("Make two questions of it; one answer cannot fit both."),
    ),
    About.LEADING: (
        N_("“%(quote)s” says which answer you expect."),
        N_("Ask so that every answer is as easy to give."),
    ),
    About.LOADED: (N_("“%(quote)s” judges before anybody has answered."), N_("Use a neutral word.")),
    About.NEGATION: (N_("A negated question (“%(quote)s”): yes may mean no."), N_("Ask it without the negation.")),
    About.DOUBLE_NEGATION: (N_("Several negations: %(quote)s."), N_("Say it the positive way.")),
    About.ABSOLUTE: (
        N_("Hardly anybody can say yes to “%(quote)s”."),
        N_("Leave the word out, or ask how often."),
    ),
    About.AGREEMENT: (
        N_("People say how far they agree; many agree with whatever stands there."),
        N_("Ask about the thing itself: how easy, how clear, how satisfied."),
    ),
    About.UNBALANCED: (
        N_("The scale has %(positive)s good and %(negative)s bad levels."),
        N_("Give both sides as many, or the figures come out too good or too bad."),
    ),
    About.NO_WAY_OUT: (
        N_("Everybody must answer, also those who do not know."),
        N_("Add “Don't know”, or let the question be skipped."),
    ),
    About.UNLABELLED: (
        N_("%(n)s of %(most)s levels have a name."),
        N_("Name each level; a number means something else to each reader."),
    ),
    About.OVERLAP: (N_("Two choices share a number: %(quote)s."), N_("Let the next one begin a step higher.")),
    About.TURNED: (
        N_("This scale runs the other way than that of “%(quote)s”."),
        N_("Let all scales begin with the same end."),
    ),
    About.MATRIX_ROWS: (
        N_("The table has %(n)s rows."),
        N_("More than %(most)s are too many for a phone; split it or leave some out."),
    ),
    About.MATRIX_COLUMNS: (
        N_("The table has %(n)s columns."),
        N_("More than %(most)s do not fit on a phone; use fewer levels."),
    ),
    About.TOO_MANY: (
        N_("The form asks %(n)s questions."),
        N_("With more than %(most)s many give up; keep those you will act on."),
    ),
    About.TOO_LONG: (
        N_("The form takes about %(n)s minutes."),
        N_("After %(most)s minutes many give up; keep the questions you will act on."),
    ),
    About.REQUIRED_TEXT: (N_("Everybody must write something."), N_("Let the question be skipped; few like to write.")),
    About.PERSONAL: (
        N_("“%(quote)s” tells who has answered, and the form is anonymous."),
        N_("Leave it out, or do not promise anonymity."),
    ),
    About.SPECIAL: (
        N_("“%(quote)s” is among the data that the law protects most."),
        N_("Ask only if you must, say why, and let it be skipped."),
    ),
}
BANDS = {
    Band.VERY_EASY: N_("very easy"),
    Band.EASY: N_("easy"),
    Band.MEDIUM: N_("fairly hard"),
    Band.HARD: N_("hard"),
    Band.VERY_HARD: N_("very hard"),
}


def what(one: Advice, _: Translate) -> str:
    """What could be better, in the reader's language."""
    return filled(one, ADVICE[one.about][0], _)


def remedy(one: Advice, _: Translate) -> str:
    return filled(one, ADVICE[one.about][1], _)


def said(one: Advice, _: Translate) -> str:
    """Both in one line."""
    return f"{what(one, _)} {remedy(one, _)}"


def filled(one: Advice, message: str, _: Translate) -> str:
    values = one.values | ({"band": _(BANDS[Band(one.values["band"])])} if "band" in one.values else {})
    return _(message, **values)
