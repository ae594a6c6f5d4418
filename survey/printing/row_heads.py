"""Gives the first cell of each row of a PDF's tables the tag of a head: typst 0.15 marks heads of columns only.

typst has `pdf.header-cell` for this, behind a switch that its Python package does not offer. ISO 32000-1, 14.8.5.7:
a head has a scope and a name, the names stand in the tree of names, and a cell tells which heads are its own.
"""

import io
from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf, String


def marked(printed: bytes) -> bytes:
    """The same PDF with row heads. The same bytes in give the same bytes out."""
    with Pdf.open(io.BytesIO(printed)) as pdf:
        found = dict(_heads(pdf))
        if not found:
            return printed
        known = pdf.Root.StructTreeRoot.IDTree
        found |= {str(name): head for name, head in zip(known.Names[::2], known.Names[1::2], strict=True)}
        known.Names = Array([part for name in sorted(found) for part in (String(name), found[name])])
        file = io.BytesIO()
        pdf.save(file, deterministic_id=True)
    return file.getvalue()


def _heads(pdf: Pdf) -> Iterator[tuple[str, Object]]:
    """Each head of a row with its name, once it has become one."""
    for body in pdf.objects:
        if isinstance(body, Dictionary) and body.get(Name.S) == Name.TBody:
            for number, row in enumerate(body.K, start=1):
                first, *rest = row.K
                # Its column's head is called `U1x0y0`: first table, column 0, row 0.
                name = f"{str(_told(first).Headers[0]).rpartition('y')[0]}y{number}"
                first.S, first.ID, _told(first).Scope = Name.TH, String(name), Name.Row
                for cell in rest:
                    _told(cell).Headers.append(String(name))
                yield name, first


def _told(cell: Object) -> Object:
    """What a cell says of its place in the table."""
    return next(own for own in cell.A if own.get(Name.O) == Name.Table)
