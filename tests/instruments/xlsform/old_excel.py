"""The smallest .xls that a reader takes: BIFF8 records in a compound document (formats: MS-XLS, MS-CFB)."""

import struct

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    parts = [_sheet(rows) for rows in sheets.values()]
    names = list(sheets)
    head = _start(0x0005)
    length = len(head) + sum(len(_bound(name, 0)) for name in names) + len(_record(0x000A, b""))
    bounds = b""
    for name, part in zip(names, parts, strict=True):
        bounds += _bound(name, length)
        length += len(part)
    return _compound(head + bounds + _record(0x000A, b"") + b"".join(parts))


def _record(code: int, body: bytes) -> bytes:
    return struct.pack("<HH", code, len(body)) + body


def _start(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _bound(name: str, offset: int) -> bytes:
    return _record(0x0085, struct.pack("<IHBB", offset, 0, len(name), 0) + name.encode("latin-1"))


def _sheet(rows: list[list[object]]) -> bytes:
    cells = b""
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            at = struct.pack("<HHH", row, column, 0)
            if isinstance(value, int):
                cells += _record(0x0203, at + struct.pack("<d", value))
            else:
                text = str(value)
                cells += _record(0x0204, at + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"))
    return _start(0x0010) + cells + _record(0x000A, b"")


def _compound(stream: bytes) -> bytes:
    """One stream called Workbook, of at least the 4,096 bytes that keep it out of the short sectors."""
    stream = stream.ljust(4_096, b"\0")
    stream = stream.ljust(-(-len(stream) // SECTOR) * SECTOR, b"\0")
    count = len(stream) // SECTOR
    links = [FAT, END, *range(3, count + 2), END]
    table = struct.pack(f"<{len(links)}I", *links).ljust(SECTOR, b"\xff")
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIIIII", 1, 1, 0, 4_096, END, 0, END, 0, 0) + struct.pack("<108I", *[FREE] * 108)
    root = _entry("Root Entry", 5, child=1, first=END, size=0)
    book = _entry("Workbook", 2, child=FREE, first=2, size=len(stream))
    return header + table + (root + book).ljust(SECTOR, b"\0") + stream


def _entry(name: str, kind: int, *, child: int, first: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<III", FREE, FREE, child)
    return (
        text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1) + links + bytes(36)
        + struct.pack("<III", first, size, 0)
    )  # fmt: skip
