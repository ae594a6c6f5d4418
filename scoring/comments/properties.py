"""Properties by their numbers in a register, and boxes at a post office."""

import re
from collections.abc import Iterator

from scoring.comments.postcodes import CAPITAL, POSTCODE, TOWN
from scoring.comments.span import Kind, Span

NR = r"\.?-? ?n(?:umme)?r\.?"
FARM = rf"(?:g(?:år|ar)?ds?|g){NR}"
HOLDING = rf"(?:b(?:ruks?)?|f(?:este)?|s(?:eksjons?)?){NR}"
PLOT = re.compile(
    rf"(?i)(?<!\w)(?:{FARM}[: ]{{0,2}}\d{{1,5}}"
    rf"(?:[ ,/]{{0,3}}(?:og )?{HOLDING}[: ]{{0,2}}\d{{1,5}}|[/-]\d{{1,5}}){{0,4}}"
    rf"|(?:{FARM}|g|gårds-|gnr) ?(?:/|og|,|-|&) ?{HOLDING}[: ]{{0,3}}\d{{1,5}} ?[/,-]? ?\d{{1,5}}(?:/\d{{1,4}}){{0,2}}"
    r"|gbnr\.?[: ]{0,2}\d{1,5}/\d{1,5}(?:/\d{1,4}){0,2}"
    r"|matr(?:ikk?el)?\.?-? ?(?:n(?:umme)?r)?\.?[: ]{0,2}(?:\d{4}-)?\d{1,4}(?:/\d{1,5}|[a-zæøå]{1,3}\b)"
    r"|(?:eiendom|eigedom)(?:men|en)?[: ]{1,2}\d{1,4}/\d{1,4}\b)(?!\d)"
)
SHARE = re.compile(r"(?<![\w/.,-])\d{1,4}/\d{1,4}/0/\d{1,4}(?![\w/])")
"""Farm, holding, lease and share; next to nobody has a lease, and prices in a row hold no 0."""
ESTATE = re.compile(
    rf"(?i:fastighet(?:en|sbeteckning(?:en)?)?)[: ]{{1,3}}"
    rf"(?P<name>[{CAPITAL}][\w-]+(?: [{CAPITAL}][\w-]+){{0,2}} \d{{1,4}}:\d{{1,4}})"
)
BOX = re.compile(
    rf"(?i:\b(?:postboks|postbox|po box|p\.o\. box)) \d{{1,5}}(?:,? {TOWN})?(?:,? {POSTCODE})?"
    rf"|\bBox \d{{1,5}},? {POSTCODE}"
)


def properties(text: str, low: str) -> Iterator[Span]:
    """The properties of a plain text; `low`: the same in small letters, to see at once that there is none."""
    if "nr" in low or "matr" in low or "eiendom" in low or "eigedom" in low or "nummer" in low:
        for match in PLOT.finditer(text):
            yield Span(match.start(), match.end(), Kind.ADDRESS)
    for match in SHARE.finditer(text) if text.count("/") > 2 else ():
        yield Span(match.start(), match.end(), Kind.ADDRESS)
    if "box" in low or "boks" in low:
        for match in BOX.finditer(text):
            yield Span(match.start(), match.end(), Kind.ADDRESS)
    if "fastighet" in low:
        for match in ESTATE.finditer(text):
            yield Span(match.start("name"), match.end("name"), Kind.ADDRESS)
