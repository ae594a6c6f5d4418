"""What is left of a text can be written in UTF-8 and in XML, and nobody's letters are lost."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.characters import characters, for_xml

NONE = "\ud800\udfff\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffff"
ANY = st.text(st.one_of(st.characters(), st.sampled_from(NONE + "\x00\x0b\x1f\x7f\r\n\t<&>\"'")), max_size=60)


@given(ANY)
def test_whatever_is_left_can_be_read_from_xml_again(words: str) -> None:
    element = ElementTree.Element("one", {"at": for_xml(words)})
    element.text = for_xml(words)
    read = ElementTree.fromstring(ElementTree.tostring(element, encoding="utf-8"))  # noqa: S314 - our own words
    assert (read.text or "") == element.text
    assert read.get("at") == element.get("at")


@given(ANY)
def test_whatever_is_left_can_be_written_in_utf_8_and_cleaning_twice_leaves_the_same(words: str) -> None:
    once = characters(words)
    assert once.encode().decode() == once == characters(once)


@pytest.mark.parametrize("words", ["Å «øya» – 10 °C\n\tčŋđ ŧž", "👩‍💻 a\N{SOFT HYPHEN}b", "\ufeffה‏", "\ue000"])
def test_letters_signs_and_what_joins_them_stay(words: str) -> None:
    assert for_xml(words) == characters(words) == words


def test_what_is_no_character_goes() -> None:
    assert characters(f"a{NONE}b") == "ab"
    assert for_xml(f"a\x00\x1f\x7f{NONE}\r\nb") == "a\nb"
