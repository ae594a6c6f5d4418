"""What is kept of a contact: sealed, or as a hash that needs a key."""

import pytest

from survey.contact import Personal, digest, seal, unseal
from survey.vault import CannotOpen, Vault

PEPPER = b"p" * 32
KARI = Personal("kari@hjemme.test", at="2026-03-02", area="byggesak", key="k1")


def test_what_is_sealed_is_opened_by_the_same_key_alone() -> None:
    sealed = seal(KARI, Vault(b"a" * 32))
    assert unseal(sealed, Vault(b"a" * 32)) == KARI
    with pytest.raises(CannotOpen):
        unseal(sealed, Vault(b"b" * 32))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kari@hjemme.test", " Kari@HJEMME.test "),
        ("kari@blåbær.test", "KARI@xn--blbr-roah.test"),
        ("+4791234567", "+47 912 34 567"),
        ("+4791234567", "0047 912-34-567"),
    ],
)
def test_an_address_is_known_again_however_it_was_typed(one: str, other: str) -> None:
    assert digest(PEPPER, one) == digest(PEPPER, other)
    assert len(digest(PEPPER, one)) == 16


def test_without_the_pepper_nobody_can_make_the_hash() -> None:
    assert digest(PEPPER, "kari@hjemme.test") != digest(b"q" * 32, "kari@hjemme.test")


@pytest.mark.parametrize("other", ["kari+x@hjemme.test", "kari@hjemme.example", "ola@hjemme.test", "+4791234568", ""])
def test_other_addresses_are_other_people(other: str) -> None:
    assert digest(PEPPER, "kari@hjemme.test") != digest(PEPPER, other)
