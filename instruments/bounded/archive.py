"""A zip archive, unpacked in blocks and counted, so that what it says about itself need not be believed."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable

from instruments.bounded.markup import DAMAGED, DECLARED
from instruments.bounded.refused import Refused

MOST_MEMBERS = 1_000
UNPACKED = 100 * 2**20
"""Bytes of all members together."""
SMALL = 5 * 2**20
RATIO = 250
"""What is larger than SMALL may not have been packed tighter than this; office programs stay far below."""
BLOCK = 2**16
BOMB = "the file unpacks to far more than a form can need: it is not read"
ARCHIVE_FAULTS = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, UnicodeDecodeError,
    OverflowError, struct.error,
)  # fmt: skip
"""What a damaged archive makes the standard library raise."""
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


def opened(data: bytes) -> zipfile.ZipFile:
    """The archive with its list of members checked; raises Refused."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except ARCHIVE_FAULTS as fault:
        raise Refused(DAMAGED) from fault
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > UNPACKED:
        raise Refused(BOMB)
    if len(set(names)) != len(names):
        raise Refused(DAMAGED)
    if any(member.flag_bits & 1 for member in members):
        raise Refused("the workbook is protected with a password: take the protection away and save it again")
    return archive


def blocks(archive: zipfile.ZipFile, name: str) -> Iterable[bytes]:
    """The member in blocks; raises Refused where it is damaged or lied about its size."""
    try:
        with archive.open(name) as file:
            while block := file.read(BLOCK):
                yield block
    except ARCHIVE_FAULTS as fault:
        raise Refused(DAMAGED) from fault


def weigh(archive: zipfile.ZipFile, size: int, see: Callable[[str, bytes], None]) -> None:
    """Unpack everything once, nothing kept; `see` gets each block of each member. Raises Refused on a bomb."""
    total = 0
    for member in archive.infolist():
        tail = b""
        for block in blocks(archive, member.filename):
            total += len(block)
            if total > UNPACKED or (total > SMALL and total > RATIO * size):
                raise Refused(BOMB)
            if member.filename.lower().endswith((".xml", ".rels", ".vml")):
                refuse_declarations(tail + block)
                tail = block[-16:]
            see(member.filename, block)


def refuse_declarations(block: bytes) -> None:
    upper = block.upper() if b"<!" in block else b""
    if any(declaration in upper for declaration in DECLARATIONS):
        raise Refused(DECLARED)
