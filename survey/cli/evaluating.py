"""`medlytt comments evaluate`: how well a tagger does on texts it has not seen."""

import time
from typing import Any, BinaryIO

import click
import numpy as np

from scoring.comments.tagger import figures, stored
from scoring.comments.tagger.tagger import Tagger
from scoring.interval import wilson
from survey.cli import labelled
from survey.cli.rules import called, print_json, stop


@click.command()
@click.option("--text", required=True, metavar="COL", help="The column with the texts.")
@click.option("--label", required=True, metavar="COL", help="The column with the right label.")
@click.option("--multi", default="", metavar="SEP", help="Many labels a row, with this between them.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, numbers unrounded.")
@click.argument("model", type=click.File("rb"))
@click.argument("file", type=click.File("rb"))
def evaluate(model: BinaryIO, file: BinaryIO, text: str, label: str, multi: str, as_json: bool) -> None:
    """Measure the tagger in MODEL on FILE, a CSV with a text and its right label in each row.

    Columns that the model reads beside the text (channel, question) are taken by the names it was trained with. A
    label that the model does not know counts as missed.
    """
    tagger = opened(model)
    axis = axis_of(tagger, label)
    if tagger.axes[axis].many != bool(multi):
        raise click.UsageError(
            "the model has one label a text; leave --multi out"
            if multi
            else "the model has many labels a text; say with --multi what stands between them"
        )
    try:
        found = labelled.read(file, text, label, multi=multi, features=tagger.card.features)
    except labelled.ColumnError as fault:
        raise click.UsageError(f"{called(file)}: {fault}") from fault
    faults = [f"{called(file)}, {fault}" for fault in found.faults]
    if not found.rows:
        stop([*faults, f"{called(file)}: no row has both a text and a label"])
    measured = measure(tagger, axis, found)
    if as_json:
        print_json(measured)
    else:
        click.echo("\n".join(in_words(measured)))
    if faults:
        stop(faults)


def opened(model: BinaryIO) -> Tagger:
    """The tagger in the file, or the reason why not and the end."""
    try:
        return stored.unpacked(model.read(stored.LARGEST + 1))
    except stored.Damaged as fault:
        stop([f"{called(model)}: {fault}"])


def axis_of(tagger: Tagger, label: str) -> str:
    """The axis that is meant: the only one, or the one called like the column."""
    if len(tagger.axes) == 1:
        return next(iter(tagger.axes))
    if label not in tagger.axes:
        raise click.UsageError(f"the model has no axis `{label}`; call the column one of: {', '.join(tagger.axes)}")
    return label


def measure(tagger: Tagger, axis: str, found: labelled.Labelled) -> dict[str, Any]:
    """What --json prints."""
    texts, features = [row.text for row in found.rows], [row.features for row in found.rows]
    began = time.perf_counter()
    tagger.tag(texts, features)
    seconds = time.perf_counter() - began
    known, p = tagger.probabilities(axis, texts, features)
    labels = [*known, *sorted({code for row in found.rows for code in row.labels} - set(known))]
    place = {code: at for at, code in enumerate(labels)}
    truth = np.zeros((len(texts), len(labels)), bool)
    for at, row in enumerate(found.rows):
        truth[at, [place[code] for code in row.labels]] = True
    model = tagger.models[axis]
    suggested = np.zeros_like(truth)
    suggested[:, : len(known)] = model.chosen(p)
    every = figures.by_label(labels, truth, suggested)
    doubt = figures.doubt(truth[:, : len(known)], p, model)
    return {
        **figures.overall(truth, suggested),
        "per_label": {code: with_intervals(own) for code, own in every.items()},
        "ece": doubt["ece"],
        "coverage": {"share": doubt["coverage"], "accuracy": doubt["accuracy_covered"]},
        "texts_per_second": len(texts) / seconds,
        "rows": len(texts),
        "left_out": found.left_out,
        "unknown_labels": labels[len(known) :],
    }


def with_intervals(own: dict[str, float]) -> dict[str, Any]:
    """The figures of a label, precision and recall with Wilson's interval."""
    support, suggested = own["support"], own["suggested"]
    parts = {"precision_interval": wilson(own["hits"], suggested), "recall_interval": wilson(own["hits"], support)}
    return own | {name: [one.low, one.high] for name, one in parts.items()}


def in_words(measured: dict[str, Any]) -> list[str]:
    covered = measured["coverage"]
    lines = [
        f"{measured['rows']} texts: {measured['accuracy']:.3f} right, micro-F1 {measured['micro_f1']:.3f}, "
        f"macro-F1 {measured['macro_f1']:.3f}, ECE {measured['ece']:.3f}",
        f"  suggested for {covered['share']:.0%} of them, {covered['accuracy']:.3f} of those right; "
        f"{measured['texts_per_second']:.0f} texts a second",
        f"  {'label':<32} {'rows':>6} {'precision':>20} {'recall':>20} {'F1':>6}",
    ]
    lines += [
        f"  {code[:32]:<32} {own['support']:>6.0f} {spread(own, 'precision')} {spread(own, 'recall')} {own['f1']:>6.2f}"
        for code, own in measured["per_label"].items()
    ]
    if measured["unknown_labels"]:
        lines.append(f"  not known to the model, counted as missed: {', '.join(measured['unknown_labels'])}")
    if any(measured["left_out"].values()):
        out = measured["left_out"]
        lines.append(f"  left out: {out['no_label']} rows without a label, {out['no_text']} without a text")
    return lines


def spread(own: dict[str, Any], name: str) -> str:
    low, high = own[f"{name}_interval"]
    if low is None:
        return f"{'-':>20}"
    return f"{own[name]:>7.2f} ({low:.2f}-{high:.2f})"
