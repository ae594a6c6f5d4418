"""`medlytt export` from a bundle's file: what it tells, what it refuses, and with which exit code."""

import json
import resource
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey import bundle, whole
from survey.cli.main import main
from survey.opendata import survey_tables
from survey.released import Asked, Count, Survey
from tests.opendata.stage import a_bundle


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "bundle.json"
    path.write_bytes(bundle.encoded(a_bundle()))
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["export", *map(str, arguments)])


def test_a_bundle_becomes_the_formats_that_were_asked_for(source: Path, tmp_path: Path) -> None:
    found = run(source, "--out", tmp_path / "out", "--formats", "sqlite,frictionless", "--language", "sv", "--json")
    assert found.exit_code == 0, found.output
    told = json.loads(found.stdout)
    assert told["rows"]["contacts"] == 11
    assert {one["path"].split("/")[0] for one in told["files"]} == {
        "README.md",
        "csv",
        "csv-excel",
        "datapackage.json",
        "medlytt-wave-7.db",
        "metadata.json",
    }
    assert {oct(path.stat().st_mode & 0o777) for path in (tmp_path / "out").iterdir()} <= {"0o755", "0o644"}
    assert "Licens" in (tmp_path / "out/README.md").read_text()


def test_an_export_may_be_made_anew_in_the_same_place(source: Path, tmp_path: Path) -> None:
    for language in ("nb", "en"):
        found = run(source, "--out", tmp_path / "out", "--formats", "csv", "--language", language)
        assert found.exit_code == 0, found.output
    assert "Licence" in (tmp_path / "out/README.md").read_text()


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--formats", "pdf"], 2, "pdf is none of all, csv"),
        (["--formats", ""], 2, "is none of all"),
        (["--language", "de"], 2, "'de' is not one of"),
    ],
)
def test_wrong_usage_is_told(arguments: list[str], code: int, told: str, source: Path, tmp_path: Path) -> None:
    found = run(source, "--out", tmp_path / "out", *arguments)
    assert found.exit_code == code
    assert told in found.output
    assert not (tmp_path / "out").exists()


def test_a_folder_of_ones_own_is_not_overwritten(source: Path, tmp_path: Path) -> None:
    found = run(source, "--out", tmp_path)
    assert found.exit_code == 3
    assert "is no export" in found.output
    assert source.exists()


@pytest.mark.parametrize("junk", [b"", b"[]", b"{" * 10_000, b"\xff\xfe"])
def test_what_is_no_bundle_is_told(junk: bytes, tmp_path: Path) -> None:
    (tmp_path / "junk.json").write_bytes(junk)
    found = run(tmp_path / "junk.json", "--out", tmp_path / "out")
    assert found.exit_code == 1
    assert "no bundle" in found.output


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    found = run(tmp_path / "missing.json", "--out", tmp_path / "out")
    assert found.exit_code == 1
    assert "give the number of a published wave" in found.output


def test_counts_of_citizens_come_hidden_and_no_small_group_is_passed_on() -> None:
    counts = (Count(("1",), 3), Count(("2",), None), Count(("3",), 0), Count(("4", "5"), 30))
    survey = Survey(
        id=1,
        title="",
        forms={},
        least=5,
        counts=(Asked(unit=0, channel="email", question="overall", n=33, counts=counts),),
    )
    assert [(row[5], row[6]) for row in survey_tables.counts(survey, {})] == [
        ("1", None),
        ("2", None),
        ("3", 0),
        ("4 | 5", 30),
    ]


def test_a_survey_is_exported_instead_of_a_source_and_not_beside_one(source: Path, tmp_path: Path) -> None:
    for wrong in ([], [source, "--survey", "1"]):
        found = run(*wrong, "--out", tmp_path / "out")
        assert found.exit_code == 2 and "either SOURCE or --survey" in found.output


def test_what_a_killed_export_had_begun_goes_with_the_next_and_nothing_else(source: Path, tmp_path: Path) -> None:
    for name in (".out.medlytt-dead", ".other.medlytt-dead", ".out-notes"):
        (tmp_path / name / "csv").mkdir(parents=True)
    with whole.workshop(tmp_path, "out") as alive:
        assert run(source, "--out", tmp_path / "out", "--formats", "csv").exit_code == 0
        assert {path.name for path in tmp_path.iterdir()} == {
            "bundle.json", "out", ".other.medlytt-dead", ".out-notes", alive.name,
        }  # fmt: skip


@pytest.mark.parametrize("wanted", ["csv", "sqlite"])
def test_where_there_is_no_room_it_is_told_in_a_line_and_the_old_export_stays(
    wanted: str, source: Path, tmp_path: Path
) -> None:
    assert run(source, "--out", tmp_path / "out", "--formats", "csv").exit_code == 0
    before = (tmp_path / "out" / "SHA256SUMS").read_text()
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, usual[1]))
    try:
        found = run(source, "--out", tmp_path / "out", "--formats", wanted)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert (found.exit_code, len(found.output.splitlines())) == (1, 1), found.output
    assert (tmp_path / "out" / "SHA256SUMS").read_text() == before
    assert {path.name for path in tmp_path.iterdir()} == {"bundle.json", "out"}
