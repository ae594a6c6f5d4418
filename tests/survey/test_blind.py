"""Blind tokens: as the RFC computes them, the same each time, linked by nothing, and never by a machine's mistake."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from survey import blind
from survey.blind import Dice, Miscalculated, Unfit
from tests.tokens import KEYS, RFC, key_of, numbers_of

VARIANTS = {variant.name: variant for variant in blind.VARIANTS}


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return key_of(**KEYS[0])


@pytest.fixture(scope="module")
def other() -> rsa.RSAPrivateKey:
    return key_of(**KEYS[1])


@pytest.fixture(scope="module")
def rfc_key() -> rsa.RSAPrivateKey:
    return key_of(RFC["key"]["p"], RFC["key"]["q"])


def thrown(*draws: bytes) -> Dice:
    """Dice that were thrown before."""
    left: Iterator[bytes] = iter(draws)

    def dice(length: int) -> bytes:
        draw = next(left)
        assert len(draw) == length
        return draw

    return dice


@pytest.mark.parametrize("vector", RFC["vectors"], ids=lambda vector: vector["name"])
def test_every_step_gives_what_the_rfc_gives(vector: dict[str, str], rfc_key: rsa.RSAPrivateKey) -> None:
    given = {name: bytes.fromhex(value) for name, value in vector.items() if name != "name"}
    variant, public = VARIANTS[vector["name"]], rfc_key.public_key()
    prepared = blind.prepare(bytes.fromhex(RFC["msg"]), variant=variant, dice=thrown(given["msg_prefix"]))
    assert prepared == given["msg_prefix"] + bytes.fromhex(RFC["msg"])
    factor = pow(int.from_bytes(given["inv"]), -1, public.public_numbers().n).to_bytes(512)
    blinded = blind.blind(public, prepared, variant=variant, dice=thrown(given["salt"], factor))
    assert blinded == blind.Blinded(given["blinded_msg"], int.from_bytes(given["inv"]))
    signed = blind.blind_sign(rfc_key, blinded.sent)
    assert signed == given["blind_sig"]
    assert blind.finalize(public, prepared, signed, blinded.inverse, variant=variant) == given["sig"]
    assert blind.verify(public, prepared, given["sig"], variant=variant)
    assert not blind.verify(public, prepared + b"?", given["sig"], variant=variant)


def test_the_key_of_the_rfc_is_the_one_it_states(rfc_key: rsa.RSAPrivateKey) -> None:
    assert f"{rfc_key.public_key().public_numbers().n:x}" == RFC["key"]["n"]


def test_the_same_request_gets_the_same_signature_whenever_it_comes(key: rsa.RSAPrivateKey) -> None:
    sent = blind.blind(key.public_key(), blind.prepare(b"once")).sent
    assert blind.blind_sign(key, sent) == blind.blind_sign(key, sent)


def test_every_request_fits_every_token_so_that_neither_tells_of_the_other(key: rsa.RSAPrivateKey) -> None:
    public, numbers = key.public_key(), key.public_key().public_numbers()
    seen, tokens = [], []
    for _ in range(3):
        prepared = blind.prepare(blind.name(public))
        blinded = blind.blind(public, prepared)
        signed = blind.blind_sign(key, blinded.sent)
        seen.append((int.from_bytes(blinded.sent), int.from_bytes(signed)))
        tokens.append(int.from_bytes(blind.finalize(public, prepared, signed, blinded.inverse)))
    for sent, signed in seen:
        for token in tokens:
            factor = signed * pow(token, -1, numbers.n) % numbers.n
            assert pow(token * factor, numbers.e, numbers.n) == sent


def test_a_message_is_blinded_and_signed_anew_each_time(key: rsa.RSAPrivateKey) -> None:
    prepared = blind.prepare(b"once")
    one, two = (blind.blind(key.public_key(), prepared) for _ in range(2))
    assert one.sent != two.sent
    signed = [blind.finalize(key.public_key(), prepared, blind.blind_sign(key, x.sent), x.inverse) for x in (one, two)]
    assert signed[0] != signed[1]


def test_what_is_not_as_long_as_the_key_or_not_below_it_is_not_signed(key: rsa.RSAPrivateKey) -> None:
    n = key.public_key().public_numbers().n
    for sent in (b"", b"\x01", bytes(255), bytes(257), n.to_bytes(256), (n + 1).to_bytes(256), b"\xff" * 256):
        with pytest.raises(Unfit):
            blind.blind_sign(key, sent)
    for smallest in (0, 1, n - 1):
        assert blind.blind_sign(key, smallest.to_bytes(256)) == smallest.to_bytes(256)


def test_a_wrong_result_never_leaves_since_it_would_give_the_key_away() -> None:
    numbers = numbers_of(*(int(KEYS[0][prime], 16) for prime in "pq"), wrong=2)
    damaged = numbers.private_key(unsafe_skip_rsa_key_validation=True)
    with pytest.raises(Miscalculated):
        blind.blind_sign(damaged, (12345).to_bytes(256))


def test_the_private_operation_is_disguised_anew_each_time(key: rsa.RSAPrivateKey) -> None:
    asked: list[int] = []

    def dice(length: int) -> bytes:
        asked.append(length)
        return b"\x07" * length

    assert blind.blind_sign(key, (12345).to_bytes(256), dice=dice) == blind.blind_sign(key, (12345).to_bytes(256))
    assert asked == [256, 8]


def test_a_draw_of_nothing_or_of_too_much_is_drawn_again(key: rsa.RSAPrivateKey) -> None:
    public = key.public_key()
    again = (bytes(256), b"\xff" * 256, (7).to_bytes(256))
    drawn = blind.blind(public, b"once", dice=thrown(bytes(48), *again))
    assert drawn == blind.blind(public, b"once", dice=thrown(bytes(48), again[-1]))


def test_a_draw_that_hits_a_factor_of_the_key_is_told(key: rsa.RSAPrivateKey) -> None:
    with pytest.raises(Unfit):
        blind.blind(key.public_key(), b"once", dice=thrown(bytes(48), int(KEYS[0]["p"], 16).to_bytes(256)))


def test_a_token_counts_with_its_key_its_message_and_its_signature_only(
    key: rsa.RSAPrivateKey, other: rsa.RSAPrivateKey
) -> None:
    public = key.public_key()
    prepared = blind.prepare(blind.name(public))
    blinded = blind.blind(public, prepared)
    signature = blind.finalize(public, prepared, blind.blind_sign(key, blinded.sent), blinded.inverse)
    assert blind.verify(public, prepared, signature)
    assert not blind.verify(other.public_key(), prepared, signature)
    assert not blind.verify(public, prepared[:-1], signature)
    changed = signature[:-1] + bytes([signature[-1] ^ 1])
    for wrong in (b"", signature[:-1], b"\x00" + signature, changed, bytes(256), b"\xff" * 256):
        assert not blind.verify(public, prepared, wrong)


def test_who_asked_notices_a_signer_that_gives_something_else(key: rsa.RSAPrivateKey, other: rsa.RSAPrivateKey) -> None:
    public, prepared = key.public_key(), blind.prepare(b"once")
    blinded = blind.blind(public, prepared, dice=thrown(bytes(48), (7).to_bytes(256)))
    longer = b"\0" + blind.blind_sign(key, blinded.sent)
    for wrong in (blinded.sent, blind.blind_sign(other, bytes(256)), b"", bytes(255), longer):
        with pytest.raises(Unfit):
            blind.finalize(public, prepared, wrong, blinded.inverse)


def test_keys_come_back_from_every_form_they_are_kept_in(key: rsa.RSAPrivateKey) -> None:
    public = key.public_key()
    assert blind.from_pem(blind.pem(key)).private_numbers() == key.private_numbers()
    assert blind.from_spki(blind.spki(public)).public_numbers() == public.public_numbers()
    found = blind.jwk(public)
    assert int.from_bytes(urlsafe_b64decode(found["n"] + "==")) == public.public_numbers().n
    assert {name: found[name] for name in ("kty", "e")} == {"kty": "RSA", "e": "AQAB"}


def test_a_new_key_is_one_that_is_accepted() -> None:
    made = blind.new_key()
    assert made.key_size == blind.BITS
    assert blind.from_spki(blind.spki(made.public_key())) == made.public_key()


def test_other_keys_and_weak_ones_are_refused() -> None:
    other_exponent = numbers_of(*(int(KEYS[0][prime], 16) for prime in "pq"), e=257).private_key()
    short = rsa.generate_private_key(65537, 1024)  # noqa: S505 - weak is what it has to be
    for refused in (other_exponent, short, ec.generate_private_key(ec.SECP256R1())):
        with pytest.raises(Unfit):
            blind.from_pem(refused.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        with pytest.raises(Unfit):
            blind.from_spki(refused.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def test_the_name_of_a_key_is_its_thumbprint() -> None:
    """The example of RFC 7638, section 3.1."""
    text = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3ok"
        "njhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu"
        "6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8"
        "awapJzKnqDKgw"
    )
    key = rsa.RSAPublicNumbers(65537, int.from_bytes(urlsafe_b64decode(text + "=="))).public_key()
    assert urlsafe_b64encode(blind.name(key)) == b"NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs="


def test_a_token_says_which_key_it_belongs_to(key: rsa.RSAPrivateKey) -> None:
    named = blind.name(key.public_key())
    assert blind.key_named(blind.prepare(named)) == named
    assert [blind.key_named(wrong) for wrong in (b"", named, blind.prepare(named + b"?"))] == [None] * 3
