"""What the export says of itself in plain words: what is in it, where it comes from, how it may be used."""

from collections.abc import Iterator, Mapping

from survey.opendata import licence
from survey.opendata.table import Release
from survey.texts import N_

LICENCE, TABLES, FILES, RULES_HEAD = N_("Licence"), N_("Tables"), N_("Files"), N_("How to read it")
SUMS = N_("SHA256SUMS: to check that each file arrived whole (sha256sum -c SHA256SUMS).")
PARTS = {
    "csv": N_("csv/: one file per table for programs: UTF-8, commas, points in numbers, names of columns as heads."),
    "csv-excel": N_("csv-excel/: the same for a spreadsheet: opens by a click, with labels as heads."),
    "xlsx": N_("%(id)s.xlsx: one sheet per table."),
    "sav": N_("spss/: one file per table for SPSS, R and Stata, with labels of variables and values."),
    "sqlite": N_("%(id)s.db: everything in one SQLite file; metadata.json describes it for Datasette."),
    "frictionless": N_("datapackage.json: describes the CSV files, as a Frictionless data package."),
    "ddi": N_("ddi-codebook.xml: the codebook, in DDI-Codebook 2.5."),
    "dcat": N_("dcat.jsonld and dcat.ttl: the record for a data catalogue, in DCAT-AP-NO."),
}
"""What each format puts where."""
RULES = (
    N_("Each figure is unrounded; pages show one decimal."),
    N_("A blank means that there is no figure. Why an item has none stands in its status."),
    N_("Numbers of units, contacts and questions are the same in every export and edition."),
    N_("Nothing here tells of citizens in groups under five, of staff or of testers, nor words or days of a test."),
    N_("In CSV and XLSX a text that begins like a formula has an apostrophe before it."),
)


def lines(release: Release, formats: tuple[str, ...], *, rows: Mapping[str, int]) -> Iterator[str]:
    """Plain text, which is Markdown as well."""
    _ = release.translate
    yield f"# {release.title}"
    yield ""
    yield release.about
    if release.caveat:
        yield ""
        yield release.caveat
    yield ""
    yield f"{release.page}"
    yield ""
    yield f"## {_(LICENCE)}"
    yield ""
    yield f"{licence.TITLE}, {licence.ADDRESS}"
    yield _(N_("Cite as: %(citation)s"), citation=release.citation)
    yield ""
    yield f"## {_(TABLES)}"
    for table in release.tables:
        yield ""
        yield f"### {table.name}: {table.title} ({rows[table.name]})"
        yield ""
        if table.about:
            yield table.about
            yield ""
        for column in table.columns:
            yield f"- {column.name}: {column.label}"
    yield ""
    yield f"## {_(FILES)}"
    yield ""
    for name in formats:
        yield f"- {_(PARTS[name], id=release.id)}"
    yield f"- {_(SUMS)}"
    yield ""
    yield f"## {_(RULES_HEAD)}"
    yield ""
    for rule in RULES:
        yield f"- {_(rule)}"
    if release.source_sha256:
        yield ""
        yield _(N_("Made from the bundle with SHA-256 %(hash)s."), hash=release.source_sha256)
