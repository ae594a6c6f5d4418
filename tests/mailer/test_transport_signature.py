import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from mailer.signature import fresh, public_key, verify_signature

KEY = ec.generate_private_key(ec.SECP256R1())
DER = KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
SHOWN = base64.b64encode(DER).decode()
PEM = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def sign(timestamp: str, body: bytes) -> str:
    return base64.b64encode(KEY.sign(timestamp.encode() + body, ec.ECDSA(SHA256()))).decode()


@pytest.mark.parametrize("key", [SHOWN, PEM, f"  {SHOWN[:40]}\n{SHOWN[40:]}\n", public_key(SHOWN)])
def test_a_true_signature_holds_with_the_key_in_any_form(key: str) -> None:
    assert verify_signature(key, "1600112502", b"\xff\0body", sign("1600112502", b"\xff\0body"))


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_a_signature_holds_for_its_own_body_only(body: bytes, other: bytes) -> None:
    assert verify_signature(KEY.public_key(), "1", other, sign("1", body)) == (body == other)


def test_a_signature_does_not_hold_for_another_time() -> None:
    assert not verify_signature(SHOWN, "1600112503", b"x", sign("1600112502", b"x"))


@pytest.mark.parametrize(
    "signature",
    ["", "!", "AAAA", "é", "a" * 10_000, sign("1", b"x")[:-4], " " + sign("1", b"x")],
    ids=["empty", "no base64", "short", "no ascii", "long", "cut off", "after a space"],
)
def test_a_damaged_signature_is_false_and_no_error(signature: str) -> None:
    assert not verify_signature(SHOWN, "1", b"x", signature)


def test_a_key_that_is_none_is_told() -> None:
    other = rsa.generate_private_key(65537, 2048).public_key()
    wrong = base64.b64encode(other.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
    for text in ("", "key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", wrong):
        with pytest.raises(ValueError):
            public_key(text)


def test_ten_minutes_either_way_are_fresh_and_a_second_more_is_not() -> None:
    assert fresh("1000", 1600.0) and fresh("1000", 400.0)
    assert not fresh("1000", 1601.0) and not fresh("1000", 399.0)


@pytest.mark.parametrize("timestamp", ["", "now", "-5", "1e3", "٣", "9" * 400, "1000.5", " 1000"])
def test_a_time_that_is_no_number_is_not_fresh(timestamp: str) -> None:
    assert not fresh(timestamp, 1000.0)
