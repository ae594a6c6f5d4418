import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from instruments import bank, document
from survey.cli.main import main

FORM = """
| survey  |                |         |                      |                     |                  |                 |
|         | type           | name    | label::English (en)  | label::Norsk (nb)   | relevant         | constraint      |
|         | select_one yn  | reached | Did you get through? | Kom du fram?        |                  |                 |
|         | integer        | minutes | After how long?      | Etter hvor lenge?   | ${reached} = 'y' | . < 60          |
|         | begin repeat   | calls   | Calls                | Samtaler            |                  |                 |
|         | text           | said    | What was said?       | Hva ble sagt?       |                  |                 |
|         | end repeat     |         |                      |                     |                  |                 |
| choices |                |         |                      |                     |                  |                 |
|         | list_name      | name    | label::English (en)  | label::Norsk (nb)   | medlytt_points   |                 |
|         | yn             | y       | Yes                  | Ja                  | 2                |                 |
|         | yn             | n       | No                   | Nei                 | 0                |                 |
| settings|                |         |                      |                     |                  |                 |
|         | form_id        | medlytt_title_en | medlytt_title_nb |               |                  |                 |
|         | form           | A call           | En samtale       |               |                  |                 |
"""
LOOKUP = """
| survey  |                    |       |       |                                           |
|         | type               | name  | label | calculation                               |
|         | select_one_from_file places.csv | place | Where? |                              |
|         | calculate          | fee   |       | pulldata('fees', 'fee', 'name', ${place}) |
"""


def run(*arguments: str | Path, given: str | None = None) -> tuple[int, str, str]:
    found = CliRunner().invoke(main, ["instrument", *map(str, arguments)], input=given)
    return found.exit_code, found.stdout, found.stderr


def a_file(folder: Path, text: str, name: str = "form.md") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def evaluated(folder: Path, answers: dict[str, Any], *options: str) -> tuple[int, dict[str, Any]]:
    answers_file = a_file(folder, json.dumps(answers), "answers.json")
    code, told, _ = run("evaluate", a_file(folder, FORM), "--answers", answers_file, "--json", *options)
    return code, json.loads(told)


def test_a_question_that_asks_two_things_is_told_and_the_form_can_be_used(tmp_path: Path) -> None:
    form = 'id = "f"\ntitle.en = "Us"\n[[items]]\nname = "a"\nkind = "text"\nlabel.en = "Was it fast and clear?"\n'
    path = a_file(tmp_path, form, "form.toml")
    code, told, _ = run("check", path, "--json")
    [advice] = json.loads(told)["advice"]
    assert code == 0
    assert {key: advice[key] for key in ("where", "language", "about", "weight", "quote")} == {
        "where": "a.label", "language": "en", "about": "double", "weight": "strong", "quote": "it fast and clear",
    }  # fmt: skip
    _, told, _ = run("check", path)
    assert "a.label (en): This asks two things at once: “it fast and clear”." in told


def test_a_sound_form_is_told_item_by_item(tmp_path: Path) -> None:
    code, told, faults = run("check", a_file(tmp_path, FORM), "--json")
    found = json.loads(told)
    assert (code, faults) == (0, "")
    assert list(found) == ["id", "version", "title", "languages", "items", "problems", "lost", "advice"]
    assert [(one["name"], one["kind"], one["inside"]) for one in found["items"]] == [
        ("reached", "select_one", []),
        ("minutes", "integer", []),
        ("calls", "repeat", []),
        ("said", "text", ["calls"]),
    ]
    assert found["items"][1]["relevant"] == "${reached} = 'y'"
    assert (found["languages"], found["problems"], found["lost"]) == (["en", "nb"], [], [])


def test_a_broken_form_is_told_by_cell_and_ends_with_1(tmp_path: Path) -> None:
    path = a_file(tmp_path, FORM.replace(". < 60", ". << 60"))
    code, told, faults = run("check", path, "--json")
    [problem] = json.loads(told)["problems"]
    assert (code, problem["severity"]) == (1, "error")
    assert problem["where"] in faults and problem["message"] in faults
    code, words, _ = run("check", path)
    assert (code, words.splitlines()[-1]) == (1, f"{path} cannot be used as it is")


def test_a_file_that_is_no_form_has_no_instrument(tmp_path: Path) -> None:
    code, told, _ = run("check", a_file(tmp_path, "Dear all,", "letter.txt"), "--json")
    found = json.loads(told)
    assert (code, found["id"], found["items"]) == (1, None, [])
    assert found["problems"][0]["severity"] == "error"


def test_standard_input_is_read_whatever_its_format(tmp_path: Path) -> None:
    shipped = bank.load(bank.SHIPPED / "instruments" / "grade-email-2016.toml", bank.Instrument)
    for text in (FORM, document.to_toml(shipped), document.to_json(shipped)):
        assert run("check", "-", given=text)[0] == 0


