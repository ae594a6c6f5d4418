"""`medlytt verify`: a published ranking worked out again from its bundle, without a database."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, TypeVar

import click
import msgspec

from survey import bundle, ledger_recount, lineage_recount, outliers, program, recount, signing, survey_recount
from survey.bundle import FIRST_FORMAT, Bundle
from survey.recount import Difference

Given = TypeVar("Given")
LARGEST = 200_000_000
"""Bytes; the bundle of a national wave has some ten millions."""
UNWORKABLE = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError, msgspec.DecodeError)
"""What item results or forms that were made up can raise where they are worked out."""
IN_THE_HOUSE = "that citizens gave the answers that are counted: the answers themselves never leave the house"


class Report(msgspec.Struct, kw_only=True):
    """What was found, in the order in which it is told."""

    wave: str = ""
    protocol: str = ""
    format: str = ""
    edition: int = 1
    sha256: str
    units: int = 0
    inquiries: int = 0
    rules_agree: bool = True
    other_parts: list[str] = []
    faults: list[str] = []
    differences: list[Difference] = []
    unchecked: list[str] = []
    funnel: dict[str, Any] | None = None
    """`target`, `tau2`, `outside` (unit, name, class): as the page "How sure" has it; null where there is none."""
    signature: dict[str, Any] | None = None
    """`valid`, `key_id`, `comment`, `fault`; null where none was given."""

    @property
    def sound(self) -> bool:
        signed = self.signature is None or self.signature["valid"]
        return signed and self.rules_agree and not (self.other_parts or self.faults or self.differences)


@click.command()
@click.argument("file", type=click.File("rb"), metavar="BUNDLE")
@click.option("--signature", type=click.File("rb"), help="The .minisig file; default: beside BUNDLE, with --key.")
@click.option("--key", metavar="KEY", help="The public key, as a file or as the line that begins with RW.")
@click.option("--before", type=click.File("rb"), help="The bundle of the wave before: change is worked out as well.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def verify(file: BinaryIO, signature: BinaryIO | None, key: str | None, before: BinaryIO | None, as_json: bool) -> None:
    """Work every figure of a BUNDLE out again ("-" reads standard input), and check who signed it.

    Item results follow from the answers and the forms; scores, intervals, places (in the whole table and in each peer
    group) and tiers from the item results, the rules and the seed; all of that is in the bundle. The first number that
    differs is told. Without --key compare the SHA-256 that is printed with the one on the ranking's page. Exit code 1:
    something does not agree.
    """
    document = contents(file)
    report = Report(sha256=bundle.sha256(document))
    report.signature = signed(document, signature_of(file, signature, key), key)
    found = opened(document, named(file))
    then = contents(before) if before else b""
    earlier = opened(then, named(before)) if before else None
    examine(found, document, earlier, report)
    if earlier is not None:
        compare_waves(found, earlier, bundle.sha256(then), report)
    click.echo(msgspec.json.encode(report) if as_json else "\n".join(in_words(report)))
    sys.exit(0 if report.sound else 1)


def named(file: BinaryIO) -> str:
    return str(getattr(file, "name", "standard input"))


def contents(file: BinaryIO) -> bytes:
    found = file.read(LARGEST + 1)
    if len(found) > LARGEST:
        refuse(f"{named(file)}: larger than {LARGEST // 1_000_000} MB; this is no bundle of a ranking.")
    return found


def refuse(text: str) -> NoReturn:
    click.echo(text, err=True)
    sys.exit(1)


def opened(document: bytes, name: str) -> Bundle:
    try:
        return bundle.read(document)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        refuse(f"{name}: this is no bundle of a ranking ({fault}); download it again.")


def signature_of(file: BinaryIO, given: BinaryIO | None, key: str | None) -> bytes | None:
    """What was given, else the file beside the bundle where a key asks for one."""
    if given is not None:
        if key is None:
            raise click.UsageError("--signature needs --key: the public key as its owner published it.")
        return given.read(signing.LONGEST + 1)
    if key is None:
        return None
    beside = Path(f"{named(file)}.minisig")
    if not beside.is_file():
        raise click.UsageError(
            f"--key needs a signature: there is no {beside.name} beside the bundle; --signature FILE."
        )
    with beside.open("rb") as found:
        return found.read(signing.LONGEST + 1)


def signed(document: bytes, text: bytes | None, key: str | None) -> dict[str, Any] | None:
    if text is None or key is None:
        return None
    told: dict[str, Any] = {"valid": False, "key_id": None, "comment": None, "fault": ""}
    try:
        public = read_as("key", key_text(key), signing.public_key)
        told["key_id"] = public.name
        given = read_as("signature", text, signing.signature)
        signing.check(document, given, public)
        return told | {"valid": True, "comment": given.comment}
    except signing.DoesNotFit as fault:
        return told | {"fault": f"The signature is not good: {fault}."}
    except signing.Unreadable as fault:
        return told | {"fault": str(fault)}


def key_text(key: str) -> bytes:
    """The key itself, or the file that holds it."""
    try:
        with Path(key).open("rb") as file:
            return file.read(signing.LONGEST + 1)
    except (OSError, ValueError):
        return key.encode("utf-8", "replace")


def read_as(what: str, text: bytes, read: Callable[[str], Given]) -> Given:
    try:
        return read(text.decode())
    except (UnicodeDecodeError, signing.Unreadable) as fault:
        raise signing.Unreadable(f"The {what} cannot be read: {fault}.") from fault


def examine(found: Bundle, document: bytes, earlier: Bundle | None, report: Report) -> None:
    report.wave, report.edition, report.format = found.wave.name, found.edition, found.format
    report.protocol = f"{found.rules.id}@{found.rules.version}"
    report.units, report.inquiries = len(found.standings), len(found.contacts)
    try:
        report.other_parts = recount.other_parts(document, found)
        report.rules_agree = recount.rules_agree(found)
        report.faults = [*recount.faults(found), *lineage_recount.faults(found), *recount.workable(found)]
        if not recount.workable(found):
            wrong, unknown = recount.unfounded(found)
            again = recount.scored(found)
            report.faults += ledger_recount.unkept(found, again)
            report.differences = wrong + recount.differences(found, earlier, again=again)
            report.faults += survey_recount.faults(found)
            report.differences += survey_recount.differences(found)
            report.unchecked = unchecked(found, unknown, earlier)
            report.funnel = funnel_told(found)
    except UNWORKABLE as fault:
        report.faults.append(f"It cannot be worked out: {type(fault).__name__}, {str(fault)[:200]}.")


def funnel_told(found: Bundle) -> dict[str, Any] | None:
    """It stands in no bundle: it follows from figures that do."""
    ordered = sorted(found.standings, key=lambda one: (one.rank or 0, one.unit_id))
    made, names = outliers.funnel_of(ordered, found.protocol), recount.names_of(found)
    if made is None:
        return None
    far = [
        {"unit": one.unit_id, "name": names(one.unit_id), "class": where.value}
        for one, where in outliers.outside(made, ordered)
    ]
    return {"target": made.target, "tau2": made.tau2, "outside": far}


def unchecked(found: Bundle, unknown: int, earlier: Bundle | None) -> list[str]:
    """What a reader should not take for checked."""
    said = []
    if found.format == FIRST_FORMAT:
        said.append("item results are taken as they stand: a bundle of format 1 does not hold the answers")
    elif unknown:
        said.append(f"the item results of {unknown} inquiries hang on answers that are not told")
    if earlier is None and any(one.change is not None or one.moved for one in found.standings):
        said.append("the change since the wave before (give its bundle with --before)")
    if found.surveys:
        said.append(IN_THE_HOUSE)
    if found.code.sha256 and found.code.sha256 != program.fingerprint():
        said.append(f"that it is the same program: published with {found.program} {found.code.revision}".rstrip())
    return said


def compare_waves(found: Bundle, earlier: Bundle, sha256: str, report: Report) -> None:
    if found.previous is None or found.previous.wave != earlier.wave.id:
        report.faults.append(f"Change is not measured against wave {earlier.wave.id} ({earlier.wave.name}).")
    elif found.previous.sha256 not in ("", sha256):
        report.unchecked.append("the bundle of the wave before is another edition than the one compared with")


def in_words(report: Report) -> list[str]:
    counted = f"{report.units} units from {report.inquiries} inquiries"
    edition = f", edition {report.edition}" if report.edition > 1 else ""
    lines = [f"{report.wave}{edition}: {counted} under {report.protocol.replace('@', ', version ')}"]
    lines.append(f"SHA-256 {report.sha256}")
    lines += signature_in_words(report.signature)
    if not report.rules_agree:
        lines.append("The protocol or a form in the bundle is not the one whose hash it names.")
    if report.other_parts:
        lines.append(f"Changed since the bundle was made: {', '.join(report.other_parts)}.")
    lines += report.faults[:20]
    lines += differences_in_words(report)
    lines += [f"Not checked: {one}." for one in report.unchecked]
    return lines


def signature_in_words(told: dict[str, Any] | None) -> list[str]:
    if told is None:
        return ["Signature: not looked at (--key KEY)."]
    if told["valid"]:
        return [f"Signature: good, by the key {told['key_id']}; signed comment: {told['comment']}"]
    return [str(told["fault"])]


def differences_in_words(report: Report) -> list[str]:
    if not report.differences:
        return [] if report.faults else ["Every figure agrees."]
    first, more = report.differences[0], len(report.differences) - 1
    said = f"{first.name}, {first.figure}: the bundle says {first.told}, worked out {first.worked_out}"
    rest = (
        f"{more} more {'figure does' if more == 1 else 'figures do'} not agree." if more else "All other figures agree."
    )
    return [f"The first number that differs: {said}.", rest]
