"""Every format is opened by what its readers use, and says what the bundle says."""

import asyncio
import csv
import hashlib
import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import datasette.app
import frictionless
import openpyxl
import pyreadstat
import pyshacl
import pytest
import rdflib
import rdflib.compare

from survey.opendata import workbook, write
from survey.opendata.table import Release
from survey.opendata.write import Format
from survey.problems import Conflict
from tests.opendata.stage import a_bundle, a_release, of_rows

DDI = "{ddi:codebook:2_5}"
ITEMS = sum(len(contact.items) for contact in a_bundle().contacts)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("open") / "data"
    write.write(a_release(), made)
    return made


def rows_of(path: Path, **dialect: Any) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, **dialect))


def test_csv_holds_every_item_result_unrounded(folder: Path) -> None:
    assert len(rows_of(folder / "csv/items.csv")) == ITEMS
    raw = (folder / "csv/units.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == 5
    larvik = rows_of(folder / "csv/standings.csv")[0]
    assert float(larvik["total"]) == a_bundle().standings[0].total


def test_no_text_in_csv_or_workbook_can_make_a_spreadsheet_calculate(folder: Path) -> None:
    for name in ("csv/units.csv", "csv-excel/units.csv"):
        raw = (folder / name).read_text("utf-8-sig")
        assert "'=SUM(A1)" in raw
        assert "'@Rogaland" in raw
    sheet = openpyxl.load_workbook(folder / "medlytt-wave-7.xlsx")["units"]
    assert [cell.data_type for cell in sheet["C"]] == ["s"] * 5
    assert sheet["C3"].value == "'=SUM(A1)"


def test_a_negative_number_stays_a_number(tmp_path: Path) -> None:
    write.write(of_rows([(-1, None, -2.5, "-", None, None, None)]), tmp_path / "out", formats=[Format.CSV, Format.XLSX])
    assert (
        rows_of(tmp_path / "out/csv/rows.csv")[0] | {"words": "'-", "points": "-2.5", "number": "-1"}
        == (rows_of(tmp_path / "out/csv/rows.csv")[0])
    )
    assert rows_of(tmp_path / "out/csv-excel/rows.csv", delimiter=";")[0]["Poeng"] == "-2,5"
    assert openpyxl.load_workbook(tmp_path / "out/medlytt-rows.xlsx")["rows"]["C2"].value == -2.5


def test_the_workbook_has_a_sheet_per_table_and_numbers_that_are_numbers(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "medlytt-wave-7.xlsx", read_only=True)
    assert book.sheetnames == ["README", *(table.name for table in a_release().tables)]
    found = list(book["standings"].iter_rows(values_only=True))
    assert found[1][1] == a_bundle().standings[0].total
    assert found[0][:2] == ("unit", "total")


def test_the_database_is_whole_packed_and_searchable(folder: Path) -> None:
    path = folder / "medlytt-wave-7.db"
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("SELECT count(*) FROM items").fetchone() == (ITEMS,)
        people = connection.execute("SELECT answer, form, people FROM survey_counts ORDER BY answer").fetchall()
        assert people == [("1 | 2", "mail@1", None), ("3", "mail@1", 5), ("4", "mail@1", 8), ("5", "mail@1", 20)]
        assert connection.execute("SELECT name FROM ranking WHERE rank = 1").fetchall() == [("=SUM(A1)",)]
        found = connection.execute("SELECT rowid FROM units_fts WHERE units_fts MATCH 'larvik'").fetchall()
        assert len(found) == 1
        for (view,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
            assert connection.execute(f'SELECT count(*) FROM "{view}"').fetchone()[0] > 0  # noqa: S608
    finally:
        connection.close()
    assert not list(folder.glob("*.db-*"))


async def served(folder: Path, *paths: str) -> list[Any]:
    site = datasette.app.Datasette(
        immutables=[str(folder / "medlytt-wave-7.db")], metadata=json.loads((folder / "metadata.json").read_text())
    )
    await site.invoke_startup()
    try:
        return [(await site.client.get(path)).json() for path in paths]
    finally:
        for database in site.databases.values():
            database.close()
        if site.executor:
            site.executor.shutdown()


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_datasette_serves_the_tables_with_references_and_search(folder: Path) -> None:
    base = "/medlytt-wave-7"
    asked = (
        f"{base}.json",
        f"{base}/contacts.json?_labels=on",
        f"{base}/units.json?_search=Larvik&_shape=array",
        f"{base}/item_means.json?_shape=array",
        f"{base}/items.json?_labels=on",
    )
    with ThreadPoolExecutor(1) as apart:  # a browser of another test may have a loop running in this thread
        whole, units, found, view, items = apart.submit(lambda: asyncio.run(served(folder, *asked))).result()
    tables = {one["name"]: one for one in whole["tables"]}
    assert tables["items"]["count"] == ITEMS
    assert tables["units"]["fts_table"] == "units_fts"
    assert {one["other_table"] for one in tables["contacts"]["foreign_keys"]["outgoing"]} == {
        "units",
        "sectors",
        "forms",
    }
    assert units["rows"][0]["unit"] == {"value": 1, "label": "=SUM(A1)"}
    assert items["rows"][0]["status"]["label"] in ("Besvart", "Ubesvart", "Ikke testet")
    assert [one["name"] for one in found] == ["Larvik"]
    assert view
    assert whole["views"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_frictionless_finds_nothing_to_object_to(folder: Path) -> None:
    found = frictionless.validate(str(folder / "datapackage.json"))
    assert found.valid, found.flatten(["title", "message"])
    told = json.loads((folder / "datapackage.json").read_text())
    items = next(one for one in told["resources"] if one["name"] == "items")
    assert items["hash"] == f"sha256:{hashlib.sha256((folder / items['path']).read_bytes()).hexdigest()}"
    assert items["schema"]["foreignKeys"][0]["reference"] == {"resource": "contacts", "fields": ["contact"]}


def test_the_codebook_describes_each_variable_once_and_in_the_order_of_the_schema(folder: Path) -> None:
    root = ElementTree.parse(folder / "ddi-codebook.xml").getroot()  # noqa: S314 - our own file
    assert [part.tag for part in root][:2] == [f"{DDI}docDscr", f"{DDI}stdyDscr"]
    assert root.get("version") == "2.5"
    files = {one.get("ID"): one for one in root.iter(f"{DDI}fileDscr")}
    ids = [one.get("ID") for one in root.iter() if one.get("ID")]
    assert len(ids) == len(set(ids))
    variables = list(root.iter(f"{DDI}var"))
    assert len(variables) == sum(len(table.columns) for table in a_release().tables)
    assert {one.get("files") for one in variables} <= set(files)
    status = next(one for one in variables if one.get("ID") == "items.status")
    assert [part.tag.removeprefix(DDI) for part in status][0] == "labl"
    assert ("unanswered", "Ubesvart") in {
        (one.findtext(f"{DDI}catValu"), one.findtext(f"{DDI}labl")) for one in status.iter(f"{DDI}catgry")
    }
    assert files["items"].findtext(f".//{DDI}caseQnty") == str(ITEMS)


SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix eu: <http://publications.europa.eu/resource/authority/> . @prefix own: <urn:own:> .
own:theme a sh:NodeShape ; sh:property [ sh:path skos:inScheme ; sh:hasValue eu:data-theme ] .
own:right a sh:NodeShape ; sh:property [ sh:path skos:inScheme ; sh:hasValue eu:access-right ] .
own:tongue a sh:NodeShape ; sh:property [ sh:path skos:inScheme ; sh:hasValue eu:language ] .
own:format a sh:NodeShape ; sh:property [ sh:path skos:inScheme ; sh:hasValue eu:file-type ] .
own:licence a sh:NodeShape ; sh:property [ sh:path skos:inScheme ; sh:hasValue eu:licence ] .
[] a sh:NodeShape ; sh:targetClass dcat:Catalog ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ], [ sh:path dct:description ; sh:minCount 1 ],
  [ sh:path dct:identifier ; sh:minCount 1 ; sh:maxCount 1 ],
  [ sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ],
  [ sh:path dcat:dataset ; sh:minCount 1 ; sh:class dcat:Dataset ] .
[] a sh:NodeShape ; sh:targetClass foaf:Agent ;
  sh:property [ sh:path foaf:name ; sh:minCount 1 ; sh:nodeKind sh:Literal ],
  [ sh:path dct:identifier ; sh:maxCount 1 ; sh:nodeKind sh:Literal ] .
[] a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:nodeKind sh:Literal ],
  [ sh:path dct:description ; sh:minCount 1 ; sh:nodeKind sh:Literal ],
  [ sh:path dct:identifier ; sh:minCount 1 ; sh:nodeKind sh:Literal ],
  [ sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ],
  [ sh:path dcat:contactPoint ; sh:minCount 1 ; sh:class vcard:Organization, vcard:Kind ],
  [ sh:path dcat:theme ; sh:minCount 1 ; sh:class skos:Concept ; sh:node own:theme ],
  [ sh:path dct:accessRights ; sh:minCount 1 ; sh:maxCount 1 ; sh:class dct:RightsStatement ; sh:node own:right ],
  [ sh:path dct:language ; sh:class dct:LinguisticSystem ; sh:node own:tongue ],
  [ sh:path dct:temporal ; sh:class dct:PeriodOfTime ], [ sh:path dct:issued ; sh:maxCount 1 ; sh:datatype xsd:date ],
  [ sh:path dcat:landingPage ; sh:class foaf:Document ],
  [ sh:path dcat:distribution ; sh:minCount 1 ; sh:class dcat:Distribution ] .
[] a sh:NodeShape ; sh:targetClass dcat:Distribution ;
  sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ],
  [ sh:path dct:format ; sh:minCount 1 ; sh:class dct:MediaTypeOrExtent ; sh:node own:format ],
  [ sh:path dct:license ; sh:minCount 1 ; sh:maxCount 1 ; sh:class dct:LicenseDocument ; sh:node own:licence ],
  [ sh:path dcat:mediaType ; sh:maxCount 1 ; sh:class dct:MediaType ],
  [ sh:path dcat:byteSize ; sh:maxCount 1 ; sh:datatype xsd:decimal ],
  [ sh:path spdx:checksum ; sh:maxCount 1 ; sh:class spdx:Checksum ] .
