"""How long 5,000 comments take to be grouped by likeness, and how many fall into groups.

Run: .venv/bin/python -m benchmarks.similar
"""

import csv
import random
import sys
import time

from benchmarks import corpora
from scoring.comments.similar import groups, representative

FILES = {"banking77_train": "text", "massive_traindev": "nb", "nhs_fft_phase1_trustBC": "feedback"}


def main() -> int:
    if not corpora.there():
        print(f"no texts in {corpora.FOLDER} (see benchmarks/corpora.py): nothing to measure on")
        return 0
    for name, column in FILES.items():
        with (corpora.FOLDER / f"{name}.csv").open(encoding="utf-8") as file:
            texts = [row[column] for row in csv.DictReader(file)]
        texts = random.Random(0).sample(texts, 5_000)
        started = time.process_time()
        found = groups(texts)
        grouped = time.process_time()
        representative(texts, 6)
        print(
            f"{name:<24} {sum(map(len, found)):>5} of {len(texts)} texts in {len(found)} groups, "
            f"{grouped - started:.2f} s; six that stand for all in {time.process_time() - grouped:.2f} s of processor"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
