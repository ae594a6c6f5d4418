"""`medlytt comments scheme`: the scheme on the screen, in a spreadsheet, and back as the next version."""

import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from instruments import bank
from instruments.codebook import Category, Change, Codebook, Merged, Renamed, Retired, Split
from instruments.revision import amended, come, following
from survey.cli.main import main

DOCS = Path(__file__).parents[2] / "docs" / "comments.md"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["comments", "scheme", *map(str, arguments)])


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """The shipped scheme from a spreadsheet in which somebody has called `conduct` otherwise."""
    path = tmp_path / "scheme.csv"
    assert run("convert", "municipal", path).exit_code == 0
    path.write_bytes(path.read_bytes().replace(b";conduct;", b";manners;").replace(b";conduct\r", b";manners\r"))
    return path


def test_it_is_shown_in_a_readers_language() -> None:
    shown = run("show", "--lang", "nn").stdout
    assert shown.startswith("Kommentarar om kommunale tenester (municipal, version 1)\n")
    assert "  no_answer               Fekk ikkje svar: Ingen har svart" in shown
    assert json.loads(run("show", "--json").stdout)["version"] == 1


def test_a_file_as_it_was_written_is_no_new_version(tmp_path: Path) -> None:
    run("convert", "municipal", tmp_path / "a.csv")
    assert run("convert", tmp_path / "a.csv", tmp_path / "a.toml").exit_code == 0
    assert bank.load(tmp_path / "a.toml", Codebook) == bank.codebook("municipal@1")


def test_a_category_that_is_gone_is_asked_about_before_there_is_a_next_version(edited: Path, tmp_path: Path) -> None:
    out, answer = tmp_path / "municipal@2.toml", tmp_path / "changes.json"
    refused = run("convert", edited, out)
    assert (refused.exit_code, out.exists()) == (1, False)
    assert "`conduct` is gone: say in --changes" in refused.stderr
    checked = run("check", edited)
    answer.write_text(f"[{checked.stdout.split('perhaps ')[1]}]", encoding="utf-8")
    assert run("convert", edited, out, "--changes", answer).exit_code == 0
    second = bank.load(out, Codebook)
    assert second.version == 2
    assert Renamed("reasons", "conduct", "manners") in second.changes
    assert "reasons: `conduct` is called `manners`" in run("show", out).stdout


def test_what_is_wrong_is_told_by_row_or_line(edited: Path, tmp_path: Path) -> None:
    edited.write_bytes(edited.read_bytes().replace(b"area;roads;", b"aera;roads;"))
    checked = run("check", edited, "--json")
    assert f"{edited}, row 4, axis: error: there is no axis `aera`; did you mean `area`?" in checked.stderr
    assert json.loads(checked.stdout)["scheme"] is None
    (tmp_path / "b.toml").write_text('id = "b"\n', encoding="utf-8")
    told = run("check", tmp_path / "b.toml")
    assert (told.exit_code, told.stderr) == (
        1,
        f"{tmp_path / 'b.toml'}: error: the file lacks `version`, `title`, `axes`\n",
    )


def test_wrong_usage_and_files_that_are_not_there_are_told() -> None:
    assert run("show", "munisipal").exit_code == 2
    assert run("convert", "municipal", "scheme.xlsx").exit_code == 2
    assert run("check", "nowhere.csv").exit_code == 1


def test_the_answers_of_the_docs_can_be_carried_out() -> None:
    written = DOCS.read_text(encoding="utf-8").split("```json")[1].split("```")[0]
    changes = msgspec.json.decode(written, type=tuple[Change, ...])
    draft = following(bank.codebook("municipal@1"))
    for change in changes:
        draft = amended(draft, change, *(Category(code=code, name={}) for code in come(change)))
    assert {type(change) for change in changes} == {Renamed, Merged, Split, Retired}
