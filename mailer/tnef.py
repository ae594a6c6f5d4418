"""The plain text inside Outlook's winmail.dat."""

import struct

SIGNATURE = 0x223E9F78
BODY = 0x0002800C


def body_text(data: bytes) -> str:
    """Text of the attribute attBody; empty where the file is something else, or carries only RTF."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != SIGNATURE:
        return ""
    at = 6
    while at + 9 <= len(data):
        _, name, length = struct.unpack_from("<BII", data, at)
        if name == BODY:
            return data[at + 9 : at + 9 + length].rstrip(b"\0").decode("cp1252", "replace").replace("\r\n", "\n")
        at += 9 + length + 2
    return ""
