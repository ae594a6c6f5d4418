"""Names of people in a text: from lists of frequent names, and after words that announce one."""

import re
from collections.abc import Iterator, Sequence

from scoring.comments.naming import ANNOUNCING, KNOWN, Sort, introduces, is_institution, is_thing, says_name, sort_of
from scoring.comments.span import Kind, Span
from scoring.comments.words import listed

TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
JOINS = (" ", "  ", ". ", "-")
SENTENCE_END = '.!?:;\n"«(*/'
MOST = 4  # words of one name


def names(text: str) -> Iterator[Span]:
    """The names of a plain text; no two overlap."""
    tokens = list(TOKEN.finditer(text))
    words = [token[0] for token in tokens]
    done = 0
    before = ""
    for at, word in enumerate(words):
        small, announced = word[0].islower(), before.lower() in ANNOUNCING
        before = word
        if at < done or (small and not announced):
            continue
        cue = after_cue(text, tokens, at) if announced else 0
        length = (small_letters if small else capitals)(text, tokens, at, cue) if cue or not small else 0
        if length:
            yield Span(tokens[at].start(), tokens[at + length - 1].end(), Kind.NAME)
            done = at + length


def after_cue(text: str, tokens: Sequence[re.Match[str]], at: int) -> int:
    """2 after words like "my name is", 1 after a title or a greeting, 0 after anything else."""
    if not at:
        return 0
    gap = text[tokens[at - 1].end() : tokens[at].start()]
    last = tokens[at - 1][0].lower()
    second = tokens[at - 2][0].lower() if at > 1 else ""
    if gap in (" ", ": ") and says_name(second, last):
        return 2
    return int(introduces(second, last, gap))


def followers(text: str, tokens: Sequence[re.Match[str]], at: int) -> int:
    """How many of the tokens after `at` go on with a name that begins there."""
    length = 1
    while length < MOST and at + length < len(tokens):
        before, token = tokens[at + length - 1], tokens[at + length]
        gap = text[before.end() : token.start()]
        word = token[0]
        if gap not in JOINS or (gap == ". " and len(before[0]) > 1) or not word[0].isupper():
            break
        if (len(word) > 1 and sort_of(word) is Sort.NEVER) or (word.isupper() and len(word) > 1 and not sure(word)):
            break
        length += 1
    return length


def sure(word: str) -> bool:
    return sort_of(word) in KNOWN


def capitals(text: str, tokens: Sequence[re.Match[str]], at: int, cue: int) -> int:
    """How many tokens from `at`, which has a capital, are a name; 0 if it is none."""
    sort = sort_of(tokens[at][0])
    if sort in (Sort.NEVER, Sort.TITLE) or is_saint(tokens, at):
        return 0
    length = followers(text, tokens, at)
    if is_institution(text, tokens[at + length - 1].end()):
        return 0
    rest = [sort_of(token[0]) for token in tokens[at + 1 : at + length]]
    family = any(one in (Sort.FAMILY, Sort.SON, Sort.GIVEN) for one in rest)
    match sort:
        case Sort.GIVEN:
            return length
        case Sort.STOPPED:
            return length if family else 0
        case Sort.BOTH:
            return length if cue or rest or is_inside(text, tokens[at]) else 0
        case Sort.FAMILY | Sort.SON:
            known = family or Sort.BOTH in rest
            return turned_round(text, tokens, at) or (length if cue or known or sort is Sort.SON else 0)
    shouted = len(tokens[at][0]) > 1 and tokens[at][0].isupper()
    thing = length == 1 and is_thing(tokens[at][0]) and tokens[at - 1][0].lower() not in listed("titles")
    return length if (cue or family) and not (shouted or thing) else 0


def is_saint(tokens: Sequence[re.Match[str]], at: int) -> bool:
    return at > 0 and tokens[at - 1][0] in ("St", "Saint", "Sankt", "St.", "San", "Skt")


def is_inside(text: str, token: re.Match[str]) -> bool:
    """Whether a word with a capital stands inside a sentence, and is not a month between numbers."""
    word, beside = token[0], text[max(0, token.start() - 2) : token.start()] + text[token.end() : token.end() + 2]
    return not (begins_sentence(text, token.start()) or word.isupper() or any(map(str.isdigit, beside)))


def turned_round(text: str, tokens: Sequence[re.Match[str]], at: int) -> int:
    """The length of "Nordmann, Kari" at `at`, else 0."""
    if at + 1 >= len(tokens) or text[tokens[at].end() : tokens[at + 1].start()] != ", ":
        return 0
    return 1 + followers(text, tokens, at + 1) if sort_of(tokens[at + 1][0]) is Sort.GIVEN else 0


def small_letters(text: str, tokens: Sequence[re.Match[str]], at: int, cue: int) -> int:
    """How many tokens from `at`, in small letters after a cue, are a name."""
    word = tokens[at][0]
    sort = sort_of(word)
    following = sort_of(tokens[at + 1][0]) if at + 1 < len(tokens) else Sort.OTHER
    more = following in KNOWN and text[tokens[at].end() : tokens[at + 1].start()] == " "
    if sort is Sort.GIVEN or (sort is Sort.BOTH and more) or (cue == 2 and sort in (Sort.BOTH, Sort.OTHER, *KNOWN)):
        return 2 if more and following is not Sort.BOTH else 1
    return 0


def begins_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - 4) : at].rstrip(" ")
    return not before or before[-1] in SENTENCE_END
