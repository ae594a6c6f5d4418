"""What redaction finds in comments, what it hits by mistake, and how many texts a second it reads.

Run: .venv/bin/python -m benchmarks.redaction [--blind]

Two thirds of the corpus were looked at while the rules were made; `--blind` reads the last third instead.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence

from scoring.comments.digits import RUN
from scoring.comments.redact import spans
from scoring.comments.span import Kind, Span
from tests.scoring.comments import corpus

LEAST_OTHERS, MOST_FALSE = 0.95, 2.0
DRAWN = 2_000
IDS = {
    **dict.fromkeys(("fnr", "dnr", "tnr", "dtnr", "hnr", "navnr", "nhn", "fnr32"), ("", "6 5", "6-5", "2 2 2 5", "ar")),
    **dict.fromkeys(("pnr10", "samnr", "cpr"), ("", "6-4", "6 4", "6–4")),
    "pnr12": ("", "8-4", "8 4"),
    "cprx": ("", "6-4", "6 4"),
    "hetu": ("",),
}
Dice = random.Random


def digits(dice: Dice, size: int) -> str:
    return "".join(dice.choices("0123456789", k=size))


CLEAN: dict[str, Callable[[Dice], str]] = {
    "account, 4.2.5": lambda d: f"konto {digits(d, 4)}.{digits(d, 2)}.{digits(d, 5)}",
    "account, together": lambda d: f"kontonummer {digits(d, 11)}",
    "KID": lambda d: f"KID {digits(d, d.choice((7, 9, 10, 12, 14, 16)))}",
    "invoice": lambda d: f"faktura {digits(d, d.choice((6, 7, 8, 9, 10)))}",
    "customer": lambda d: f"kundenummer {digits(d, d.choice((6, 7, 8)))}",
    "organisation": lambda d: f"org.nr. {digits(d, 3)} {digits(d, 3)} {digits(d, 3)}",
    "Swedish organisation": lambda d: (
        f"org.nr {d.choice(('21', '55', '80'))}{d.randint(20, 99)}{digits(d, 2)}-{digits(d, 4)}"
    ),
    "amount": lambda d: f"{d.randint(1, 999)} {digits(d, 3)} {digits(d, 3)} kr",
    "dotted amount": lambda d: f"{d.randint(1, 999)}.{digits(d, 3)},{digits(d, 2)} kr.",
    "date": lambda d: f"den {d.randint(1, 28):02}.{d.randint(1, 12):02}.{d.randint(1990, 2026)}",
    "ISO date and time": lambda d: (
        f"{d.randint(2015, 2026)}-{d.randint(1, 12):02}-{d.randint(1, 28):02} {d.randint(0, 23):02}:30"
    ),
    "hours": lambda d: f"kl. {d.randint(7, 10):02}.00-{d.randint(12, 18)}.30",
    "years": lambda d: f"i {d.randint(1990, 2020)}-{d.randint(2021, 2030)}",
    "school year": lambda d: f"skoleåret {(year := d.randint(2010, 2030))}/{year + 1}",
    "postcode": lambda d: f"{digits(d, 4)} Larvik",
    "barcode": lambda d: f"strekkode {digits(d, 13)}",
    "meter": lambda d: f"målerstand {digits(d, d.choice((5, 6, 8)))}",
    "share": lambda d: f"{d.randint(0, 99)},{digits(d, 1)} %",
    "people": lambda d: f"{d.randint(2, 99)} {digits(d, 3)} innbyggere",
    "road": lambda d: f"fylkesvei {d.randint(1, 999)}",
    "bus": lambda d: f"buss {d.randint(1, 999)} hvert {d.randint(5, 30)}. minutt",
    "times a week": lambda d: f"i Storgata {d.randint(2, 9)} ganger",
    "short number": lambda d: f"ring {d.choice(('02180', '116 117', '113', '1177', '1813'))}",
    "section": lambda d: f"§ {d.randint(1, 40)}-{d.randint(1, 30)}",
}


def corpora(blind: bool) -> tuple[list[corpus.Comment], list[corpus.Comment]]:
    marked, clean = (corpus.parts(corpus.comments(name))[int(blind)] for name in ("marked.txt", "clean.txt"))
    return marked, clean


def covered(mark: Span, got: Sequence[Span]) -> bool:
    """Whether spans hide every letter of the mark, whatever kind they give it."""
    return all(any(one.start <= at < one.end for one in got) for at in range(mark.start, mark.end))


def recall(marked: Sequence[corpus.Comment]) -> bool:
    every, kept, named = Counter[Kind](), Counter[Kind](), Counter[Kind]()
    beside = 0
    for comment in marked:
        got = spans(comment.text, comment.language)
        for mark in comment.spans:
            near = [one for one in got if one.start < mark.end and mark.start < one.end]
            every[mark.kind] += 1
            kept[mark.kind] += covered(mark, got)
            named[mark.kind] += any(one.kind is mark.kind for one in near)
        beside += sum(not any(one.start < mark.end and mark.start < one.end for mark in comment.spans) for one in got)
    print(f"{len(marked)} comments\n{'kind':14}{'marked':>8}{'found':>8}{'whole':>8}")
    for kind in Kind:
        print(f"{kind:14}{every[kind]:8}{named[kind] / every[kind]:8.3f}{kept[kind] / every[kind]:8.3f}")
    print(f"spans where nothing is marked: {beside}")
    others = [kind for kind in Kind if kind not in (Kind.NAME, Kind.NATIONAL_ID)]
    share = sum(named[kind] for kind in others) / sum(every[kind] for kind in others)
    print(f"all kinds but ids and names: {share:.3f}")
    return kept[Kind.NATIONAL_ID] == every[Kind.NATIONAL_ID] and share >= LEAST_OTHERS


def false_hits(clean: Sequence[corpus.Comment]) -> bool:
    numbers = sum(len(RUN.findall(comment.text)) for comment in clean)
    hits = sum(len(spans(comment.text, comment.language)) for comment in clean)
    print(
        f"{len(clean)} clean sentences with {numbers} numbers: {hits} hits, {100 * hits / numbers:.2f} per 100 numbers"
    )
    return 100 * hits / numbers <= MOST_FALSE


def drawn_ids(dice: Dice) -> bool:
    """Ids by chance in every spacing, without a word that announces them."""
    missed = Counter[str]()
    for kind, patterns in IDS.items():
        for _ in range(DRAWN):
            text = f"Det gjelder {corpus.spaced(corpus.made(kind, dice), dice.choice(patterns))} og det haster"
            missed[kind] += not any(one.kind is Kind.NATIONAL_ID for one in spans(text, "da" if kind == "cprx" else ""))
    print(f"{DRAWN} ids of each kind by chance; missed:", {kind: n for kind, n in missed.items() if n} or "none")
    return not missed.total()


def drawn_clean(dice: Dice) -> bool:
    """Numbers by chance that are nobody's, each as it is written in a sentence."""
    hits = Counter[str]()
    for name, write in CLEAN.items():
        for _ in range(DRAWN):
            hits[name] += bool(spans(f"Jeg fikk vite at {write(dice)} var feil."))
    worst = {name: f"{100 * n / DRAWN:.2f}" for name, n in hits.most_common() if n}
    share = 100 * hits.total() / (DRAWN * len(CLEAN))
    print(f"{len(CLEAN)} kinds of clean numbers by chance: {share:.2f} hits per 100; by kind: {worst}")
    return share <= MOST_FALSE


def speed(texts: Sequence[str]) -> None:
    best = 0.0
    for _ in range(5):
        began = time.perf_counter()
        for text in texts:
            spans(text)
        best = max(best, len(texts) / (time.perf_counter() - began))
    length = sum(map(len, texts)) / len(texts)
    print(f"{best:,.0f} texts a second (of {length:.0f} letters; {1e6 / best:.0f} microseconds each)")


def main() -> int:
    marked, clean = corpora("--blind" in sys.argv[1:])
    dice = Dice(11)
    right = [recall(marked), false_hits(clean), drawn_ids(dice), drawn_clean(dice)]
    speed([comment.text for comment in (*marked, *clean)])
    plain = "Nettsiden er vanskelig å finne fram på, og skjemaet ber om de samme opplysningene flere ganger enn en. "
    speed([plain * 3] * 200)
    return int(not all(right))


if __name__ == "__main__":
    sys.exit(main())
