"""Lines and rows of a text file, one at a time, so that a file of nothing but line breaks fills no memory."""

import csv
import io
from collections.abc import Iterator

from instruments.bounded.refused import Refused

MOST_LINES = 60_000
LONGEST_LINE = 2 * 2**20
DELIMITERS = ",;\t"


def lines(text: str) -> Iterator[str]:
    """Raises Refused at the line that is one too many or too long."""
    for number, line in enumerate(io.StringIO(text), start=1):
        if number > MOST_LINES:
            raise Refused(f"the file has more than {MOST_LINES:,} lines: a form cannot be that long")
        if len(line) > LONGEST_LINE:
            raise Refused("the line is too long to be part of a form", f"line {number}")
        yield line


def rows(text: str) -> Iterator[list[str]]:
    """The rows of a CSV apart by commas, semicolons or tabs, whichever the head has most of. Raises Refused."""
    head = text[:5_000]
    delimiter = max(DELIMITERS, key=head.count)
    try:
        yield from csv.reader(lines(text), delimiter=delimiter)
    except csv.Error as fault:
        raise Refused(f"the file cannot be read as CSV: {fault}") from fault
