"""A document that holds every kind of block, and texts that a typesetter or a spreadsheet might take for orders."""

from survey.document import Document, Paragraph, Picture, Point, Points, Section, Table, Voice
from survey.plots.bars import Bar, bar_plot
from survey.plots.dots import Row, dot_plot

HOSTILE = '#panic("x") $a$ *b* <script> @c \\ // `d` = e'
BARS = bar_plot(
    [Bar("Svarte ikke på e-post", 4.2, "4,2 poeng"), Bar("Ventetid på telefon", 1, "1,0 poeng")],
    most=5,
    identity="bars",
    title="Avstanden",
    description="Ubesvart e-post koster mest.",
)
DOTS = dot_plot(
    [Row(label=f"Sted {n}", value=80 - n, low=70 - n, high=88 - n, chosen=n == 3) for n in range(9)],
    identity="dots",
    title="Enhetene",
    description="Sted 3 er nummer fire.",
)
LOSSES = Table(
    caption="Hva avstanden kommer av",
    head=("Årsak", "Kanal", "Poeng"),
    rows=(
        ("Svarte ikke på bygge\N{SOFT HYPHEN}saks\N{SOFT HYPHEN}henvendelser", "E-post", "4,2"),
        ("Kø", "Telefon", "1,0"),
    ),
    numbers=frozenset({2}),
    marked=frozenset({0}),
    hrefs=("/rankings/1/3909", ""),
)


def long_table(rows: int, columns: int = 3) -> Table:
    names = ("Kommune", "Poeng", "Kan være", *(f"Forvaltningstjenester {n}" for n in range(columns - 3)))
    cells = tuple((f"Sted {n}", f"{n},0", "12–118", *("54,0" for _ in range(columns - 3))) for n in range(rows))
    return Table(caption="Alle", head=names, rows=cells, numbers=frozenset(range(1, columns)))


def whole(language: str = "nb", unit: str = "Ås", table: Table = LOSSES) -> Document:
    return Document(
        title=f"Forbedringsrapport for {unit}",
        subtitle="Kommunetesten 2026",
        language=language,
        footer="Medlytt, kommunetesten 2026",
        opening=(Paragraph("Plass 41 av 357, kan være 12 til 118.", Voice.LEAD),),
        sections=(
            Section(
                key="first",
                title="Hva bør gjøres først",
                blocks=(
                    Points((Point("Det koster 4,2 poeng.", "Svar på e-post", "/rankings/1/3909"),), numbered=True),
                    Paragraph("Se metoden", href="#method"),
                    Paragraph("Sourcen", href="https://example.test/a?b=c"),
                    Paragraph("Ingen vei", href="javascript:alert(1)"),
                ),
            ),
            Section(
                key="distance",
                title="Avstanden",
                blocks=(
                    Picture(svg=BARS, alt="Ubesvart e-post koster mest.", caption="Avstanden", table=LOSSES),
                    table,
                ),
                sections=(
                    Section(key="mail", title="E-post", blocks=(Picture(svg=DOTS, alt="Sted 3 er nummer fire."),)),
                ),
            ),
            Section(
                key="said",
                title="Hva innbyggerne sier",
                blocks=(
                    Paragraph("Fekk aldri svar", Voice.QUOTE, language="nn"),
                    Paragraph("لم يرد أحد", Voice.QUOTE, language="ar"),
                    Paragraph("Sánset ja čálán 🙂", Voice.QUOTE),
                ),
            ),
            Section(key="method", title="Metode", blocks=(Paragraph("Testen måler informasjon.", Voice.NOTE),)),
        ),
    )
