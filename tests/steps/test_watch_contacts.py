"""Files that other systems put into a folder: taken in whole, once, and gone; only numbers of rows stay."""

from pathlib import Path

import pytest

from survey.contact import Fate
from survey.keyring import Keyring
from survey.round import Cell
from survey.steps import rounds as steps
from survey.steps.watch_contacts import Watch
from survey.store import audits, rounds
from survey.store.database import Database
from survey.texts import translator
from tests.conftest import NOW
from tests.scene import a_unit
from tests.steps.test_import_contacts import PERIOD
from tests.steps.test_rounds import a_draft

TABLE = "tid;e-post;Kari Nordmann\n2026-03-02;kari@hjemme.test;\n2026-03-02;ola(at)hjemme.test;\n"


class Place:
    """A folder that is watched, and the one of an open survey in it."""

    def __init__(self, db: Database, tmp_path: Path) -> None:
        self.db, self.keys, self.root = db, Keyring(tmp_path / "keys"), tmp_path / "inn"
        self.unit_id = a_unit(db)
        self.round_id = steps.add(db, NOW, a_draft(**PERIOD), units=[self.unit_id], by=None)
        self.folder = self.root / str(self.round_id)
        self.folder.mkdir(parents=True)
        self.watch = self.process()

    def process(self) -> Watch:
        return Watch(self.root, keys=self.keys, sms=True, text=translator("en"))

    def open(self) -> None:
        steps.open_round(self.db, NOW, self.round_id, keys=self.keys, by=None)

    def looks(self, times: int = 2) -> int:
        return sum(self.watch.look(self.db, NOW) for _ in range(times))

    def names(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()}

    def counts(self) -> dict[tuple[Cell, Fate], int]:
        with self.db.read() as connection:
            return rounds.contact_counts(connection, self.round_id)


@pytest.fixture
def place(db: Database, tmp_path: Path) -> Place:
    return Place(db, tmp_path)


def test_a_file_is_taken_in_once_and_only_numbers_of_rows_stay(place: Place) -> None:
    place.open()
    (place.folder / "a.csv").write_text(TABLE)
    assert place.looks() == 1
    assert place.names() == {"a.csv.result.txt"}
    assert (place.folder / "a.csv.result.txt").read_text().splitlines() == [
        "New contacts: 1",
        "Contacts that had come in before: 0",
        "Rows about other units or channels: 0",
        "Rows with faults, which were not taken in: 1",
        "Columns that are not used: 1",
        "Row 3, e-post: This has to be one e-mail address, such as kari@example.no",
    ]
    (place.folder / "a.csv").write_text(TABLE)
    assert place.looks(3) == 1
    assert place.counts() == {(Cell(place.unit_id, "email"), Fate.DRAWN): 1}


def test_a_file_that_is_still_growing_waits_and_none_of_its_rows_is_lost(place: Place) -> None:
    place.open()
    path = place.folder / "a.csv"
    with path.open("a") as file:
        for number in range(5):
            file.write("tid;e-post\n" if number == 0 else f"2026-03-02;p{number}@hjemme.test\n")
            file.flush()
            assert place.looks(1) == 0
    assert path.exists()
    assert place.looks(1) == 1
    assert sum(place.counts().values()) == 4


def test_two_processes_take_a_file_in_once(place: Place) -> None:
    place.open()
    (place.folder / "a.csv").write_text(TABLE)
    processes = [place.process() for _ in range(2)]
    assert sum(one.look(place.db, NOW) for _ in range(2) for one in processes) == 1
    assert sum(place.counts().values()) == 1


@pytest.mark.parametrize("name", [".a.csv", "a.csv.part", "a.csv.tmp", "a.pdf", "~$a.xlsx", "b.csv.result.txt", "a"])
def test_other_files_are_left_alone(place: Place, name: str) -> None:
    place.open()
    (place.folder / name).write_text(TABLE)
    assert place.looks() == 0
    assert place.names() == {name}


def test_only_folders_of_surveys_are_looked_into_and_nothing_that_points_elsewhere(
    place: Place, tmp_path: Path
) -> None:
    place.open()
    secret = tmp_path / "secret.csv"
    secret.write_text(TABLE)
    (place.folder / "a.csv").symlink_to(secret)
    for name in ("987", "x", "-1", "1.5", "99999999999"):
        (place.root / name).mkdir()
        (place.root / name / "a.csv").write_text(TABLE)
    (place.root / "a.csv").write_text(TABLE)
    assert place.looks(3) == 0
    assert secret.exists()
    assert (place.root / "987" / "a.csv").exists()


def test_files_for_a_survey_that_is_not_open_yet_wait_and_those_for_one_that_is_over_go(place: Place) -> None:
    path = place.folder / "a.csv"
    path.write_text(TABLE)
    assert place.looks() == 0
    place.open()
    assert place.looks(1) == 1
    steps.close(place.db, NOW, place.round_id)
    path.write_text(TABLE)
    assert place.looks() == 1
    assert not path.exists()
    assert "not open" in (place.folder / "a.csv.result.txt").read_text()


@pytest.mark.parametrize(
    "data", [b"", b"navn;adresse\nKari;Storgata 1\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\0" * 9_000_000]
)
def test_a_file_that_is_no_table_is_told_and_does_not_lie_around(place: Place, data: bytes) -> None:
    place.open()
    (place.folder / "a.xlsx").write_bytes(data)
    assert place.looks() == 1
    told = (place.folder / "a.xlsx.result.txt").read_text()
    assert "Nothing was taken in" in told
    assert "Kari" not in told
    assert "Storgata" not in told


def test_a_file_that_cannot_be_removed_is_taken_in_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.open()
    (place.folder / "a.csv").write_text(TABLE)
    place.keys.pepper()
    monkeypatch.setattr(Path, "unlink", refuse)
    assert place.looks(4) == 0
    assert sum(place.counts().values()) == 1
    with place.db.read() as connection:
        assert len(audits.latest(connection, action="round.contacts")) == 1


def refuse(path: Path, missing_ok: bool = False) -> None:
    raise PermissionError(f"{path} belongs to somebody else")


def test_nothing_is_watched_where_there_is_no_folder(db: Database, tmp_path: Path) -> None:
    watch = Watch(tmp_path / "none", keys=Keyring(tmp_path / "keys"), sms=True, text=translator("nb"))
    assert watch.look(db, NOW) == 0
