"""The looks of pictures, from the stylesheets of the pages: on paper each element has to be told its own."""

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
VARIABLE = re.compile(r"var\((--[\w-]+)\)")
COMPOUND = re.compile(r"([a-z]*)((?:\.[A-Za-z_][\w-]*)*)$")
SHORTHAND = re.compile(r"(?P<weight>[1-9]00)\s+(?P<size>[\d.]+)(?P<unit>px|rem)(?:/\S+)?\s")
KNOWN = frozenset(
    {"fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap"}
    | {"stroke-linejoin", "opacity", "paint-order", "font-size", "font-weight", "font-style", "letter-spacing"}
    | {"text-anchor", "display", "visibility"}
)
PRINT = "@media print"
REM = 16.0  # pixels


class Element(msgspec.Struct, frozen=True):
    name: str
    classes: frozenset[str]


class Rule(msgspec.Struct, frozen=True):
    """`path`: elements from the outermost to the one that is meant, each inside the one before."""

    path: tuple[Element, ...]
    values: dict[str, str]

    @property
    def weight(self) -> tuple[int, int]:
        """What makes a rule win over another: classes, then names (CSS 2.1, section 6.4.3)."""
        return sum(len(one.classes) for one in self.path), sum(bool(one.name) for one in self.path)

    def fits(self, chain: Sequence[Element]) -> bool:
        """Is the last of the chain meant? Each other element of the path stands somewhere above, in order."""
        if not _is(self.path[-1], chain[-1]):
            return False
        above = iter(reversed(chain[:-1]))
        return all(any(_is(wanted, one) for one in above) for wanted in reversed(self.path[:-1]))


class Stylesheet(msgspec.Struct, frozen=True):
    rules: tuple[Rule, ...]

    def looks(self, chain: Sequence[Element]) -> dict[str, str]:
        """The properties of the last element of the chain, which begins with the root of the picture."""
        fitting = [rule for rule in self.rules if rule.fits(chain)]
        found: dict[str, str] = {}
        for rule in sorted(fitting, key=lambda rule: rule.weight):  # stable: of equals the later wins
            found |= rule.values
        return found


def read(css: str, paper: Mapping[str, str]) -> Stylesheet:
    """The rules that pictures need; `paper` gives custom properties their values in print, over those of `:root`."""
    plain, printed = _split(COMMENT.sub("", css))
    variables = {**_variables(plain), **paper}
    rules = [rule for block in (*plain, *printed) for rule in _rules(*block, variables)]
    return Stylesheet(tuple(rules))


def _split(css: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(selectors, declarations) outside of any condition, and those for print; other conditions are left out."""
    plain: list[tuple[str, str]] = []
    printed: list[tuple[str, str]] = []
    for head, body in _blocks(css):
        if head.startswith("@"):
            printed += _blocks(body) if head.startswith(PRINT) else []
        else:
            plain.append((head, body))
    return plain, printed


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    depth, start, opened = 0, 0, 0
    for at, letter in enumerate(css):
        if letter == "{":
            opened = at if depth == 0 else opened
            depth += 1
        elif letter == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : at]
                start = at + 1


def _variables(blocks: Sequence[tuple[str, str]]) -> dict[str, str]:
    return {
        name: value
        for head, body in blocks
        if head == ":root"
        for name, value in _declarations(body)
        if name.startswith("--")
    }


def _declarations(body: str) -> Iterator[tuple[str, str]]:
    for line in body.split(";"):
        name, colon, value = line.partition(":")
        if colon:
            yield name.strip(), " ".join(value.split())


def _rules(head: str, body: str, variables: Mapping[str, str]) -> Iterator[Rule]:
    values: dict[str, str] = {}
    for name, value in _declarations(body):
        values |= _understood(name, VARIABLE.sub(lambda found: variables.get(found[1], "none"), value))
    if values:
        for selector in head.split(","):
            if path := _path(selector):
                yield Rule(path, values)


def _understood(name: str, value: str) -> dict[str, str]:
    if name == "font" and (found := SHORTHAND.match(value)):
        size = float(found["size"]) * (REM if found["unit"] == "rem" else 1)
        return {"font-weight": found["weight"], "font-size": f"{size:g}"}
    return {name: value.removesuffix("px")} if name in KNOWN else {}


def _path(selector: str) -> tuple[Element, ...]:
    """Empty where it asks for more than names and classes, or not for a picture's class at all."""
    parts = [COMPOUND.match(part) for part in selector.split()]
    found = tuple(
        Element(part[1], frozenset(part[2].split(".")) - {""}) for part in parts if part and (part[1] or part[2])
    )
    return found if len(found) == len(parts) and any(one.classes for one in found) else ()


def _is(wanted: Element, one: Element) -> bool:
    return wanted.name in ("", one.name) and wanted.classes <= one.classes
