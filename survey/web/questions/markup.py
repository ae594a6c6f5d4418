"""The light Markdown of XLSForm as HTML: escaped first, then bold, italic, links and line breaks, and nothing else."""

import re
from collections.abc import Callable

from markupsafe import Markup, escape

LONGEST = 20_000  # characters; a longer text is shown as it is written
REFERENCE = re.compile(r"\$\{\s*([^{}\s]{1,200})\s*\}")
SPAN = re.compile(r"</?span\b[^<>]{0,300}>", re.IGNORECASE)  # ODK colours with it; its words are kept
LINK = re.compile(r"\[([^\[\]\n]{1,500})\]\(((?:https?://|mailto:)[^\s()<>]{1,2000})\)")
HEADING = re.compile(r"^#{1,6} +(.{1,500})$", re.MULTILINE)
BOLD = re.compile(r"(\*\*|__)(?=\S)([^\n]{1,1000}?)(?<=\S)\1")
ITALIC = re.compile(r"(?<![\w*\\])(\*|_)(?=[^\s*_])([^\n]{1,1000}?)(?<=[^\s*_])\1(?![\w*])")
PLAIN = re.compile(r"(\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|^#{1,6} +)", re.MULTILINE)
HELD = re.compile("\ue000(\\d+)\ue001")


def marked(text: str, value: Callable[[str], str] = str) -> Markup:
    """`text` as HTML; each `${name}` becomes `value(name)` in an element that a script can write anew."""
    held: list[str] = []

    def hold(html: str) -> str:
        """Out of reach of the rules that follow: a value typed by somebody is no markup."""
        held.append(html)
        return f"\ue000{len(held) - 1}\ue001"

    def reference(found: re.Match[str]) -> str:
        return hold(f'<span data-value-of="{escape(found[1])}">{escape(value(found[1]))}</span>')

    def link(found: re.Match[str]) -> str:
        opened = hold(f'<a href="{found[2]}" target="_blank" rel="noopener noreferrer">')
        return f"{opened}{found[1]}{hold('</a>')}"

    text = SPAN.sub("", text.replace("\ue000", "").replace("\ue001", ""))
    safe = REFERENCE.sub(reference, _escaped(text))
    if len(safe) <= LONGEST:
        safe = LINK.sub(link, safe)
        safe = HEADING.sub(r"<strong>\1</strong>", safe)
        safe = ITALIC.sub(r"<em>\2</em>", BOLD.sub(r"<strong>\2</strong>", safe))
    safe = safe.strip().replace("\r\n", "\n").replace("\n", "<br>")
    return Markup(HELD.sub(lambda found: held[int(found[1])], safe))  # noqa: S704 - escaped above


def plain(text: str, value: Callable[[str], str] = str) -> str:
    """The same for an attribute or a list: words only."""
    text = LINK.sub(r"\1", SPAN.sub("", text))
    return " ".join(REFERENCE.sub(lambda found: value(found[1]), PLAIN.sub("", text)).split())


def _escaped(text: str) -> str:
    return str(escape(text))
