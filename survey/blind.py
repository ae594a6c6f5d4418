"""Blind tokens: one answer for each invitation, and nobody can tell whose (RFC 9474, RSABSSA). Not externally audited.

The scheme is textbook RSA around the encoding of RSA-PSS, so that what comes out is an ordinary signature of RSA-PSS,
which `cryptography` verifies. Only the middle (blinding, the bare RSA operation, taking the blinding off) is ours: no
library for Python was found that is kept up and covers the RFC. Bytes are big-endian, as long as the key's modulus.
"""

import hashlib
import json
import math
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

BITS = 2048
EXPONENT = 65537
NAME = 32
"""Bytes of a key's name (RFC 7638)."""
HASH = 48
MORE = 64
"""Bits by which an exponent is disguised anew for each signature."""

Dice = Callable[[int], bytes]
"""So many random bytes."""


class Unfit(ValueError):
    """What was given has not the form, is out of range, or is not of this key."""


class Miscalculated(ArithmeticError):
    """The machine made a mistake; what it made must not leave, since it would give the private key away."""


class Variant(msgspec.Struct, frozen=True):
    """A row of the table in section 5 of the RFC; lengths in bytes."""

    name: str
    salt: int
    prefix: int


RANDOMIZED = Variant("RSABSSA-SHA384-PSS-Randomized", HASH, 32)
VARIANTS = (
    RANDOMIZED,
    Variant("RSABSSA-SHA384-PSSZERO-Randomized", 0, 32),
    Variant("RSABSSA-SHA384-PSS-Deterministic", HASH, 0),
    Variant("RSABSSA-SHA384-PSSZERO-Deterministic", 0, 0),
)


class Blinded(msgspec.Struct, frozen=True):
    """What goes to the signer, and what takes the blinding off again: a secret of the one who asks."""

    sent: bytes
    inverse: int


# --- keys ---


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(EXPONENT, BITS)


