"""`medlytt expression`: the expressions of XLSForm on plain lines, without a form."""

from datetime import UTC, datetime
from typing import Any, BinaryIO

import click

from survey.cli import expressions
from survey.cli.rules import called, print_json, stop


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document: a list.")
@click.option("--jsonl", "as_jsonl", is_flag=True, help="Print one JSON object per line.")
@click.argument("file", type=click.File("rb"))
def expression(as_json: bool, as_jsonl: bool, file: BinaryIO) -> None:
    """Work out expressions of XLSForm.

    FILE has one JSON object per line: id, expression, values, self, now, timezone (and seed, language, version,
    tables, labels). values nest, a list is a repeat; self is the item where the expression stands. "-" reads
    standard input.
    """
    answers: list[dict[str, Any]] = []
    faults: list[str] = []
    now = datetime.now(UTC)
    for number, line in enumerate(file.read().removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        if not line.strip():
            continue
        answer = expressions.answer(line, now)
        answers.append(answer)
        if "error" in answer:
            faults.append(f"{called(file)}, line {number}: {answer['error']}")
        if as_jsonl:
            print_json(answer)
        elif not as_json and "error" not in answer:
            click.echo(f"{answer['id']}: {expressions.in_words(answer)}")
    if as_json:
        print_json(answers)
    if faults:
        stop(faults)
