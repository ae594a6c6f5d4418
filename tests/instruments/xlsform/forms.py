"""Small forms as people write them, read as Markdown."""

from collections.abc import Mapping

from instruments.fault import Severity
from instruments.imported import Imported
from instruments.instrument import Instrument, Item
from instruments.xlsform.read import read


def imported(text: str, attachments: Mapping[str, bytes] | None = None) -> Imported:
    return read(text.encode(), "form.md", attachments=attachments)


def form(text: str, attachments: Mapping[str, bytes] | None = None) -> Instrument:
    found = imported(text, attachments)
    assert found.instrument is not None
    return found.instrument


def named(instrument: Instrument) -> dict[str, Item]:
    return {item.name: item for item in instrument.every}


def errors(found: Imported) -> list[tuple[str, str]]:
    return [(fault.where, fault.message) for fault in found.problems if fault.severity is Severity.ERROR]


def warnings(found: Imported) -> list[str]:
    return [fault.message for fault in found.problems if fault.severity is Severity.WARNING]


def lost(found: Imported) -> list[str]:
    return [f"{line.where}: {line.what}" for line in found.lost]
