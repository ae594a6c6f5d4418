"""HTML in the texts of other programs, as the light Markdown that labels have here."""

import re
from html import unescape

SILENT = frozenset({"script", "style", "head", "template", "object", "svg"})
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
LINES = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "hr"})
LEFT_OUT = {
    "img": "a picture",
    "video": "a video",
    "audio": "a sound",
    "iframe": "an embedded page",
    "object": "an embedded object",
    "svg": "a picture",
    "script": "a script",
    "input": "a field of its own",
    "button": "a button",
    "form": "a form of its own",
}
KNOWN = frozenset({*SILENT, *MARKS, *LINES, *LEFT_OUT, "a", "span", "u", "font", "small", "sup", "sub", "td", "th"})
TAG = re.compile(
    r"""<!--.*?(?:-->|\Z)|<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<rest>(?:[^<>"']|"[^"]*"|'[^']*')*+)>""",
    re.DOTALL,
)
HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
MARKUP = re.compile(r"<[a-zA-Z!/]|&(?:#\d|#x|[a-zA-Z]+;)")


class Reader:
    """Takes tags and the text between them, in order."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.lost: dict[str, None] = {}
        self.silent = 0
        self.links: list[str] = []

    def read(self, markup: str) -> None:
        at = 0
        for tag in TAG.finditer(markup):
            if tag["name"] and tag["name"].lower() not in KNOWN:
                continue
            self.text(markup[at : tag.start()])
            at = tag.end()
            if tag["name"]:
                (self.closed if tag["end"] else self.opened)(tag["name"].lower(), tag["rest"])
        self.text(markup[at:])

    def text(self, text: str) -> None:
        if not self.silent:
            self.parts.append(re.sub(r"\s+", " ", unescape(text)))

    def opened(self, tag: str, rest: str) -> None:
        if tag in LEFT_OUT:
            self.lost[LEFT_OUT[tag]] = None
        if tag in SILENT:
            self.silent += 1
        elif tag == "a":
            found = HREF.search(rest)
            href = unescape(found[1] or found[2] or "") if found else ""
            self.links.append(href if href.startswith(("https://", "http://", "mailto:")) else "")
            self.parts.append("[" if self.links[-1] else "")
        elif tag in LINES:
            self.parts.append("\n- " if tag == "li" else "\n")
        self.parts.append(MARKS.get(tag, ""))

    def closed(self, tag: str, _rest: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == "a" and self.links:
            href = self.links.pop()
            self.parts.append(f"]({href})" if href else "")
        elif tag in LINES:
            self.parts.append("\n")
        if tag in MARKS:
            self.mark_end(MARKS[tag])

    def mark_end(self, mark: str) -> None:
        """Nothing between two marks is no emphasis, and blanks at its ends stand outside it."""
        while len(self.parts) > 1 and not self.parts[-1].strip() and self.parts[-1] != mark:
            self.parts.pop()
        if self.parts and self.parts[-1] == mark:
            self.parts.pop()
        elif self.parts:
            inside = self.parts[-1]
            self.parts[-1] = inside.rstrip()
            self.parts += [mark, inside[len(self.parts[-1]) :]]


def text_of(markup: str) -> tuple[str, tuple[str, ...]]:
    """The text with bold, italic, links and line breaks, and what of it could not come along ("a picture")."""
    if not MARKUP.search(markup):
        return markup.strip(), ()
    reader = Reader()
    reader.read(markup)
    text = "".join(reader.parts).replace("\xa0", " ")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), tuple(reader.lost)
