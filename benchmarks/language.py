"""How often the language of a text is told right, on texts of the corpora, beside py3langid alone.

Run: .venv/bin/python -m benchmarks.language
"""

import csv
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from benchmarks import corpora
from scoring.comments.language import CALLED, OURS, language

Texts = list[tuple[str, str]]


def read(folder: Path) -> Iterator[tuple[str, Texts]]:
    with (folder / "lid_ud_dev.csv").open(encoding="utf-8") as file:
        yield "lid_ud_dev", [(row["lang"], row["text"]) for row in csv.DictReader(file)]
    for name in ("sib200_traindev", "massive_traindev"):
        with (folder / f"{name}.csv").open(encoding="utf-8") as file:
            yield name, [(code, row[code]) for row in csv.DictReader(file) for code in OURS if row.get(code)]


def alone() -> Callable[[str], str]:
    """py3langid, restricted to our five."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages([CALLED.get(code, code) for code in OURS])
    ours = {CALLED.get(code, code): code for code in OURS}
    return lambda text: ours[identifier.classify(text)[0]]


def main() -> int:
    if not corpora.there():
        print(f"no texts in {corpora.FOLDER} (see benchmarks/corpora.py): nothing to measure on")
        return 0
    started = time.process_time()
    language("hei")
    print(f"loaded in {time.process_time() - started:.2f} s of processor")
    plain = alone()
    print(f"{'':<18}{'texts':>7}{'ours':>8}{'mean':>8}{'alone':>8}{'mean':>8}{'ms':>8}  most often taken for another")
    for name, texts in read(corpora.FOLDER):
        started = time.process_time()
        found = [language(text) for _, text in texts]
        each = 1000 * (time.process_time() - started) / len(texts)
        ours, theirs = figures(texts, found), figures(texts, [plain(text) for _, text in texts])
        wrong = Counter(f"{code}>{said}" for (code, _), said in zip(texts, found, strict=True) if code != said)
        told = ", ".join(f"{pair} {times}" for pair, times in wrong.most_common(4))
        print(f"{name:<18}{len(texts):>7}" + "".join(f"{one:>8.4f}" for one in ours + theirs) + f"{each:>8.3f}  {told}")
    return 0


def figures(texts: Texts, found: list[str]) -> tuple[float, float]:
    """The share that is right: of all texts, and the mean over languages."""
    right = Counter(code for (code, _), said in zip(texts, found, strict=True) if code == said)
    all_of = Counter(code for code, _ in texts)
    return right.total() / len(texts), sum(right[code] / all_of[code] for code in all_of) / len(all_of)


if __name__ == "__main__":
    sys.exit(main())
