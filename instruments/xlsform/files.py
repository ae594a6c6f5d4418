"""Files that come with a form: lists to choose from and tables to look up in."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any
from xml.etree import ElementTree

import msgspec

from instruments.bounded.file import LARGEST, text_of
from instruments.bounded.lines import rows
from instruments.bounded.markup import measure
from instruments.bounded.refused import Refused
from instruments.bounded.worksheet import LONGEST_CELL, MOST_ROWS
from instruments.instrument import Choice
from instruments.xlsform.headers import MEDIA
from instruments.xlsform.reading import Tongues
from instruments.xlsform.report import Report

Table = tuple[dict[str, str], ...]


def tables_of(attachments: Mapping[str, bytes], report: Report) -> dict[str, Table]:
    """The rows of each attached list, by the whole name of its file; what cannot be read is a fault."""
    tables: dict[str, Table] = {}
    for name, data in attachments.items():
        try:
            table = _table(name, data)
        except Refused as refused:
            report.fault(name, refused.fault.message)
            continue
        if table is None:
            report.lose(name, "the file is no list (.csv, .xml, .geojson): it is left out")
        else:
            tables[PurePath(name).name] = table
    return tables


def _table(name: str, data: bytes) -> Table | None:
    """None where it is a picture, a sound or the like. Raises Refused."""
    readers = {".csv": _csv, ".xml": _xml, ".geojson": _geojson}
    read = readers.get(PurePath(name).suffix.lower())
    if read is None:
        return None
    if len(data) > LARGEST:
        raise Refused(f"the file has {len(data) / 2**20:.0f} MB: send at most {LARGEST // 2**20} MB")
    table = tuple(read(data))
    if len(table) > MOST_ROWS:
        raise Refused(f"the list has {len(table):,} rows: at most {MOST_ROWS:,}")
    if any(len(text) > LONGEST_CELL for row in table for text in row.values()):
        raise Refused(f"a text in the list has more than {LONGEST_CELL:,} characters")
    return table


def _csv(data: bytes) -> list[dict[str, str]]:
    table = rows(text_of(data))
    header = [cell.strip() for cell in next(table, [])]
    return [_row(zip(header, row, strict=False)) for row in table if any(row)]


def _xml(data: bytes) -> list[dict[str, str]]:
    measure(data)
    root = ElementTree.fromstring(data)  # noqa: S314  measured just now: no entities, no great depth
    return [
        _row((child.tag.rpartition("}")[2], child.text or "") for child in item)
        for item in root.iter()
        if item.tag.rpartition("}")[2] == "item"
    ]


def _geojson(data: bytes) -> list[dict[str, str]]:
    if data.count(b"{") > MOST_ROWS * 3:
        raise Refused(f"the list has more than {MOST_ROWS:,} places")
    try:
        document = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError) as fault:
        raise Refused("the list is no valid GeoJSON") from fault
    features = document.get("features") if isinstance(document, dict) else None
    return [_feature(feature) for feature in features or () if isinstance(feature, dict)]


def _feature(feature: dict[str, Any]) -> dict[str, str]:
    properties = feature.get("properties")
    known = properties if isinstance(properties, dict) else {}
    told = {key: str(value) for key, value in known.items() if isinstance(value, str | int | float)}
    return told | ({"id": str(feature["id"])} if "id" in feature else {})


def _row(cells: Any) -> dict[str, str]:
    return {header: text.strip() for header, text in cells if header and text and text.strip()}


def choices_of(table: Table, parameters: Mapping[str, str], tongues: Tongues, *, geojson: bool) -> tuple[Choice, ...]:
    """The table as a list: which columns hold value and label is said by `parameters`, else name (id) and label."""
    value = parameters.get("value", "id" if geojson else "name")
    label = parameters.get("label", "title" if geojson else "label")
    return tuple(_choice(row, value, label, tongues=tongues) for row in table if row.get(value))


def _choice(row: dict[str, str], value: str, label: str, *, tongues: Tongues) -> Choice:
    texts, columns = {}, {}
    for header, text in row.items():
        name, _, language = header.partition("::")
        if name == label:
            texts[tongues.code(language)] = text
        elif header != value and name not in MEDIA:
            columns[header] = text
    return Choice(value=row[value], label=texts, columns=columns)
