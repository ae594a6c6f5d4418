"""Proves that a webhook call comes from SendGrid: ECDSA P-256 over timestamp and body, and not an old one."""

import base64
import binascii

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_public_key

MAX_AGE = 600.0
"""Seconds for which a signed call may be replayed; SendGrid signs each retry anew."""


def public_key(text: str) -> EllipticCurvePublicKey:
    """Read a key as SendGrid shows it (base64 of DER) or as PEM; ValueError says that it is neither."""
    try:
        if text.lstrip().startswith("-----BEGIN"):
            key = load_pem_public_key(text.strip().encode())
        else:
            key = load_der_public_key(base64.b64decode("".join(text.split()), validate=True))
    except (ValueError, UnsupportedAlgorithm) as fault:
        raise ValueError("the verification key is neither PEM nor base64 of a public key") from fault
    if not isinstance(key, EllipticCurvePublicKey):
        raise ValueError("the verification key is not an elliptic-curve key")
    return key


def verify_signature(key: EllipticCurvePublicKey | str, timestamp: str, body: bytes, signature: str) -> bool:
    """True if `signature` (base64 of DER) was made over timestamp + body, byte for byte as received."""
    key = public_key(key) if isinstance(key, str) else key
    try:
        key.verify(base64.b64decode(signature, validate=True), timestamp.encode() + body, ECDSA(SHA256()))
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def fresh(timestamp: str, now: float) -> bool:
    """True if the signed time (seconds since 1970) is at most ten minutes from `now`, on either side."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    return abs(now - int(timestamp)) <= MAX_AGE
