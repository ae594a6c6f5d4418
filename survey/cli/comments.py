"""`medlytt comments`: what people wrote, on plain files, without a database."""

from typing import Any, BinaryIO

import click
import msgspec

from scoring.comments.redact import spans
from scoring.comments.span import Kind, masked
from survey.cli.lazy import Lazy, Place
from survey.cli.rules import called, print_json, stop

MARKS = {kind: f"[{kind.value}]" for kind in Kind}

PLACES = {
    "train": Place("training", "Learn a tagger from a CSV of texts with labels."),
    "evaluate": Place("evaluating", "Measure a tagger on texts it has not seen."),
    "tag": Place("tagging", "Say what comments are about, and where a person should look."),
    "scheme": Place("scheme", "Show, check and convert the categories of comments."),
}


@click.group(cls=Lazy, places=PLACES)
def comments() -> None:
    """Comments of citizens: nothing leaves this machine."""


@comments.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document: a list.")
@click.option("--jsonl", "as_jsonl", is_flag=True, help="Print one JSON object per line.")
@click.argument("file", type=click.File("rb"))
def redact(as_json: bool, as_jsonl: bool, file: BinaryIO) -> None:
    """Find personal data in comments and put marks in its place.

    FILE has one JSON object per line: id, text and, if known, language (nb, nn, sv, da, en). The answer has the text
    with its marks and the spans in the text as given: start, end, kind. Kinds: name, phone, email, address,
    national_id, case_number. "-" reads standard input.
    """
    answers: list[dict[str, Any]] = []
    faults: list[str] = []
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        answer = redacted(line.removeprefix(b"\xef\xbb\xbf"))
        if "error" in answer:
            faults.append(f"{called(file)}, line {number}: {answer['error']}")
        if as_json:
            answers.append(answer)
        elif as_jsonl:
            print_json(answer)
        elif "error" not in answer:
            click.echo(f"{answer['id']}: {answer['text']}")
    if as_json:
        print_json(answers)
    if faults:
        stop(faults)


def redacted(line: bytes) -> dict[str, Any]:
    """What to print for one line: {id, text, spans} or {id, error}."""
    try:
        asked = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        return {"id": None, "error": f"is not JSON: {fault}"}
    if not isinstance(asked, dict):
        return {"id": None, "error": 'is not an object; write one like {"id": "a", "text": "Ring 912 34 567"}'}
    text, language = asked.get("text"), asked.get("language") or ""
    if not isinstance(text, str):
        return {"id": asked.get("id"), "error": "`text` is missing or no text"}
    if not isinstance(language, str):
        return {"id": asked.get("id"), "error": "`language` must be a code like nb"}
    found = spans(text, language)
    return {
        "id": asked.get("id"),
        "text": masked(text, found, MARKS),
        "spans": [{"start": span.start, "end": span.end, "kind": span.kind.value} for span in found],
    }
