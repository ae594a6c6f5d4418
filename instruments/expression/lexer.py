"""The small pieces of an expression: where each ends, and what people write by mistake."""

import re

from instruments.expression.faults import ExpressionError

NC = r"[^\W\d][\w.\-·]*"
SPACE = re.compile(r"[\s\u200b\ufeff]*")
NUMBER = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
NAME = re.compile(rf"{NC}(?::{NC})?")
REFERENCE = re.compile(r"\$\{\s*(last-saved#)?([^\s{}$#]+)\s*\}")
VARIABLE = re.compile(rf"\$({NC}(?::{NC})?)")
OPERATOR = re.compile(r"!=|<=|>=|&[lg]t;=?|[=<>+\-*|]|(?:and|or|div|mod)(?![^\W\d]|[-_])")
ENTITIES = {"&lt;": "<", "&gt;": ">", "&lt;=": "<=", "&gt;=": ">="}

# Word processors turn quotation marks round; all of these are meant as the straight ones.
CLOSING = {"'": "'", '"': '"', "“": "”“", "”": "”", "„": "“”", "‘": "’", "’": "’", "‚": "‘’", "«": "»"}

MISTAKES = (
    ("==", "write `=` to compare, not `==`"),
    ("<>", "write `!=` for «is not», not `<>`"),
    ("&&", "write `and`, not `&&`"),
    ("||", "write `or`, not `||`"),
    ("&amp;", "`&amp;` is how XML writes `&`, which no expression needs"),
    ("%", "write `mod` for the remainder, not `%`"),
    ("/", "write `div` to divide; `/` leads from a node to what is in it"),
    ("–", "this is a dash; write `-`"),
    ("−", "this is a minus of a word processor; write `-`"),
    ("×", "write `*` to multiply"),
    ("÷", "write `div` to divide"),
    ("≤", "write `<=`"),
    ("≥", "write `>=`"),
    ("≠", "write `!=`"),
    ("&", "write `and` for «both», concat() to join texts"),
    ("!", "write not(...) for «not», `!=` for «differs from»"),
)


def past_space(text: str, at: int) -> int:
    match = SPACE.match(text, at)
    return match.end() if match else at


def quoted(text: str, at: int) -> tuple[str, int]:
    """The text in quotation marks that starts here, and where it ends."""
    ends = [end for mark in CLOSING[text[at]] if (end := text.find(mark, at + 1)) >= 0]
    if not ends:
        raise ExpressionError(f"the quotation that starts here has no end; add {CLOSING[text[at]][0]}", at)
    return text[at + 1 : min(ends)], min(ends) + 1


def unexpected(text: str, at: int, wanted: str) -> ExpressionError:
    """What to say about a place where something else should stand."""
    if at >= len(text):
        return ExpressionError(f"the expression ends too early: {wanted} is missing", at)
    for mistake, advice in MISTAKES:
        if text.startswith(mistake, at):
            return ExpressionError(advice, at)
    word = NAME.match(text, at)
    found = word.group() if word else text[at]
    if found.lower() in {"and", "or", "div", "mod"} and found != found.lower():
        return ExpressionError(f"write `{found.lower()}` in small letters", at)
    return ExpressionError(f"`{found}` cannot stand here; {wanted} is missing before it", at)
