"""Mails at rest are sealed with a key that lies outside the database."""

import contextlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class CannotOpen(Exception):
    """Sealed with another key, or damaged."""


class Vault:
    """AES-256-GCM; each sealed value carries its own nonce."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, None)

    def open(self, sealed: bytes) -> bytes:
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], None)
        except (InvalidTag, ValueError) as fault:
            raise CannotOpen("This mail was sealed with another key, or the database is damaged.") from fault


def key_at(path: Path) -> bytes:
    """The key in that file; made, readable by its owner only, when there is none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(6)}")  # two threads at once write two files
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(AESGCM.generate_key(256).hex() + "\n")
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):  # somebody else was first: its key counts
                os.link(fresh, path)  # all at once, so that nobody reads half a key
        finally:
            fresh.unlink(missing_ok=True)
    key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    if len(key) != 32:
        raise ValueError(f"{path} is not a Medlytt key: 64 hexadecimal digits are expected")
    return key
