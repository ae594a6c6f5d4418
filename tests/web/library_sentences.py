"""What the sources of the libraries say in English: every text in them that reads like a sentence, its holes filled."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import instruments

ROOT = Path(instruments.__file__).parent
FILLED = "7"
"""Stands in every hole: it may be a number, a name, or a part that is a text of its own elsewhere."""
ELSEWHERE = {
    "bank.py": "met on the command line and where the service starts",
    "clock.py": "met where the bank is read",
    "plain": "advice has its words in survey/web/advice_words.py",
    "protocol_check.py": "met where the bank is read",
    "scenario.py": "met where the bank is read",
    "untranslated.py": "lists of words",
    "foreign/words.py": "words that importers put into forms",
    "expression/moments.py": "raised and caught in one module",
    "xlsform/languages.py": "names of languages",
    "xlsform/write.py": "raised for a form, not for a file",
    "scale.py": "raised where nobody has looked at the faults of a form",
}
"""Modules and folders with texts that no coordinator meets as they stand, and why."""
NO_SENTENCES = {
    "did you mean",  # looked for in another text
    "invalid escape",
    "no aid",  # keys of rows that do not say theirs
    "no dvid",
    "the name of a file",
    "7 asks for the time: say when it is",  # a mistake of the program, not of a form
    "open it and save it as .xlsx",  # the end of other sentences
    "set form title",  # names of types
    "set form id",
    "phone number",
}
SENTENCE = re.compile(r"(?:[a-z]+|7)[`;:,)]* [`(«]?[a-zA-Z<>!]|[a-z]{2,}[`;:,)]* [`(]?7")
CODE = re.compile(r"[\w-]+\((?!\)).*|\. .*|\s(?:or|-) .*|\^.*|.*\\d.*", re.DOTALL)
DESCRIPTION = re.compile(r".*[\w.)]\.", re.DOTALL)
"""What a function does, or a text that is put into forms."""
TYPES = "xlsform/types.py"
"""Lists what questions are called in workbooks; a sentence there is known by its verb."""
VERB = re.compile(r" (?:is|cannot) ")


@cache
def sentences() -> tuple[tuple[str, str], ...]:
    """Where each stands (`xlsform/form.py:91`), and the sentence."""
    return tuple(found())


def found() -> Iterator[tuple[str, str]]:
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name not in ELSEWHERE and name.partition("/")[0] not in ELSEWHERE:
            yield from ((f"{name}:{line}", text) for line, text in texts(path) if is_sentence(text, name))


def is_sentence(text: str, name: str) -> bool:
    if name == TYPES:
        return VERB.search(text) is not None
    out = text in NO_SENTENCES or CODE.fullmatch(text) or DESCRIPTION.fullmatch(text)
    return not out and SENTENCE.search(text) is not None


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Every text of a module but docstrings, with its line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known = dict(constants(tree))
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    parts |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts |= {id(node.format_spec) for node in ast.walk(tree) if isinstance(node, ast.FormattedValue)}
    for node in ast.walk(tree):
        if id(node) in parts:
            continue
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(filled(part, known) for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        match node:
            case ast.Assign([ast.Name(name)], ast.Constant(str(text))):
                yield name, text


def filled(part: ast.expr, known: dict[str, str]) -> str:
    match part:
        case ast.Constant(str(text)):
            return text
        case ast.FormattedValue(ast.Name(name)) if name in known:
            return known[name]
        case ast.FormattedValue(ast.Call(ast.Name("quoted"))):
            return f"`{FILLED}`"
    return FILLED
