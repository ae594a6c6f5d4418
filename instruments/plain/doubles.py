"""Whether a question asks two things that one answer cannot answer."""

import re
from itertools import islice

from instruments.plain.lexicon import Lexicon
from instruments.plain.text import sentences, words

ASIDE = re.compile(r"\([^)]*\)|«[^»]*»|“[^”]*”|”[^”]*”|\"[^\"]*\"|‘[^’]*’")
MOST_JOINS = 12
"""Of a sentence; one with more is no question that anybody asks."""
ENDING = 4
SHORTEST = 3
NUMBER = re.compile(r"\d")


def double(text: str, lexicon: Lexicon, *, judged: bool, story: bool = False) -> str:
    """The words that join the two things, with their neighbours; "" where only one thing is asked.

    `judged`: the answer is a level of a scale, so a statement or a heading counts as a question too.
    `story`: the answer is free text, in which what, why and how can be told together.
    """
    plain = ASIDE.sub(" ", text)
    asked = [sentence for sentence in sentences(plain) if sentence.endswith("?")]
    if len(asked) > 1 and not story and _two_questions(asked, lexicon):
        return " ".join(asked[:2])
    for sentence in sentences(plain):
        question = sentence.endswith("?") or bool(lexicon.finite.match(sentence))
        for join in islice(lexicon.joins.finditer(sentence), MOST_JOINS):
            left, right = sentence[: join.start()], sentence[join.end() :]
            if _joins(left, right, lexicon, join=join, question=question, judged=judged, orders=not asked, story=story):
                return " ".join((*words(left)[-2:], join[0], *words(right)[:3]))
    return ""


def _two_questions(asked: list[str], lexicon: Lexicon) -> bool:
    """The first of two question marks may only stand after a question that the second one spells out."""
    second = words(asked[1])
    return len(second) > 2 and bool(lexicon.finite.match(asked[1]) or lexicon.question_words.match(asked[1]))


def _joins(
    left: str,
    right: str,
    lexicon: Lexicon,
    *,
    join: re.Match[str],
    question: bool,
    judged: bool,
    orders: bool,
    story: bool,
) -> bool:
    """Whether this `and` or `or` joins two things that are asked; `orders`: the text may ask without asking."""
    before, after = words(left), words(right)
    if not before or not after or _harmless(left, right, lexicon):
        return False
    if _alternatives(left, right, lexicon) if join["either"] else _together(before[-1], after[0], lexicon):
        return False
    if join["slash"]:
        return question or judged
    either = bool(join["either"])
    if question and not either and _second_question(left, right, lexicon, story=story):
        return True
    if story and not question:
        return False
    if _both_judge(before, after, lexicon):
        # fast or slow, satisfied or not: an or between two judgements offers a choice
        return not either and (question or judged or bool(lexicon.finite.search(left)))
    trigger = lexicon.judges.search(left)
    if trigger and (question or judged or orders):
        return not lexicon.subordinate.search(left[trigger.end() :])
    if either or lexicon.subordinate.search(left):
        return False
    if question:
        return bool(lexicon.finite.match(left)) and not story
    return judged


def _harmless(left: str, right: str, lexicon: Lexicon) -> bool:
    last, first = words(left)[-1].casefold(), words(right)[0].casefold()
    return (
        last.endswith("-")  # one name: health- and care services
        or bool(lexicon.after_joins.match(right.lstrip()))
        or (len(words(right)) == 1 and first in lexicon.last_words)
        or _fixed(last, first, lexicon)
        or _fixed(last, words(right)[-1].casefold(), lexicon)
        or {last, _content(right, lexicon)} <= lexicon.details
        or last in lexicon.before_joins
        or (first in lexicon.pronouns and len(words(right)) < 4)
        or bool(NUMBER.search(last) and NUMBER.search(first))
        or bool(lexicon.between.search(left))
        or _both_names(left, right)
    )


def _alternatives(left: str, right: str, lexicon: Lexicon) -> bool:
    """An or between the ends of one thing (how safe or unsafe), two people (you or others), two ways (phone, chat)."""
    trigger = lexicon.judges.search(left)
    last, first = words(left)[-1].casefold(), words(right)[0].casefold()
    return (
        first.endswith(last)
        or bool(trigger and not left[trigger.end() :].strip())
        or last in lexicon.pronouns
        or {last, _content(right, lexicon)} <= lexicon.contact | lexicon.details
    )


def _together(last: str, first: str, lexicon: Lexicon) -> bool:
    """An and between people who are meant together: you and your family."""
    return last.casefold() in lexicon.pronouns and first.casefold() in lexicon.pronouns | lexicon.small


def _content(right: str, lexicon: Lexicon) -> str:
    """The first word that is no article or preposition."""
    every = [word.casefold() for word in words(right)]
    return next((word for word in every if word not in lexicon.small), every[0])


def _fixed(one: str, other: str, lexicon: Lexicon) -> bool:
    """Whether two words are a pair, with whatever endings: vård och omsorg, vården och omsorgen."""
    return any(frozenset((a, b)) in lexicon.fixed for a in _stems(one) for b in _stems(other))


def _stems(word: str) -> list[str]:
    return [word, *(word[:-cut] for cut in range(1, ENDING + 1) if len(word) - cut >= SHORTEST)]


def _both_names(left: str, right: str) -> bool:
    last, first = words(left)[-1], words(right)[0]
    return last[0].isupper() and first[0].isupper() and len(words(left)) > 1


def _second_question(left: str, right: str, lexicon: Lexicon, *, story: bool) -> bool:
    """After the join a question begins: `and how ...`, `and was it ...`."""
    start = right.lstrip()
    if story and (lexicon.open_words.match(start) or lexicon.open_words.match(left)):
        return False
    if lexicon.question_words.match(start):
        return True
    opening = lexicon.finite.match(start)
    if not opening or not (lexicon.finite.match(left) or lexicon.question_words.match(left)):
        return False
    rest = words(start[opening.end() :])
    if not rest or len(words(start)) < 3:
        return False
    return rest[0].casefold() in lexicon.pronouns or not lexicon.subordinate.search(left)


def _both_judge(before: tuple[str, ...], after: tuple[str, ...], lexicon: Lexicon) -> bool:
    next_word = next((word for word in after if word.casefold() not in lexicon.degrees), "")
    return bool(lexicon.adjectives.match(before[-1]) and lexicon.adjectives.match(next_word))
