"""A document on paper: tagged, titled, in its language, the same everywhere, and nothing but what was said."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.document import Document, Paragraph, Picture, Section, Table
from survey.printing import pdf
from survey.printing.letters import breakable
from tests.printing.documents import HOSTILE, LOSSES, long_table, whole
from tests.printing.tags import named, opened, tags, text

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BASE = "https://medlytt.test"


@cache
def made(language: str = "nb", unit: str = "Ås", base: str = BASE) -> bytes:
    return pdf.made(whole(language, unit), now=NOW, base=base)


def short(*blocks: Paragraph | Picture | Table) -> Document:
    return Document(title="Kort", language="nb", sections=(Section(key="a", title="A", blocks=blocks),))


@pytest.mark.parametrize("language", ["nb", "nn", "sv", "en"])
def test_it_says_in_its_catalogue_what_it_is_and_in_which_language(language: str) -> None:
    reader = opened(made(language))
    root = reader.trailer["/Root"]
    assert str(root["/Lang"]).startswith(language)  # type: ignore[index]
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]  # type: ignore[index]
    assert reader.metadata is not None
    assert reader.metadata.title == "Forbedringsrapport for Ås"


def test_it_claims_the_two_standards() -> None:
    metadata = opened(made()).xmp_metadata
    assert metadata is not None
    claimed = metadata.stream.get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in claimed
    assert "<pdfaid:part>2</pdfaid:part>" in claimed
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in claimed


def test_headings_stand_in_order_of_their_levels() -> None:
    levels = [int(one.name[1:]) for one in tags(made()).walk() if one.name in ("H1", "H2", "H3")]
    assert levels[0] == 1
    assert {1, 2} <= set(levels)
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_every_picture_says_what_is_to_be_seen() -> None:
    assert [one.alt for one in named(made(), "Figure")] == ["Ubesvart e-post koster mest.", "Sted 3 er nummer fire."]


def test_heads_of_columns_and_of_rows_are_heads() -> None:
    heads = named(made(), "TH")
    tables = 2  # where it stands, and behind the picture
    assert [one.scope for one in heads].count("Column") == tables * len(LOSSES.head)
    assert [one.scope for one in heads].count("Row") == tables * len(LOSSES.rows)
    assert len(heads) == tables * (len(LOSSES.head) + len(LOSSES.rows))


def test_each_cell_of_a_long_table_names_the_heads_of_its_row_and_of_its_column() -> None:
    printed = pdf.made(short(long_table(150)), now=NOW)
    (body,), (head,) = named(printed, "TBody"), named(printed, "THead")
    columns = [cell.identity for cell in head.children[0].children]
    rows = [row.children[0].identity for row in body.children]
    assert len({*columns, *rows}) == 3 + 150
    for row, name in zip(body.children, rows, strict=True):
        assert [cell.name for cell in row.children] == ["TH", "TD", "TD"]
        assert row.children[0].heads == (columns[0],)
        assert [cell.heads for cell in row.children[1:]] == [(columns[1], name), (columns[2], name)]
    known: Any = opened(printed).trailer["/Root"]["/StructTreeRoot"]["/IDTree"]["/Names"]  # type: ignore[index]
    assert list(map(str, known[::2])) == sorted(map(str, {*columns, *rows}))


def test_a_table_without_rows_is_printed() -> None:
    printed = pdf.made(short(Table(caption="Ingen", head=("Hva", "Poeng"), rows=())), now=NOW)
    assert [one.scope for one in named(printed, "TH")] == ["Column", "Column"]


def test_what_somebody_wrote_in_another_language_is_read_in_it() -> None:
    assert {"nn", "ar"} <= {(one.language or "")[:2] for one in tags(made()).walk()}


def test_lists_and_links_are_tagged() -> None:
    names = {one.name for one in tags(made()).walk()}
    assert {"L", "LI", "LBody", "Link", "BlockQuote", "Caption", "THead"} <= names


def test_the_chapters_can_be_jumped_to() -> None:
    titles = [str(one.title) for one in opened(made()).outline if not isinstance(one, list)]
    assert titles == ["Hva bør gjøres først", "Avstanden", "Hva innbyggerne sier", "Metode", "Tallene bak bildene"]


def test_letters_come_out_as_they_went_in() -> None:
    said = text(made(unit="Æøå Ñandú"))
    assert "Forbedringsrapport for Æøå Ñandú" in said
    assert "Svarte ikke på byggesakshenvendelser" in said.replace("\N{SOFT HYPHEN}", "").replace("- ", "")
    assert "Sánset ja čálán □" in said


def test_each_page_has_its_number_in_the_words_of_the_language() -> None:
    long = pdf.made(whole(table=long_table(120)), now=NOW)
    pages = [" ".join(page.extract_text().split()) for page in opened(long).pages]
    assert len(pages) > 3
    assert all(f"Side {n} av {len(pages)}" in page for n, page in enumerate(pages, start=1))
    assert "Sida 1 av" in text(made("sv"))
    assert "Page 1 of" in text(made("en"))


def test_the_head_of_a_long_table_stands_on_each_of_its_pages() -> None:
    pages = [page.extract_text() for page in opened(pdf.made(short(long_table(150)), now=NOW)).pages]
    assert all("Kommune" in page for page in pages)


def test_the_caption_of_a_table_is_never_the_last_line_of_a_page() -> None:
    for lines in (31, 32, 33):  # with these few lines of the page are left
        before = [Paragraph("Linje")] * lines
        pages = [page.extract_text() for page in opened(pdf.made(short(*before, long_table(20)), now=NOW)).pages]
        assert "Kommune" in next(page for page in pages if "Alle" in page.split())


def test_a_very_wide_table_lies_on_its_side() -> None:
    pages = opened(pdf.made(short(long_table(5, columns=13)), now=NOW)).pages
    assert [page.mediabox.width > page.mediabox.height for page in pages] == [False, True]


def test_the_same_document_gives_the_same_bytes() -> None:
    assert pdf.made(whole(), now=NOW, base=BASE) == made()


def test_what_is_said_is_never_an_order() -> None:
    assert f"Forbedringsrapport for {HOSTILE}" in text(made(unit=HOSTILE))


@settings(max_examples=12, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_printed(said: str) -> None:
    table = Table(caption=said, head=(said, "b"), rows=((said, said),), numbers=frozenset({1}))
    document = short(Paragraph(said), table)
    assert pdf.made(msgspec.structs.replace(document, title=said, footer=said), now=NOW).startswith(b"%PDF")


def test_a_checksum_stays_within_the_page() -> None:
    table = Table(caption="", head=("Hva", "Verdi"), rows=(("SHA-256", "0123456789abcdef" * 4),))
    assert "\N{ZERO WIDTH SPACE}" in breakable("0123456789abcdef" * 4)
    assert "0123456789abcdef" in text(pdf.made(short(table), now=NOW))
    assert breakable("Arbeidsmarkedstiltak og mer") == "Arbeidsmarkedstiltak og mer"


def test_links_lead_to_this_service_or_away_but_never_run() -> None:
    found = targets(made())
    assert found == {f"{BASE}/rankings/1/3909", "https://example.test/a?b=c"}
    assert targets(made(base="")) == {"https://example.test/a?b=c"}


def targets(printed: bytes) -> set[str]:
    notes = [note.get_object() for page in opened(printed).pages for note in page.get("/Annots", [])]
    return {str(note["/A"]["/URI"]) for note in notes if "/URI" in note.get("/A", {})}


def test_a_picture_that_is_none_of_ours_is_refused() -> None:
    for svg in (
        "<svg",
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>',
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" width="100%"/>',
    ):
        with pytest.raises(pdf.Unprintable):
            pdf.made(short(Picture(svg=svg, alt="x")), now=NOW)


def test_a_picture_without_its_words_is_refused() -> None:
    with pytest.raises(pdf.Unprintable, match="alt"):
        pdf.made(short(Picture(svg='<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', alt="")), now=NOW)


def test_more_than_anybody_would_print_is_refused() -> None:
    with pytest.raises(pdf.Unprintable):
        pdf.made(short(long_table(pdf.MOST_ROWS + 1)), now=NOW)
