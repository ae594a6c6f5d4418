"""`medlytt comments tag`: what each comment is about, and where a person should look."""

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO

import click
import msgspec

from scoring.comments.language import OURS, language
from scoring.comments.tagger.example import Scored, Told
from scoring.comments.tagger.tagger import Tagger
from survey import starter
from survey.cli.evaluating import opened
from survey.cli.rules import called, print_json, stop
from survey.cli.training import progress

AT_ONCE = 4_000
LONGEST_LINE = 1_000_000


class Asked(msgspec.Struct, frozen=True):
    """One line: what to tag, or what is wrong with it."""

    number: int
    id: Any
    text: str = ""
    features: dict[str, str] = {}
    error: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document: a list.")
@click.option("--jsonl", "as_jsonl", is_flag=True, help="Print one JSON object per line.")
@click.argument("files", nargs=-1, required=True, type=click.File("rb"), metavar="[MODEL] FILE")
def tag(files: Sequence[BinaryIO], as_json: bool, as_jsonl: bool) -> None:
    """Tag comments with the tagger in MODEL; without one, in the municipal scheme, by the examples that ship with it.

    FILE has one JSON object per line: id, text, and beside them what the model reads (channel, question). "-" reads
    standard input. `unsure` means that a person should look; `because` are the words that carried the suggestion. The
    tagger without a MODEL learns at its first call (some ten seconds) and is kept in your cache folder.
    """
    if len(files) > 2:
        raise click.UsageError("give a MODEL that `medlytt comments train` wrote, if you have one, and a FILE")
    *models, file = files
    tagger = opened(models[0]) if models else starter.tagger(starter.user_folder(os.environ), progress)
    say = answered if models else with_language
    answers: list[dict[str, Any]] = []
    faults: list[str] = []
    lines = asked(file, tagger.card.features)
    while part := list(islice(lines, AT_ONCE)):
        for one, answer in zip(part, say(tagger, part), strict=True):
            if one.error:
                faults.append(f"{called(file)}, line {one.number}: {one.error}")
            if as_json:
                answers.append(answer)
            elif as_jsonl:
                print_json(answer)
            elif not one.error:
                click.echo(in_words(answer))
    if as_json:
        print_json(answers)
    if faults:
        stop(faults)


def asked(file: BinaryIO, names: Sequence[str]) -> Iterator[Asked]:
    """The lines of the file that say anything; one that is too long is skipped to its end."""
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        whole = line.endswith(b"\n") or len(line) < LONGEST_LINE
        while not whole and (rest := file.readline(LONGEST_LINE)):
            whole, line = rest.endswith(b"\n"), b"{"
        if len(line) == 1 and line == b"{":
            yield Asked(number, None, error=f"is longer than {LONGEST_LINE} bytes; leave out what is no comment")
        elif line.strip():
            yield understood(number, line.removeprefix(b"\xef\xbb\xbf"), names)


def understood(number: int, line: bytes, names: Sequence[str]) -> Asked:
    try:
        said = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        return Asked(number, None, error=f"is not JSON: {fault}")
    if not isinstance(said, dict):
        return Asked(number, None, error='is not an object; write one like {"id": "a", "text": "Nobody called back"}')
    if not isinstance(text := said.get("text"), str):
        return Asked(number, said.get("id"), error="`text` is missing or no text")
    beside = {name: said[name] for name in names if said.get(name) is not None}
    if odd := [name for name, value in beside.items() if isinstance(value, list | dict)]:
        return Asked(number, said.get("id"), error=f"`{odd[0]}` must be a word or a number")
    return Asked(number, said.get("id"), text, {name: str(value).strip() for name, value in beside.items()})


def answered(tagger: Tagger, part: Sequence[Asked]) -> list[dict[str, Any]]:
    told = tagger.tag([one.text for one in part], [one.features for one in part])
    return [
        {"id": one.id, "error": one.error} if one.error else {"id": one.id} | as_told(tagger, said)
        for one, said in zip(part, told, strict=True)
    ]


def with_language(tagger: Tagger, part: Sequence[Asked]) -> list[dict[str, Any]]:
    """The answers with the language of each text; in one that the examples do not know a person should look."""
    return [
        answer if "error" in answer else in_language(one, answer)
        for one, answer in zip(part, answered(tagger, part), strict=True)
    ]


def in_language(one: Asked, answer: dict[str, Any]) -> dict[str, Any]:
    spoken = language(one.text)
    return {"id": one.id, "language": spoken} | answer | {"unsure": answer["unsure"] or spoken not in OURS}


def as_told(tagger: Tagger, said: dict[str, Told]) -> dict[str, Any]:
    """With one axis its labels, with more each axis by its name."""
    together = {"unsure": any(one.unsure for one in said.values()), "because": because(list(said.values()))}
    if len(said) == 1:
        ((axis, one),) = said.items()
        return {"labels": suggested(one, tagger.axes[axis].many), **together, "margin": one.margin}
    found: dict[str, Any] = {}
    for axis, one in said.items():
        many = tagger.axes[axis].many
        found[axis] = suggested(one, many) if many else suggested(one, many)[0]
    return found | together


def suggested(one: Told, many: bool) -> list[Scored]:
    return list(one.scored if many else one.scored[:1])


def because(said: Sequence[Told]) -> list[str]:
    """The words behind all axes, those of each first place before those of each second."""
    longest = max((len(one.because) for one in said), default=0)
    return list(dict.fromkeys(one.because[at] for at in range(longest) for one in said if at < len(one.because)))


def in_words(answer: dict[str, Any]) -> str:
    parts = [value for value in answer.values() if isinstance(value, Scored)]
    parts += [one for value in answer.values() if isinstance(value, list) for one in value if isinstance(one, Scored)]
    told = ", ".join(f"{one.label} {one.p:.2f}" for one in parts) or "nothing"
    doubt = " (a person should look)" if answer["unsure"] else ""
    return f"{answer['id']}: {told}{doubt}  [{', '.join(answer['because'])}]"
