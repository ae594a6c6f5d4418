"""A DDI-Codebook 2.5 document: what was studied and how, each file, each variable with its categories.

After the field level documentation of the DDI Alliance. Variables carry no frequencies: what may be counted is counted
in the tables themselves.
"""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from instruments.characters import for_xml
from survey.opendata import licence
from survey.opendata.package import File
from survey.opendata.table import Column, Kind, Release, Table

NAMESPACE = "ddi:codebook:2_5"
SCHEMA = "https://ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"


def written(release: Release, files: Mapping[str, File], *, cases: Mapping[str, int]) -> bytes:
    """`files`: the CSV of each table; `cases`: how many rows it has."""
    book = Element(
        "codeBook",
        {
            "xmlns": NAMESPACE,
            "xmlns:xsi": INSTANCE,
            "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
            "version": "2.5",
            "ID": identifier(release.id),
            "xml:lang": release.language,
        },
    )
    _document(book, release)
    _study(book, release)
    for table in release.tables:
        _file(book, table, files.get(table.name), cases[table.name])
    described = SubElement(book, "dataDscr")
    for table in release.tables:
        for column in table.columns:
            _variable(described, table, column)
    for one in book.iter():  # whatever it is called, and whoever wrote it
        one.text = for_xml(one.text) if one.text else one.text
        one.attrib.update({name: for_xml(value) for name, value in one.attrib.items()})
    indent(book, " ")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(book, encoding="unicode").encode() + b"\n"


def _document(book: Element, release: Release) -> None:
    citation = SubElement(SubElement(book, "docDscr"), "citation")
    _titled(citation, release)
    text(SubElement(citation, "prodStmt"), "software", "Medlytt")


def _titled(citation: Element, release: Release) -> None:
    titles = SubElement(citation, "titlStmt")
    text(titles, "titl", release.title)
    text(titles, "IDNo", release.id)


def _study(book: Element, release: Release) -> None:
    study = SubElement(book, "stdyDscr")
    citation = SubElement(study, "citation")
    _titled(citation, release)
    text(SubElement(citation, "rspStmt"), "AuthEnty", release.publisher.name)
    made = SubElement(citation, "prodStmt")
    text(made, "producer", release.publisher.name)
    text(made, "copyright", licence.TITLE)
    given = SubElement(citation, "distStmt")
    text(given, "distrbtr", release.publisher.name, URI=release.publisher.url)
    if release.issued_on:
        text(given, "distDate", release.issued_on.isoformat(), date=release.issued_on.isoformat())
    text(SubElement(citation, "verStmt"), "version", release.version)
    text(citation, "biblCit", release.citation)
    text(citation, "holdings", release.page, URI=release.page)
    info = SubElement(study, "stdyInfo")
    text(info, "abstract", release.about)
    summary = SubElement(info, "sumDscr")
    for event, day in (("start", release.starts_on), ("end", release.ends_on)):
        if day:
            text(summary, "collDate", day.isoformat(), date=day.isoformat(), event=event)
    if release.caveat:
        text(info, "notes", release.caveat)
    method = SubElement(study, "method")
    collected = SubElement(method, "dataColl")
    sources = SubElement(collected, "sources")
    for one in release.sources:
        text(sources, "dataSrc", one)
    access = SubElement(SubElement(study, "dataAccs"), "useStmt")
    text(access, "citReq", release.citation)
    text(access, "conditions", f"{licence.TITLE} {licence.ADDRESS}")


def _file(book: Element, table: Table, file: File | None, cases: int) -> None:
    attributes = {"ID": identifier(table.name)} | ({"URI": file.path} if file else {})
    about = SubElement(SubElement(book, "fileDscr", attributes), "fileTxt")
    text(about, "fileName", file.path if file else table.name)
    if table.about:
        text(about, "fileCont", table.about)
    size = SubElement(about, "dimensns")
    text(size, "caseQnty", str(cases))
    text(size, "varQnty", str(len(table.columns)))
    text(about, "fileType", "text/csv")


def _variable(described: Element, table: Table, column: Column) -> None:
    one = SubElement(
        described,
        "var",
        {
            "ID": f"{identifier(table.name)}.{column.name}",
            "name": column.name,
            "files": identifier(table.name),
            "intrvl": "contin" if column.kind is Kind.NUMBER else "discrete",
        },
    )
    text(one, "labl", column.label)
    if column.about:
        text(one, "txt", column.about)
    for value, label in column.choices.items():
        category = SubElement(one, "catgry")
        text(category, "catValu", value)
        text(category, "labl", label)
    SubElement(one, "varFormat", dict(_shape(column)))


def _shape(column: Column) -> Iterator[tuple[str, str]]:
    yield "type", "numeric" if column.kind in (Kind.NUMBER, Kind.INTEGER) else "character"
    if column.kind is Kind.DAY:
        yield "category", "date"


def text(parent: Element, name: str, words: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = words


def identifier(name: str) -> str:
    """An XML id: letters, digits, `_`, `-`, `.`, not beginning with a digit."""
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "_.-") else "-" for letter in name)
    return plain if plain[:1].isalpha() else f"x{plain}"
