"""A Frictionless data package: `datapackage.json` with schemas, references, licence and sources for the CSV files.

After the Data Package, Tabular Data Resource and Table Schema specifications, version 1 (specs.frictionlessdata.io).
"""

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from survey.opendata import licence
from survey.opendata.table import Column, Kind, Release, Table

TYPES = {
    Kind.TEXT: "string",
    Kind.INTEGER: "integer",
    Kind.NUMBER: "number",
    Kind.BOOLEAN: "boolean",
    Kind.DAY: "date",
}


class File(msgspec.Struct, frozen=True):
    """A file of the export as it was written."""

    path: str
    bytes: int
    sha256: str


def written(release: Release, files: Mapping[str, File]) -> bytes:
    """`files`: the CSV of each table, by the table's name."""
    keys = {table.name: table.key for table in release.tables}
    whole: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": release.id,
        "id": release.page,
        "title": release.title,
        "description": release.about,
        "homepage": release.page,
        "version": release.version,
        "licenses": [{"name": licence.NAME, "path": licence.ADDRESS, "title": licence.TITLE}],
        "contributors": [{"title": release.publisher.name, "role": "publisher"}],
        "sources": [{"title": one, "path": one} for one in release.sources if one.startswith("http")],
        "resources": [resource(table, files[table.name], keys, release) for table in release.tables],
    }
    if release.issued_on:
        whole["created"] = f"{release.issued_on.isoformat()}T00:00:00Z"
    return json.dumps({name: value for name, value in whole.items() if value}, ensure_ascii=False, indent=1).encode()


def resource(table: Table, file: File, keys: Mapping[str, tuple[str, ...]], release: Release) -> dict[str, Any]:
    return {
        "name": table.name.replace("_", "-"),
        "title": table.title,
        "description": table.about,
        "path": file.path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True},
        "schema": {
            "fields": [field(column) for column in table.columns],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {
                    "fields": list(one.columns),
                    "reference": {"resource": one.table.replace("_", "-"), "fields": list(keys[one.table])},
                }
                for one in table.references
            ],
            "missingValues": [""],
        },
    }


def field(column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {"name": column.name, "type": TYPES[column.kind], "title": column.label}
    if column.about:
        told["description"] = column.about
    limits: dict[str, Any] = {}
    if column.required:
        limits["required"] = True
    if column.choices:
        limits["enum"] = list(column.choices)
    return told | ({"constraints": limits} if limits else {})