def pem(key: rsa.RSAPrivateKey) -> bytes:
    """Not encrypted: seal it before it is kept."""
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def from_pem(text: bytes) -> rsa.RSAPrivateKey:
    """Costs more than a signature, since the key is checked: keep what it gives."""
    key = serialization.load_pem_private_key(text, None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise Unfit("This is no RSA key.")
    _checked(key.public_key())
    return key


def spki(key: rsa.RSAPublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def from_spki(der: bytes) -> rsa.RSAPublicKey:
    key = serialization.load_der_public_key(der)
    if not isinstance(key, rsa.RSAPublicKey):
        raise Unfit("This is no RSA key.")
    return _checked(key)


def jwk(key: rsa.RSAPublicKey) -> dict[str, str]:
    """As the page reads it (RFC 7517), with nothing but what the key's name counts, in the order in which it counts."""
    numbers = key.public_numbers()
    return {"e": _text(numbers.e), "kty": "RSA", "n": _text(numbers.n)}


def name(key: rsa.RSAPublicKey) -> bytes:
    """The thumbprint of RFC 7638, `NAME` bytes: the page works it out itself and writes it into what gets signed."""
    canonical = json.dumps(jwk(key), separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).digest()


def _checked(key: rsa.RSAPublicKey) -> rsa.RSAPublicKey:
    if key.key_size < BITS or key.public_numbers().e != EXPONENT:
        raise Unfit(f"A key has {BITS} bits or more and the exponent {EXPONENT}.")
    return key


def _text(number: int) -> str:
    length = (number.bit_length() + 7) // 8
    return urlsafe_b64encode(number.to_bytes(length)).rstrip(b"=").decode("ascii")


# --- the citizen's half, as blind.js has it ---


def prepare(message: bytes, *, variant: Variant = RANDOMIZED, dice: Dice = secrets.token_bytes) -> bytes:
    """Section 4.1. The prefix keeps the message apart from all others, and a crafted key from learning anything."""
    return dice(variant.prefix) + message


def blind(
    key: rsa.RSAPublicKey, prepared: bytes, *, variant: Variant = RANDOMIZED, dice: Dice = secrets.token_bytes
) -> Blinded:
    """Section 4.2; draws the salt, then the blinding factor. Raises Unfit, as likely as guessing the private key."""
    numbers = key.public_numbers()
    n, e = numbers.n, numbers.e
    encoded = int.from_bytes(_encoded(prepared, dice(variant.salt), n.bit_length() - 1))
    factor = _below(n, dice)
    if math.gcd(encoded, n) != 1 or math.gcd(factor, n) != 1:
        raise Unfit("A draw that hits a factor of the key.")
    return Blinded((encoded * pow(factor, e, n) % n).to_bytes(_size(n)), pow(factor, -1, n))


def finalize(
    key: rsa.RSAPublicKey, prepared: bytes, blind_signature: bytes, inverse: int, *, variant: Variant = RANDOMIZED
) -> bytes:
    """Section 4.4: the signature of the prepared message. Raises Unfit where the signer has given something else."""
    n = key.public_numbers().n
    if len(blind_signature) != _size(n):
        raise Unfit("A signature is as long as the key.")
    signature = (int.from_bytes(blind_signature) * inverse % n).to_bytes(_size(n))
    if not verify(key, prepared, signature, variant=variant):
        raise Unfit("This is no signature of the message.")
    return signature


# --- the service's half ---


def blind_sign(key: rsa.RSAPrivateKey, sent: bytes, *, dice: Dice = secrets.token_bytes) -> bytes:
    """Section 4.3: the same signature for the same bytes, every time.

    The private operation never sees the bytes that came in, only their product with a random number, and its exponents
    differ each time: how long it takes tells nothing (RFC 9474, section 7.1). The result is checked before it leaves.
    Raises Unfit for what is not as long as the key and below its modulus, and Miscalculated.
    """
    numbers = key.private_numbers()
    n, e = numbers.public_numbers.n, numbers.public_numbers.e
    message = int.from_bytes(sent)
    if len(sent) != _size(n) or message >= n:
        raise Unfit("What is to be signed is as long as the key and below its modulus.")
    cover = _below(n, dice)
    signature = _private(numbers, message * pow(cover, e, n) % n, dice) * pow(cover, -1, n) % n
    if pow(signature, e, n) != message:
        raise Miscalculated("The signature does not fit the message.")
    return signature.to_bytes(_size(n))


def verify(key: rsa.RSAPublicKey, prepared: bytes, signature: bytes, *, variant: Variant = RANDOMIZED) -> bool:
    try:
        key.verify(signature, prepared, _padding(variant), hashes.SHA384())
    except InvalidSignature:
        return False
    return True


def key_named(token: bytes) -> bytes | None:
    """Which key a token (a prepared message of the page: prefix, then the key's name) belongs to."""
    return token[RANDOMIZED.prefix :] if len(token) == RANDOMIZED.prefix + NAME else None


def _padding(variant: Variant) -> padding.PSS:
    return padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=variant.salt)


def _private(numbers: rsa.RSAPrivateNumbers, message: int, dice: Dice) -> int:
    """message ^ d modulo n by the Chinese remainder theorem (RFC 8017, section 5.1.2)."""
    p, q = numbers.p, numbers.q
    extra = int.from_bytes(dice(MORE // 8))
    at_p = pow(message, numbers.dmp1 + extra * (p - 1), p)
    at_q = pow(message, numbers.dmq1 + extra * (q - 1), q)
    return at_q + q * ((at_p - at_q) * numbers.iqmp % p)


def _encoded(message: bytes, salt: bytes, bits: int) -> bytes:
    """EMSA-PSS (RFC 8017, section 9.1.1) with SHA-384: as many bits as asked for at most."""
    length = (bits + 7) // 8
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = b"\x01" + salt
    mask = int.from_bytes(_mask(digest, length - HASH - 1))
    hidden = (int.from_bytes(block) ^ mask) & ((1 << bits - 8 * (HASH + 1)) - 1)
    return hidden.to_bytes(length - HASH - 1) + digest + b"\xbc"


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 (RFC 8017, appendix B.2.1)."""
    blocks = (hashlib.sha384(seed + count.to_bytes(4)).digest() for count in range(-(-length // HASH)))
    return b"".join(blocks)[:length]


def _below(limit: int, dice: Dice) -> int:
    """Evenly from 1 to limit - 1: what falls outside is drawn again."""
    while True:
        drawn = int.from_bytes(dice(_size(limit))) & ((1 << limit.bit_length()) - 1)
        if 0 < drawn < limit:
            return drawn


def _size(n: int) -> int:
    return (n.bit_length() + 7) // 8
