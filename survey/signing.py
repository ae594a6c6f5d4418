"""Ed25519 signatures in minisign's format: who published a file, checked by us or by the real tool.

Format: https://jedisct1.github.io/minisign/#signature-format (read 2026-11; our own code). Keys are read and written in
its text forms too; a secret key that is sealed with a password is not opened here.
"""

import base64
import binascii
import hashlib
import hmac
import os
from typing import NamedTuple

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PLAIN, HASHED = b"Ed", b"ED"
"""Signed is the file itself (older tools), or its BLAKE2b-512."""
UNTRUSTED, TRUSTED = "untrusted comment: ", "trusted comment: "
NO_PASSWORD, BLAKE2B = b"\0\0", b"B2"
LONGEST = 10_000
"""Characters of a key or a signature; minisign itself stops at 8192 for a comment."""


class Unreadable(Exception):
    """This text is no signature or no key of minisign's; the message says what is wrong with it."""


class DoesNotFit(Exception):
    """The signature is well formed and yet does not say what it should; the message tells why."""


class PublicKey(msgspec.Struct, frozen=True):
    id: bytes
    raw: bytes

    @property
    def name(self) -> str:
        """As minisign prints it: sixteen hexadecimal digits."""
        return self.id[::-1].hex().upper()

    @property
    def line(self) -> str:
        return base64.b64encode(PLAIN + self.id + self.raw).decode()

    @property
    def text(self) -> str:
        return f"{UNTRUSTED}minisign public key {self.name}\n{self.line}\n"


class SigningKey(NamedTuple):
    id: bytes
    private: Ed25519PrivateKey

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.id, self.private.public_key().public_bytes_raw())

    @property
    def text(self) -> str:
        """The secret half as a file without a password: whoever reads it can sign."""
        pair = self.private.private_bytes_raw() + self.public.raw
        check = hashlib.blake2b(PLAIN + self.id + pair, digest_size=32).digest()
        packed = PLAIN + NO_PASSWORD + BLAKE2B + bytes(48) + self.id + pair + check
        return f"{UNTRUSTED}minisign secret key\n{base64.b64encode(packed).decode()}\n"


class Signature(msgspec.Struct, frozen=True):
    algorithm: bytes
    key_id: bytes
    signed: bytes
    comment: str
    """Trusted: it is signed together with the signature."""
    whole: bytes

    @property
    def key_name(self) -> str:
        return self.key_id[::-1].hex().upper()


def fresh() -> SigningKey:
    return SigningKey(os.urandom(8), Ed25519PrivateKey.generate())


def sign(document: bytes, key: SigningKey, *, comment: str) -> str:
    """The text of a .minisig file; the same for the same document, key and comment."""
    if not comment.isprintable():
        raise ValueError("a trusted comment is one line of printable characters")
    signed = key.private.sign(digest(document))
    whole = key.private.sign(signed + comment.encode())
    head = base64.b64encode(HASHED + key.id + signed).decode()
    told = f"{UNTRUSTED}signature of minisign key {key.public.name}"
    return f"{told}\n{head}\n{TRUSTED}{comment}\n{base64.b64encode(whole).decode()}\n"


def check(document: bytes, signature: Signature, key: PublicKey) -> None:
    """Raises DoesNotFit where the signature is another key's or another document's, or its comment was changed."""
    if signature.key_id != key.id:
        raise DoesNotFit(f"it was made with the key {signature.key_name}, and the key given is {key.name}")
    public = Ed25519PublicKey.from_public_bytes(key.raw)
    message = digest(document) if signature.algorithm == HASHED else document
    try:
        public.verify(signature.signed, message)
    except InvalidSignature as fault:
        raise DoesNotFit("it is not a signature of this file by this key") from fault
    try:
        public.verify(signature.whole, signature.signed + signature.comment.encode())
    except InvalidSignature as fault:
        raise DoesNotFit("its trusted comment was changed after signing") from fault


def digest(document: bytes) -> bytes:
    return hashlib.blake2b(document).digest()


def signature(text: str) -> Signature:
    lines = lines_of(text)
    if len(lines) != 4 or not lines[0].startswith(UNTRUSTED) or not lines[2].startswith(TRUSTED):
        raise Unreadable("a signature has four lines: a comment, the signature, a trusted comment, and one over both")
    head, whole = decoded(lines[1]), decoded(lines[3])
    if len(head) != 74 or len(whole) != 64 or head[:2] not in (PLAIN, HASHED):
        raise Unreadable("its second or fourth line is cut off or of another kind")
    return Signature(head[:2], head[2:10], head[10:], lines[2].removeprefix(TRUSTED), whole)


def public_key(text: str) -> PublicKey:
    """From the file, or from its second line alone, as people pass it on."""
    lines = lines_of(text)
    packed = decoded(lines[-1]) if 1 <= len(lines) <= 2 else b""
    if len(packed) != 42 or packed[:2] != PLAIN:
        raise Unreadable("a public key is a comment and a line of 56 characters that begins with RW")
    return PublicKey(packed[2:10], packed[10:])


def signing_key(text: str) -> SigningKey:
    lines = lines_of(text)
    packed = decoded(lines[-1]) if 1 <= len(lines) <= 2 else b""
    if len(packed) != 158 or packed[:2] != PLAIN or packed[4:6] != BLAKE2B:
        raise Unreadable("this is no secret key of minisign")
    if packed[2:4] != NO_PASSWORD:
        raise Unreadable("this secret key has a password; `minisign -C -W` takes it off a copy")
    id, pair, told = packed[54:62], packed[62:126], packed[126:]
    expected = hashlib.blake2b(PLAIN + id + pair, digest_size=32).digest()
    key = SigningKey(id, Ed25519PrivateKey.from_private_bytes(pair[:32]))
    # The real tool leaves the checksum empty where there is no password; the public half is a check as good.
    if not (hmac.compare_digest(told, expected) or told == bytes(32)) or key.public.raw != pair[32:]:
        raise Unreadable("this secret key is damaged")
    return key


def lines_of(text: str) -> list[str]:
    if len(text) > LONGEST:
        raise Unreadable(f"it is longer than {LONGEST} characters")
    return text.replace("\r\n", "\n").rstrip("\n").split("\n")


def decoded(line: str) -> bytes:
    try:
        return base64.b64decode(line.strip(), validate=True)
    except (binascii.Error, ValueError) as fault:
        raise Unreadable("a line is not in Base64") from fault
