"""Doors: what a link, a short code and a bounce address say, and the mark that an answer leaves behind.

An invitation has 16 random bytes as its id. Each thing that is told to the outside is that id under a cipher of its
own, so that a link opens the survey, an opt-out link opts out, and neither can be made from the other or from the
database. The mark (`spent`) that keeps an answer from being taken twice is a keyed hash: without the round's key
nobody can say which invitation has left it, and the key is destroyed when the round ends.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import threading
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

SIZE = 16
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: nothing that can be read as something else
READ_AS = str.maketrans("OIL", "011")
CODE_LETTERS = 10  # 50 bits: ten thousand slips are one in 10^11


class Doors:
    """The doors of one round, from its key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._link = _cipher(key, b"link")
        self._out = _cipher(key, b"out")
        self._bounce = _cipher(key, b"bounce")
        self._spent = _part(key, b"spent", 32)
        self._code = _part(key, b"code", 32)
        self._choice = _part(key, b"choice", 32)

    def link(self, id: bytes) -> str:
        """22 letters for the address of the survey."""
        return _letters(self._link.there(id))

    def linked(self, token: str) -> bytes | None:
        """The id that a link names; any 22 letters name one, few are an invitation's."""
        return self._link.back(_bytes(token))

    def out(self, id: bytes) -> str:
        """22 letters for the address that stops further messages."""
        return _letters(self._out.there(id))

    def outed(self, token: str) -> bytes | None:
        return self._out.back(_bytes(token))

    def out_by_mail(self, id: bytes) -> str:
        """The same for the local part of a mail address: 26 lower-case letters, for nobody keeps capitals in one."""
        return _small_letters(self._out.there(id))

    def outed_by_mail(self, local: str) -> bytes | None:
        return self._out.back(_small_bytes(local))

    def bounce(self, id: bytes) -> str:
        """26 lower-case letters and digits for the local part of the address to which failed deliveries come back."""
        return _small_letters(self._bounce.there(id))

    def bounced(self, local: str) -> bytes | None:
        return self._bounce.back(_small_bytes(local))

    def spent(self, what: bytes) -> bytes:
        """The 16 bytes that an answer leaves: of an invitation's id, or of whatever else may answer once."""
        return hmac.digest(self._spent, what, "sha256")[:SIZE]

    def choice(self, id: bytes, item: str, value: str) -> str:
        """8 letters that stand in a link for an answer chosen in the mail: in a log they tell nobody which."""
        said = id + hashlib.sha256(item.encode()).digest() + value.encode()
        return base64.urlsafe_b64encode(hmac.digest(self._choice, said, "sha256")[:6]).decode()

    def coded(self, code: str) -> bytes | None:
        """The id behind a short code, as it was typed."""
        plain = plain_code(code)
        return hmac.digest(self._code, plain.encode(), "sha256")[:SIZE] if plain else None


def new_id() -> bytes:
    return secrets.token_bytes(SIZE)


def new_code() -> str:
    """Ten letters in two groups, as they are printed."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LETTERS))
    return f"{letters[:5]}-{letters[5:]}"


def plain_code(typed: str) -> str:
    """The ten letters of a code however it was typed; nothing where it cannot be one."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum()).translate(READ_AS)
    return letters if len(letters) == CODE_LETTERS and all(letter in ALPHABET for letter in letters) else ""


@lru_cache(maxsize=64)
def _part(key: bytes, name: bytes, length: int) -> bytes:
    return HKDFExpand(hashes.SHA256(), length, b"medlytt door " + name).derive(hashlib.sha256(key).digest())


class Permutation:
    """One block of random bytes under a key of its own: a permutation is all that is needed, and AES is one.

    What is made once is used again and again, since to make it costs more than to use it.
    """

    def __init__(self, key: bytes) -> None:
        cipher = Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305
        self._there, self._back = cipher.encryptor(), cipher.decryptor()
        self._turn = threading.Lock()

    def there(self, id: bytes) -> bytes:
        if len(id) != SIZE:
            raise ValueError(f"an id has {SIZE} bytes, not {len(id)}")
        with self._turn:
            return self._there.update(id)

    def back(self, raw: bytes | None) -> bytes | None:
        if raw is None or len(raw) != SIZE:
            return None
        with self._turn:
            return self._back.update(raw)


def _cipher(key: bytes, name: bytes) -> Permutation:
    return Permutation(_part(key, name, 32))


def _letters(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _small_letters(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()


def _small_bytes(local: str) -> bytes | None:
    try:
        return base64.b32decode(local.upper() + "=" * (-len(local) % 8))
    except (binascii.Error, ValueError):
        return None


def _bytes(token: str) -> bytes | None:
    if len(token) != 22 or not token.isascii():
        return None
    try:
        return base64.b64decode(token + "==", altchars=b"-_", validate=True)
    except binascii.Error:
        return None
