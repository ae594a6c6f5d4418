"""HTML into the text that a reader would see, in one pass over the characters."""

import html
import re

SILENT = frozenset({"head", "style", "script", "title", "template", "noscript", "svg", "object"})
BREAKS = frozenset(
    (
        "p",
        "div",
        "br",
        "tr",
        "li",
        "ul",
        "ol",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "section",
        "article",
        "header",
        "footer",
        "pre",
        "dt",
        "dd",
    )
)
SPACED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote"])
TAG = re.compile(r"(/?)\s*([a-zA-Z][\w:-]{0,40})")
HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
HREF = re.compile(r"""href\s*=\s*["']?(https?://[^"'\s>]{1,300})""", re.IGNORECASE)
MAX_TOKENS = 200_000


class Reader:
    """The text gathered so far; quotation levels come out as `> ` in front of each line."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.depth = 0
        self.silent = ""
        self.hidden = ""
        self.link = ""

    def text(self, piece: str) -> None:
        if not self.silent and not self.hidden and piece:
            self.line.append(html.unescape(piece))

    def end_line(self, blank: bool = False) -> None:
        text = " ".join("".join(self.line).replace("\xa0", " ").replace("\u200b", "").split())
        self.line = []
        mark = "> " * min(self.depth, 5)
        if text:
            self.lines.append(mark + text)
        if blank and self.lines and self.lines[-1].strip("> "):
            self.lines.append(mark.rstrip())

    def tag(self, closing: bool, name: str, inside: str) -> None:
        if self.silent or self.hidden:
            if closing and name in (self.silent, self.hidden):
                self.silent = self.hidden = ""
            return
        if name in SILENT:
            self.silent = "" if closing or inside.endswith("/") else name
        elif name in ("div", "span", "p") and not closing and HIDDEN.search(inside[:1000]):
            self.hidden = name
        else:
            self.shown(closing, name, inside)

    def shown(self, closing: bool, name: str, inside: str) -> None:
        match name:
            case "a":
                self.anchor(closing, inside)
            case "blockquote":
                self.end_line(blank=True)
                self.depth = max(0, self.depth + (-1 if closing else 1))
            case "td" | "th":
                self.line.append(" ")
            case "hr":
                self.end_line()
                self.line.append("-" * 20)
                self.end_line()
            case _ if name in BREAKS:
                self.end_line(blank=name in SPACED and closing)
                self.line.extend(["- "] if name == "li" and not closing else [])

    def anchor(self, closing: bool, inside: str) -> None:
        """A link shows its address when the words do not."""
        if not closing:
            hit = HREF.search(inside[:1500])
            self.link = hit[1] if hit else ""
        elif self.link:
            if "." not in "".join(self.line[-1:]):
                self.line.append(f" <{html.unescape(self.link)}>")
            self.link = ""


def to_text(source: str) -> str:
    """Linear in the length of the source: no construct makes it look twice at the same stretch."""
    reader = Reader()
    at = 0
    for _ in range(MAX_TOKENS):
        start = source.find("<", at)
        if start < 0:
            break
        reader.text(source[at:start].replace("\n", " "))
        if source.startswith("<!--", start):
            end = source.find("-->", start + 4)
            if end < 0:
                return finish(reader)
            at = end + 3
            continue
        hit = TAG.match(source, start + 1)
        end = source.find(">", start)
        if end < 0:
            at = start
            break
        if hit:
            reader.tag(bool(hit[1]), hit[2].lower(), source[hit.end() : end])
        elif source[start + 1 : start + 2] not in ("!", "?", "/"):
            reader.text("<")
            at = start + 1
            continue
        at = end + 1
    reader.text(re.sub(r"<[^>]*>?", " ", source[at:]) if len(source) - at < 100_000 else "")
    return finish(reader)


def finish(reader: Reader) -> str:
    reader.end_line()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(reader.lines)).strip("\n")
