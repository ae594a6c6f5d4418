"""Quantities in words: how long, how often, how much money, whatever way they are written."""

from collections.abc import Iterator, Mapping, Sequence

WRITTEN: Mapping[float, str] = {
    0.5: "halv halvt halve half",
    1: "en ei et ett ein eit a an one",
    2: "to två two",
    3: "tre three par couple flere fleire flera several mange många many halvannet halvannan",
    4: "fire fyra four",
    5: "fem five",
    6: "seks sex six",
    7: "sju syv seven",
    8: "åtte åtta otte eight",
    9: "ni nine",
    10: "ti tio ten",
    11: "elleve elva eleven",
    12: "tolv twelve",
    14: "fjorten fjorton fourteen",
    20: "tjue tyve tjugo twenty",
    30: "tretti tredve trettio tredive thirty",
    40: "førti fyrtio forty",
    45: "førtifem fyrtiofem",
    50: "femti femtio fifty",
    100: "hundre hundra hundrede hundred",
}
UNITS: Mapping[float, str] = {
    1 / 60: "minutt minutter minuttar minuter minut min minute minutes mins minuttene",
    1: "time timen timer timar timmar timme hour hours",
    24: "dag dager dagar dage day days døgn dygn virkedager virkedagar arbetsdagar arbeidsdager hverdage kvelder",
    168: "uke uker veke veker vecka veckor uge uger week weeks fortnight",
    720: "måned måneder månad månader månadar mnd mån mdr month months",
    8760: "år åra year years",
}
SPANS = ((1, "minutes"), (9, "hours"), (121, "days"), (700, "weeks"), (8000, "months"))
"""Hours below which a time is told in these; above the last one, in years."""
MONEY = frozenset({"kr", "krone", "kroner", "kronor", "krona", "nok", "sek", "dkk", "crowns", "lapp", "tusen"})
OFTEN = frozenset({"gang", "ganger", "gong", "gonger", "gång", "gånger", "gange", "times"})
NUMBER = {word: value for value, words in WRITTEN.items() for word in words.split()}
HOURS = {word: value for value, words in UNITS.items() for word in words.split()}
LONGEST = 9
"""Digits of a number that is counted; longer ones are names."""
NEAR = 2


def quantities(words: Sequence[str]) -> Iterator[tuple[str, int]]:
    """What is counted and the place of the number: "time weeks", "money", "often", "number"."""
    for at, word in enumerate(words):
        value = float(word) if word.isdecimal() and len(word) <= LONGEST else NUMBER.get(word)
        if value is not None and (found := counted(value, words[at + 1 : at + 1 + NEAR], written=not word.isdecimal())):
            yield found, at


def counted(value: float, following: Sequence[str], *, written: bool) -> str:
    for word in following:
        if word in HOURS:
            return f"time {span(value * HOURS[word])}"
        if word in MONEY:
            return "money"
        if word in OFTEN:
            return "often"
    return "" if written else "number" if value < 100 or 1900 < value < 2100 else "great number"


def span(hours: float) -> str:
    return next((name for limit, name in SPANS if hours < limit), "years")