[] a sh:NodeShape ; sh:targetClass spdx:Checksum ;
  sh:property [ sh:path spdx:algorithm ; sh:maxCount 1 ; sh:hasValue spdx:checksumAlgorithm_sha1 ],
  [ sh:path spdx:checksumValue ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:hexBinary ] .
[] a sh:NodeShape ; sh:targetClass skos:Concept ; sh:property [ sh:path skos:prefLabel ; sh:minCount 1 ] .
"""
"""What DCAT-AP-NO-shacl_shapes_2.00.ttl asks of the classes and lists that a record of ours has, in other words."""


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own
def test_the_catalogue_record_keeps_the_norwegian_profile_in_both_spellings(folder: Path) -> None:
    turtle = rdflib.Graph().parse(folder / "dcat.ttl")
    jsonld = rdflib.Graph().parse(folder / "dcat.jsonld")
    assert rdflib.compare.isomorphic(turtle, jsonld)
    agrees, _, told = pyshacl.validate(turtle, shacl_graph=rdflib.Graph().parse(data=SHAPES, format="turtle"))
    assert agrees, told
    assert len(list(turtle.subjects(rdflib.RDF.type, rdflib.DCAT.Distribution))) == 6
    sums = {str(one) for one in turtle.objects(None, rdflib.URIRef("http://spdx.org/rdf/terms#checksumValue"))}
    assert hashlib.sha1((folder / "ddi-codebook.xml").read_bytes()).hexdigest() in sums  # noqa: S324 - as the standard


def test_spss_files_hold_the_same_rows(folder: Path) -> None:
    found, about = pyreadstat.read_sav(folder / "spss/items.sav", output_format="dict")
    assert len(found["contact"]) == ITEMS
    assert about.variable_value_labels["status"]["unanswered"] == "Ubesvart"
    assert about.file_label == "Vår 2026: Enkeltresultater"


def test_every_file_has_its_hash(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    named = {name: digest for digest, name in (line.split("  ") for line in lines)}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {"SHA256SUMS"}
    assert set(named) == there
    assert all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest for name, digest in named.items())


def test_the_same_figures_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write.write(a_release(), tmp_path / "again")
    assert (tmp_path / "again/SHA256SUMS").read_text() == (folder / "SHA256SUMS").read_text()


def test_names_and_keys_are_the_same_in_every_language() -> None:
    ours, theirs = a_release("nb"), a_release("en")
    assert [(one.name, one.names, one.key) for one in ours.tables] == [
        (one.name, one.names, one.key) for one in theirs.tables
    ]
    assert ours.tables[1].title != theirs.tables[1].title


def breaking(after: int) -> Callable[[str, int], None]:
    calls = 0

    def told(_: str, __: int) -> None:
        nonlocal calls
        calls += 1
        if calls == after:
            raise OSError(28, "No space left on device")

    return told


@pytest.mark.parametrize("after", [1, 20, 60])
def test_an_export_that_breaks_off_leaves_what_was_there(after: int, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write.write(a_release(), out, formats=[Format.CSV])
    before = (out / "SHA256SUMS").read_bytes()
    with pytest.raises(OSError, match="No space"):
        write.write(a_release("en"), out, progress=breaking(after))
    assert (out / "SHA256SUMS").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    write.write(a_release(), out)
    assert (out / "SHA256SUMS").read_bytes() == (folder / "SHA256SUMS").read_bytes()


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(Conflict, match="no export"):
        write.write(a_release(), tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_a_sheet_that_would_be_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 1)
    release: Release = of_rows([(1, None, None, "", None, None, None), (2, None, None, "", None, None, None)])
    with pytest.raises(Conflict, match="1,048,576"):
        write.write(release, tmp_path / "out", formats=[Format.XLSX])
    assert not list(tmp_path.iterdir())
