"""What has its name is whole, whoever is killed while it is made."""

from pathlib import Path

import pytest

from survey import whole
from survey.keyring import CACHE_TAG, Keyring


def made(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "file").write_text(text)
    return folder


def test_a_folder_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    place = tmp_path / "out"
    for text in ("first", "second"):
        with whole.workshop(tmp_path, "out") as shop:
            whole.take_place(made(shop / "new", text), place)
        assert (place / "file").read_text() == text
        assert list(tmp_path.iterdir()) == [place]


def test_without_an_exchange_of_names_what_stood_there_comes_back_after_a_kill(tmp_path: Path) -> None:
    made(tmp_path / "out", "old")
    (tmp_path / ".out.medlytt-dead").mkdir()
    (tmp_path / "out").rename(tmp_path / ".out.medlytt-dead" / whole.BEFORE)
    with whole.workshop(tmp_path, "out"):
        assert (tmp_path / "out" / "file").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_is_there_whole_or_as_it_was(tmp_path: Path) -> None:
    place = tmp_path / "3901.pdf"
    place.write_bytes(b"old")
    with whole.workshop(tmp_path, "reports") as shop, pytest.raises(TypeError):
        whole.put(None, place, within=shop)  # type: ignore[arg-type]
    assert place.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [place]


def test_a_key_that_was_being_made_when_its_maker_died_leaves_no_copy(tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    made(tmp_path / ".signing.key.medlytt-dead", "a secret")
    (tmp_path / "CACHEDIR.TAG").write_text(CACHE_TAG[:9])
    assert ring.make_signing()
    assert {path.name for path in tmp_path.iterdir()} == {"signing.key", "CACHEDIR.TAG", "README.txt"}
    assert (tmp_path / "CACHEDIR.TAG").read_text() == CACHE_TAG
