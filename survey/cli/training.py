"""`medlytt comments train`: a tagger from a file of texts with labels."""

import datetime
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO

import click

from scoring.comments.tagger import stored
from scoring.comments.tagger.card import AxisCard
from scoring.comments.tagger.example import AxisRule, Example
from scoring.comments.tagger.learning import TooFewError
from scoring.comments.tagger.tagger import Tagger
from scoring.comments.tagger.training import train as learn
from survey.cli import labelled
from survey.cli.rules import called, print_json, stop

SHOWN = 60


@click.command()
@click.option("--text", required=True, metavar="COL", help="The column with the texts.")
@click.option("--label", required=True, metavar="COL", help="The column with the label.")
@click.option("--multi", default="", metavar="SEP", help="Many labels a row, with this between them.")
@click.option("--features", default="", metavar="COL,...", help="Columns that stand beside the text, as channel.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The model file to write.")
@click.option("--stack", is_flag=True, help="Several views, weighed on texts they have not seen: slower, often better.")
@click.option("--seed", default=0, show_default=True, help="The same data and seed give the same model.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.argument("file", type=click.File("rb"))
def train(file: BinaryIO, out: Path, as_json: bool, **asked: Any) -> None:
    """Learn a tagger from FILE, a CSV with a text and a label in each row.

    Comma, semicolon or tab; UTF-8 or Latin-1. Rows without a label or a text are left out and counted. "-" reads
    standard input.
    """
    if not out.absolute().parent.is_dir():
        raise click.UsageError(f"there is no folder {out.parent} to write {out.name} to")
    names = [name.strip() for name in asked["features"].split(",") if name.strip()]
    try:
        found = labelled.read(file, asked["text"], asked["label"], multi=asked["multi"], features=names)
    except labelled.ColumnError as fault:
        raise click.UsageError(f"{called(file)}: {fault}") from fault
    examples = [Example(row.text, {asked["label"]: row.labels}, row.features) for row in found.rows]
    began = time.perf_counter()
    axes = {asked["label"]: AxisRule(many=bool(asked["multi"]))}
    try:
        tagger = learn(examples, axes, stack=asked["stack"], seed=asked["seed"], progress=progress, trained_at=now())
    except TooFewError as fault:
        stop([*told(found, file), f"{called(file)}: {fault}"])
    seconds = time.perf_counter() - began
    data = stored.packed(tagger)
    written(out, data)
    card = tagger.card.axes[asked["label"]]
    if as_json:
        print_json(as_told(card, seconds, len(data)) | {"left_out": found.left_out})
    else:
        click.echo("\n".join(in_words(out, card, tagger, seconds=seconds, size=len(data), found=found)))
    if found.faults:
        stop(told(found, file))


def as_told(card: AxisCard, seconds: float, size: int) -> dict[str, Any]:
    checked = {**card.figures, "per_label": card.by_label}
    return {
        "labels": card.labels,
        "rows": card.rows,
        "seconds": seconds,
        "model_bytes": size,
        "cross_validation": checked,
    }


def in_words(
    out: Path, card: AxisCard, tagger: Tagger, *, seconds: float, size: int, found: labelled.Labelled
) -> list[str]:
    figures = card.figures
    lines = [
        f"{out}: {len(card.labels)} labels from {card.rows} rows in {seconds:.1f} s, {size / 1e6:.2f} MB",
        f"  on rows it had not seen: {figures['accuracy']:.3f} right, micro-F1 {figures['micro_f1']:.3f}, "
        f"macro-F1 {figures['macro_f1']:.3f}, ECE {figures['ece']:.3f}",
    ]
    if found.no_label or found.no_text:
        lines.append(f"  left out: {found.no_label} rows without a label, {found.no_text} without a text")
    lines.append(f"  {'label':<32} {'rows':>6} {'precision':>9} {'recall':>7} {'F1':>6}")
    for label, own in list(card.by_label.items())[:SHOWN]:
        rows = card.labels[label]
        lines.append(f"  {label[:32]:<32} {rows:>6} {own['precision']:>9.2f} {own['recall']:>7.2f} {own['f1']:>6.2f}")
    if len(card.by_label) > SHOWN:
        lines.append(f"  and {len(card.by_label) - SHOWN} more; --json has them all")
    return lines


def told(found: labelled.Labelled, file: BinaryIO) -> list[str]:
    return [f"{called(file)}, {fault}" for fault in found.faults]


def written(out: Path, data: bytes) -> None:
    """All of the file or nothing: a model that is in use is never half there."""
    beside = out.with_name(out.name + ".part")
    beside.write_bytes(data)
    beside.replace(out)


def now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def progress(share: float, what: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{share:4.0%} {what[:40]:<40}" + ("\n" if share >= 1 else ""), nl=False, err=True)
