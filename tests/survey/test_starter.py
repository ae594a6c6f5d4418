"""The tagger of the first day is learned once, kept whole, and not missed where it cannot be kept."""

from pathlib import Path

import pytest

from scoring.comments.starter import first_day
from scoring.comments.tagger import stored
from scoring.comments.tagger.example import AxisRule, Example
from scoring.comments.tagger.training import Progress, train
from survey import starter

ROWS = [Example(f"{word} {more}", {"area": (word,)}) for word in ("road", "school") for more in "abcdef"]


@pytest.fixture
def learnings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often a tagger was learned, by one that is small."""
    found: list[str] = []

    def learned(progress: Progress | None = None) -> bytes:
        found.append("learned")
        return stored.packed(train(ROWS, {"area": AxisRule()}))

    monkeypatch.setattr(first_day, "learned", learned)
    return found


def test_it_is_learned_once_and_again_when_the_file_is_damaged(tmp_path: Path, learnings: list[str]) -> None:
    folder = tmp_path / "new" / "folder"
    told = [starter.tagger(folder).tag(["my road"]) for _ in range(3)]
    assert told[0] == told[1] == told[2]
    assert len(learnings) == 1
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes()[:-9])
    assert starter.tagger(folder).tag(["my road"]) == told[0]
    starter.tagger(folder)
    assert len(learnings) == 2


def test_it_works_where_nothing_can_be_kept(tmp_path: Path, learnings: list[str]) -> None:
    (tmp_path / "file").write_text("no folder")
    for folder in (tmp_path / "file", None):
        assert starter.tagger(folder).tag(["my road"])
    assert len(learnings) == 2
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_another_version_learns_its_own_and_the_oldest_go(
    tmp_path: Path, learnings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in "abcd":
        monkeypatch.setattr(first_day, "fingerprint", lambda version=version: version * 64)
        starter.tagger(tmp_path)
    assert len(learnings) == 4
    assert len(list(tmp_path.iterdir())) == starter.KEPT


def test_the_fingerprint_knows_examples_lexicon_and_code() -> None:
    names = {name for name, _ in first_day.sources()}
    assert {"starter/nb.csv", "tagger/concepts/areas.csv", "tagger/concepts.py"} <= names
    assert first_day.fingerprint() == first_day.fingerprint()
