"""Keys and test vectors for blind tokens; the keys guard nothing."""

import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

from survey import blind

FOLDER = Path(__file__).parent / "survey/blind"
RFC: dict[str, Any] = json.loads((FOLDER / "rfc9474.json").read_text())
KEYS: list[dict[str, str]] = json.loads((FOLDER / "keys.json").read_text())["keys"]


def key_of(p: str, q: str) -> rsa.RSAPrivateKey:
    return numbers_of(int(p, 16), int(q, 16)).private_key()


def numbers_of(p: int, q: int, *, e: int = blind.EXPONENT, wrong: int = 0) -> rsa.RSAPrivateNumbers:
    d = pow(e, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(e, p * q)
    return rsa.RSAPrivateNumbers(p, q, d, d % (p - 1) + wrong, d % (q - 1), pow(q, -1, p), public)
