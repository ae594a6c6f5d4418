"""What can be written at all: code points that are no characters, and those that XML cannot hold, are left out."""

import re

_PLANES = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_NONE = re.compile(f"[\ud800-\udfff\ufdd0-\ufdef{_PLANES}]")
"""Halves of pairs, and the 66 noncharacters of Unicode (chapter 23.7)."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def characters(text: str) -> str:
    """Without halves of pairs and noncharacters: no file in UTF-8 holds the ones, no reader of XML takes U+FFFE."""
    return _NONE.sub("", text)


def for_xml(text: str) -> str:
    """Without control characters too, but for tab and the end of a line: what is left is a Char of XML 1.0."""
    return _CONTROL.sub("", characters(text))
