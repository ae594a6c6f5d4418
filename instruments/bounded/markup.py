"""XML that declares nothing, nests little and ends: measured with a parser that builds no tree."""

from collections.abc import Callable
from xml.parsers import expat

from instruments.bounded.refused import Refused

DEEPEST = 200
MOST_ELEMENTS = 300_000
DECLARED = "the file declares entities or a document type, which no form needs: it is not read"
DAMAGED = "the file is damaged: open it, save it again and send that"

Start = Callable[[str, dict[str, str]], object]
End = Callable[[str], object]
Text = Callable[[str], object]


class Markup:
    """Feed it blocks; the handlers see names as written, `x:c`. Raises Refused at a declaration or at damage."""

    def __init__(self, start: Start, end: End | None = None, text: Text | None = None) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _declared
        self._parser.EntityDeclHandler = _declared
        self._parser.StartElementHandler = start
        if end:
            self._parser.EndElementHandler = end
        if text:
            self._parser.CharacterDataHandler = text

    def feed(self, block: bytes, last: bool = False) -> None:
        try:
            self._parser.Parse(block, last)
        except Refused:
            raise
        except (expat.ExpatError, ValueError) as fault:
            raise Refused(DAMAGED) from fault


def local(name: str) -> str:
    """The name without its prefix."""
    return name.rpartition(":")[2] if ":" in name else name


def _declared(*_: object) -> None:
    raise Refused(DECLARED)


class _Depth:
    def __init__(self) -> None:
        self.depth = self.elements = 0

    def start(self, _name: str, _attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > DEEPEST or self.elements > MOST_ELEMENTS:
            raise Refused("the file nests or holds more than a form can need: it is not read")

    def end(self, _name: str) -> None:
        self.depth -= 1


def measure(data: bytes) -> None:
    """Raises Refused where the XML is damaged, declares entities, or is too deep or too large."""
    depth = _Depth()
    Markup(depth.start, depth.end).feed(data, True)
