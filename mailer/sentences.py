"""A text into sentences, lines that a mail program broke put together again."""

import re

END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[A-ZÆØÅÄÖ\"'(¿])|(?<=[?!])\s+|(?<=:)\s+(?=[A-ZÆØÅÄÖ])")
ABBREVIATION = re.compile(
    r"\b(kl|nr|tlf|tel|ca|f\.eks|bl\.a|jf|st|mr|mrs|dr|osv|evt|pga|ev|t\.ex|o\.s\.v|puh|klo|esim|ks)\.$", re.I
)
BULLET = re.compile(r"^\s*([-*•·–]|\d{1,2}[.)])\s")
MAX_SENTENCES = 300


def sentences(text: str) -> list[str]:
    found: list[str] = []
    for line in lines(text):
        begin = 0
        for hit in END.finditer(line):
            if not ABBREVIATION.search(line[begin : hit.start()]):
                found.append(line[begin : hit.end()].strip())
                begin = hit.end()
        found.append(line[begin:].strip())
    return [sentence[:1000] for sentence in found if re.search(r"\w", sentence)][:MAX_SENTENCES]


def lines(text: str) -> list[str]:
    """Paragraph lines joined where the break is only the width of the window."""
    joined: list[str] = []
    open_line = False
    for raw in text[:60_000].split("\n"):
        line = raw.strip()
        if open_line and line and not BULLET.match(raw):
            joined[-1] += " " + line
        elif line:
            joined.append(line)
        open_line = len(line) > 45 and not line.endswith((":", "!", "?")) or (open_line and len(line) > 45)
    return joined