@pytest.mark.parametrize("kind", ["toml", "json", "xlsx"])
def test_what_is_converted_says_the_same(tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"form.{kind}"
    source = a_file(tmp_path, FORM)
    assert run("convert", source, "--to", kind, out) == (0, "", "")
    first, again = (json.loads(run("check", path, "--json")[1]) for path in (source, out))
    assert first == again


def test_the_tables_of_a_form_are_written_beside_its_workbook(tmp_path: Path) -> None:
    a_file(tmp_path, "name,label\noslo,Oslo\n", "places.csv")
    a_file(tmp_path, "name,fee\noslo,250\n", "fees.csv")
    out = tmp_path / "elsewhere" / "form.xlsx"
    out.parent.mkdir()
    assert run("convert", a_file(tmp_path, LOOKUP), "--to", "xlsx", out)[0] == 0
    answers = a_file(tmp_path, '{"place": "oslo"}', "answers.json")
    assert json.loads(run("evaluate", out, "--answers", answers, "--json")[1])["values"]["fee"] == "250"


def test_a_form_that_no_workbook_can_hold_is_not_written(tmp_path: Path) -> None:
    text = document.to_toml(bank.example()).replace('title.en = "', 'title.en = "' + "x" * 33_000)
    long = a_file(tmp_path, text, "long.toml")
    code, _, told = run("convert", long, "--to", "xlsx", tmp_path / "form.xlsx")
    assert (code, "32,767" in told) == (1, True)
    assert not (tmp_path / "form.xlsx").exists()


def test_a_table_is_written_nowhere_but_beside_the_workbook(tmp_path: Path) -> None:
    text = document.to_toml(bank.example()) + '\n[tables]\n"../outside" = [{ name = "a" }]\n'
    (tmp_path / "inside").mkdir()
    code, _, told = run("convert", a_file(tmp_path, text, "a.toml"), "--to", "xlsx", tmp_path / "inside" / "form.xlsx")
    assert (code, "../outside" in told) == (1, True)
    assert not list(tmp_path.rglob("*.csv")) and not list((tmp_path / "inside").iterdir())


def test_what_is_lost_is_told_when_converting(tmp_path: Path) -> None:
    source = a_file(tmp_path, FORM.replace("constraint      |", "bind::color     |"))
    code, told, words = run("convert", source, "--to", "toml", tmp_path / "form.toml")
    assert (code, told) == (0, "")
    assert "Not carried over:" in words and "bind::color" in words


def test_nothing_is_written_where_nothing_was_read(tmp_path: Path) -> None:
    out = tmp_path / "form.toml"
    assert run("convert", a_file(tmp_path, "Dear all,", "letter.txt"), "--to", "toml", out)[0] == 1
    assert not out.exists()


def test_answers_are_checked_and_scored(tmp_path: Path) -> None:
    answers = {"reached": "y", "minutes": 7, "calls": [{"said": "Hello"}, {"said": "Bye"}]}
    code, found = evaluated(tmp_path, answers)
    assert (code, found["values"], found["problems"]) == (0, answers, [])
    assert found["relevant"] == ["reached", "minutes", "said"]
    score = found["score"]
    assert (score["points"], score["max_points"], score["percent"], score["knocked_out"]) == (2, 2, 100, [])
    assert [one["item"] for one in score["items"]] == ["reached"]


def test_what_cannot_stand_is_told_and_left_out(tmp_path: Path) -> None:
    code, found = evaluated(tmp_path, {"reached": "n", "minutes": 7, "color": "red"})
    assert (code, found["values"]) == (1, {"reached": "n"})
    assert [(one["item"], one["kind"]) for one in found["problems"]] == [
        ("minutes", "irrelevant"),
        ("color", "unknown"),
    ]


def test_the_time_of_an_evaluation_comes_from_outside(tmp_path: Path) -> None:
    today = FORM.replace("integer ", "date    ").replace(". < 60", ". < today()")
    answers = a_file(tmp_path, '{"reached": "y", "minutes": "2026-03-01"}', "answers.json")
    command = ("evaluate", a_file(tmp_path, today), "--answers", answers, "--json")
    assert run(*command, "--now", "2026-03-02T08:00:00+01:00")[0] == 0
    assert run(*command, "--now", "2026-03-01")[0] == 1
    assert run(*command, "--now", "yesterday")[0] == 2


def test_answers_that_are_no_object_are_refused(tmp_path: Path) -> None:
    answers = a_file(tmp_path, "[1]", "answers.json")
    code, told, faults = run("evaluate", a_file(tmp_path, FORM), "--answers", answers, "--json")
    assert (code, told) == (1, "")
    assert "a JSON object" in faults


@pytest.mark.parametrize("folder", ["", "form-media"])
def test_lists_beside_a_form_are_read_along(tmp_path: Path, folder: str) -> None:
    form = a_file(tmp_path, LOOKUP)
    missing = json.loads(run("check", form, "--json")[1])["lost"]
    assert ["places.csv" in missing[0]["what"], "fees" in missing[1]["what"]] == [True, True]
    (tmp_path / folder).mkdir(exist_ok=True)
    a_file(tmp_path / folder, "name,label\noslo,Oslo\nlarvik,Larvik\n", "places.csv")
    a_file(tmp_path / folder, "name,fee\noslo,250\n", "fees.csv")
    a_file(tmp_path / folder, "name,fee\n" + '"' * 9, "nothing of this form.csv")
    assert json.loads(run("check", form, "--json")[1])["lost"] == []
    answers = a_file(tmp_path, '{"place": "oslo"}', "answers.json")
    told = json.loads(run("evaluate", form, "--answers", answers, "--json")[1])
    assert told["values"] == {"place": "oslo", "fee": "250"}


def test_the_forms_of_the_bank_and_ones_own_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "instruments").mkdir()
    assert run("convert", a_file(tmp_path, FORM), "--to", "toml", tmp_path / "instruments" / "form.toml")[0] == 0
    monkeypatch.setenv("MEDLYTT_BANK", str(tmp_path))
    found = {one["id"]: one for one in json.loads(run("list", "--json")[1])}
    assert set(found) == {*bank.instruments(), "form"}
    assert found["form"]["languages"] == ["en", "nb"]
    assert "form " in run("list")[1]
