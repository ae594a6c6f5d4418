"""The public page of a ranking's data: who gets it, what it offers, and that each export is made once."""

import hashlib
import io
import re
import sqlite3
import threading
import zipfile
from pathlib import Path

import pytest

from survey.opendata.kept import Shelf
from survey.opendata.table import Release
from tests.opendata.stage import a_release
from tests.web.conftest import Site
from tests.web.test_ranking import a_wave


def test_the_first_reader_has_the_files_made_and_the_next_one_gets_them(site: Site) -> None:
    wave_id, reader = a_wave(site), site.client()
    page = f"/rankings/{wave_id}/data"
    first = reader.get(page)
    assert first.status_code == 200
    assert "being made" in first.text or "item results" in first.text
    site.app.state.open_data.wait()
    found = reader.get(page).text
    links = re.findall(rf'href="({page}/en/[^"?]+)', found)
    assert len(links) > 15
    for link in links:
        answer = reader.get(link)
        assert answer.status_code == 200, link
        assert "attachment" in answer.headers["content-disposition"], link
    assert "CC BY 4.0" in found
    assert "Forbrukerrådet (" in found


def test_what_is_given_away_is_what_was_published_and_whole(site: Site, tmp_path: Path) -> None:
    wave_id, reader = a_wave(site), site.client()
    reader.get(f"/rankings/{wave_id}/data")
    site.app.state.open_data.wait()
    base = f"/rankings/{wave_id}/data/en/medlytt-wave-{wave_id}"
    path = tmp_path / "x.db"
    path.write_bytes(reader.get(f"{base}.db").content)
    connection = sqlite3.connect(path)
    found = dict(connection.execute("SELECT code, total FROM ranking").fetchall())
    connection.close()
    told = {one["code"]: one["total"] for one in reader.get(f"/api/rankings/{wave_id}").json()["units"]}
    assert found == {code: total for code, total in told.items() if total is not None}
    with zipfile.ZipFile(io.BytesIO(reader.get(f"{base}-csv.zip").content)) as archive:
        assert {"README.md", "datapackage.json", "csv/items.csv"} <= set(archive.namelist())
        assert archive.testzip() is None


@pytest.mark.parametrize("status", ["open", "closed"])
def test_nothing_is_given_away_before_publication(site: Site, status: str) -> None:
    wave_id = a_wave(site, status)
    for who in (None, "kari", "odd", "sam"):
        assert site.client(who).get(f"/rankings/{wave_id}/data").status_code == 404
        assert site.client(who).get(f"/rankings/{wave_id}/data/en/README.md").status_code == 404
    assert not (Path(site.settings.data) / "open-data").exists()


def test_only_files_of_the_export_can_be_had(site: Site) -> None:
    wave_id, reader = a_wave(site), site.client()
    reader.get(f"/rankings/{wave_id}/data")
    site.app.state.open_data.wait()
    for name in ("nothing.csv", "contents.json", "../contents.json", "..%2f..%2fmedlytt.db", "csv", "/etc/passwd"):
        assert reader.get(f"/rankings/{wave_id}/data/en/{name}").status_code == 404, name
    assert reader.get(f"/rankings/{wave_id}/data/xx/README.md").status_code == 404


def test_however_many_ask_an_export_is_made_once(tmp_path: Path) -> None:
    shelf, other, made = Shelf(tmp_path), Shelf(tmp_path), []
    everybody = threading.Barrier(6)

    def release() -> Release:
        made.append(1)
        return a_release("en")

    def asks(one: Shelf) -> None:
        everybody.wait()
        one.make(7, "ab" * 32, "en", release)

    askers = [threading.Thread(target=asks, args=(one,)) for one in (shelf, other) * 3]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert made == [1]
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == [f"7-{'ab' * 8}-en"]


def test_a_newer_edition_takes_the_place_of_the_older_and_leaves_other_waves_alone(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.make(7, "ab" * 32, "en", a_release)
    shelf.make(77, "ab" * 32, "en", a_release)
    shelf.make(7, "cd" * 32, "en", a_release)
    assert shelf.find(7, "ab" * 32, "en") is None
    assert shelf.find(7, "cd" * 32, "en")
    assert shelf.find(77, "ab" * 32, "en")


def test_what_a_killed_maker_had_begun_is_swept_away_by_the_next(tmp_path: Path) -> None:
    begun = tmp_path / ".making-killed" / "export"
    begun.mkdir(parents=True)
    (begun / "items.csv").write_text("half")
    Shelf(tmp_path).make(7, "ab" * 32, "en", a_release)
    assert not begun.parent.exists()


def test_a_maker_that_fails_leaves_nothing_and_is_tried_again(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)

    def broken() -> Release:
        raise OSError(28, "No space left on device")

    shelf.ask(7, "ab" * 32, "en", broken)
    shelf.wait()
    assert shelf.find(7, "ab" * 32, "en") is None
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]
    shelf.ask(7, "ab" * 32, "en", a_release)
    shelf.wait()
    found = shelf.find(7, "ab" * 32, "en")
    assert found
    path = found.path("README.md")
    assert path
    assert hashlib.sha256(path.read_bytes()).hexdigest() == found.export.files["README.md"].sha256
