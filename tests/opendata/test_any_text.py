"""Whatever somebody wrote into a name, a label or an answer: every file of the open data can be read."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import msgspec
from hypothesis import given, settings
from python_calamine import CalamineWorkbook

from instruments.characters import characters
from survey.opendata import catalogue, codebook, workbook
from survey.opendata.catalogue import Distribution, Shape
from survey.opendata.package import File
from survey.opendata.table import Column, Release, Table, listed
from tests.instruments.test_characters import ANY, NONE
from tests.opendata.stage import PUBLISHER, of_tables

FILE = File(path="csv/rows.csv", bytes=1, sha256="ab" * 32)


def said(words: str) -> Release:
    """The same words in every place where somebody may write."""
    column = Column(name="words", label=words, about=words, choices={words: words})
    table = Table(name="rows", title=words, about=words, columns=(column,), key=("words",), rows=listed([(words,)]))
    publisher = msgspec.structs.replace(PUBLISHER, name=words)
    values = {"title": words, "about": words, "caveat": words, "sources": (words,)}
    return msgspec.structs.replace(of_tables(table), publisher=publisher, **values)


@settings(deadline=None)
@given(ANY)
def test_the_codebook_is_xml(words: str) -> None:
    for wild in (words, words + NONE):
        made = codebook.written(said(wild), {"rows": FILE}, cases={"rows": 1})
        root = ElementTree.fromstring(made)  # noqa: S314 - our own file
        assert root.get("version") == "2.5"
        assert not set(NONE) & set("".join(root.itertext()))


@settings(deadline=None)
@given(ANY)
def test_the_record_of_the_catalogue_holds_nothing_that_rdf_in_xml_could_not(words: str) -> None:
    for wild in (words, words + NONE):
        shape = Distribution(Shape(wild, "https://eu.test/CSV", "text/csv"), (FILE,))
        node = catalogue.record(said(wild), [shape])
        told = json.loads(catalogue.as_json(node))
        for text in (*strings(told), catalogue.as_turtle(node).decode()):
            element = ElementTree.Element("one")
            element.text = text
            ElementTree.fromstring(ElementTree.tostring(element, encoding="utf-8"))  # noqa: S314 - our own words
        assert not set(NONE) & set("".join(strings(told)))


def strings(told: object) -> Iterator[str]:
    match told:
        case str():
            yield told
        case list():
            for one in told:
                yield from strings(one)
        case dict():
            for one in told.values():
                yield from strings(one)


@settings(max_examples=30, deadline=None)
@given(ANY)
def test_the_workbook_opens_and_its_cells_say_what_was_written(words: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        workbook.write(said(words + NONE), [words], path)
        made = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        for name in parts.namelist():
            ElementTree.fromstring(parts.read(name))  # noqa: S314 - our own file
    rows = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_name("rows").to_python()
    cell = str(rows[1][0]) if len(rows) > 1 else ""
    assert "_xFFF" not in cell or "_xFFF" in words
    assert not set(NONE) & set(cell)
    assert len(cell) <= len(characters(words)) + 1
