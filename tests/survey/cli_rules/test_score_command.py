import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from survey.cli.main import main

HEADER = "unit,inquiry,channel,sector,item,part,points,max_points,weight,working_days,status\n"


def run(name: str, data: str | bytes, *options: str) -> Result:
    raw = data if isinstance(data, bytes) else data.encode()
    return CliRunner().invoke(main, ["score", "--protocol", name, "-", *options], input=raw)


def units(name: str, data: str | bytes, *, code: int = 0) -> dict[str, Any]:
    found = run(name, data, "--json")
    assert found.exit_code == code, found.stderr
    told = json.loads(found.stdout)
    assert set(told) == {"protocol", "units"}
    return {unit["unit"]: unit for unit in told["units"]}


def faults(name: str, rows: str) -> list[str]:
    found = run(name, HEADER + rows)
    assert found.exit_code == 1
    return found.stderr.splitlines()


def test_a_published_total_is_reproduced_with_every_key_of_the_format() -> None:
    parts = {"technical": 45, "care": 44, "health": 75, "school": 25, "culture": 31, "social": 100, "information": 100}
    rows = "".join(f"Eigersund,,,{sector},,sector_total,{x},100,,,answered\n" for sector, x in parts.items())
    unit = units("kommunetest-2016", HEADER + rows)["Eigersund"]
    assert unit["total"] == 53.325
    assert unit["sectors"] == parts, "sectors are called what the file calls them"
    assert set(unit) == {"unit", "total", "passed", "band", "sectors", "channels", "tested", "notes"}
    assert "Eigersund: 53.3\n" in run("kommunetest-2016", HEADER + rows).stdout


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_files_as_spreadsheets_write_them_are_read(encoding: str, separator: str) -> None:
    rows = HEADER.replace(",", separator) + separator.join(
        ["Øygarden", "m1", "web", "care", "a", "", '"1,5"', "2", "", "", "answered"]
    )
    unit = units("kommunetest-2016", rows.replace("\n", "\r\n").encode(encoding))["Øygarden"]
    assert unit["total"] == 75


def test_a_line_that_names_the_separator_and_empty_lines_are_skipped() -> None:
    rows = f"sep=;\n{HEADER.replace(',', ';')}\n;;;;;;;;;;\nA;;;care;;;1;2;;;\nA;;;care;;;x;2;;;\n"
    found = run("kommunetest-2016", rows, "--json")
    assert json.loads(found.stdout)["units"][0]["total"] == 50
    assert found.stderr.startswith("standard input, line 6, column points: `x` is not a number")


def test_bad_rows_are_told_by_line_and_column_and_good_ones_are_scored() -> None:
    rows = "A,i,web,care,a,,1,2,,,answered\nA,i,web,care,b,,abc,2,,,answered\nB,i,web,caer,a,,1,2,,,answered\n"
    found = run("kommunetest-2019", HEADER + rows, "--json")
    assert found.exit_code == 1
    assert [unit["total"] for unit in json.loads(found.stdout)["units"]] == [50]
    told = found.stderr.splitlines()
    assert "line 3, column points: `abc` is not a number; write it like 2.5" in told[0]
    assert "line 4, column sector: `caer` is no sector of kommunetest-2019; did you mean `care`?" in told[1]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (",i,web,care,a,,1,2,,,answered", "column unit: is empty"),
        ("A,i,fax,care,a,,1,2,,,answered", "column channel: `fax` is not known"),
        ("A,i,web,care,a,tme,1,2,,,answered", "column part: `tme` is not known; did you mean `time`?"),
        ("A,i,web,care,a,,1,2,,,answerd", "column status: `answerd` is not known; did you mean `answered`?"),
        ("A,i,web,care,a,,3,2,,,answered", "column points: 3 is more than max_points 2"),
        ("A,i,web,care,a,,-1,2,,,answered", "column points: -1 is negative"),
        ("A,i,web,care,a,,nan,2,,,answered", "column points: `nan` is not a number"),
        ("A,i,web,care,a,,,2,,,answered", "column points: is empty"),
        ("A,i,web,care,a,,1,,,,answered", "column max_points: is empty"),
        ("A,i,web,care,a,,1,2,-1,,answered", "column weight: -1 is negative"),
        ("A,i,web,care,a,,1,2,,1.5,answered", "column working_days: `1.5` is not a whole number"),
        ("A,i,web,care,a,,,2,,,", "column status: is empty"),
        ("A,i,web,,a,,1,2,,,answered", "column sector: is empty"),
        ("A,i,web,care,a,,1,2,,,answered,9", "has 12 cells for 11 columns"),
    ],
)
def test_what_a_cell_can_get_wrong(row: str, told: str) -> None:
    lines = faults("kommunetest-2016", row + "\n")
    assert len(lines) == 1
    assert f"line 2, {told}" in lines[0] or f"line 2: {told}" in lines[0]


def test_a_header_that_lacks_a_column_says_what_to_rename() -> None:
    found = run("kommunetest-2016", HEADER.replace("max_points", "max_point") + "A,,,care,,,1,2,,,\n")
    assert found.exit_code == 1
    assert "there is no column `max_points`; is it meant by `max_point`" in found.stderr
    assert run("kommunetest-2016", "").exit_code == 1
    assert "first line must name the columns" in run("kommunetest-2016", "A,i,web\n").stderr


def test_a_result_that_stands_twice_counts_once_and_is_told() -> None:
    row = "A,i,web,care,a,,1,2,,,answered\n"
    assert "line 3: repeats line 2" in faults("kommunetest-2016", row * 2)[0]


def test_a_total_and_its_parts_in_one_file_are_not_both_counted() -> None:
    rows = HEADER + "A,i,web,care,a,,0,2,,,answered\nA,,,care,,sector_total,80,100,,,answered\n"
    assert units("kommunetest-2016", rows, code=1)["A"]["total"] == 80


def test_2010_takes_the_day_from_any_row_of_the_mail_and_adds_speed_once() -> None:
    rows = "A,m1,email,,a,quality,2,3,,1,answered\nA,m1,email,,b,quality,2,2,,,answered\n"
    assert units("kommunetest-2010", HEADER + rows)["A"]["channels"]["email"] == 27


def test_2010_a_mail_without_a_day_is_told() -> None:
    assert "line 2, column working_days: is empty" in faults("kommunetest-2010", "A,m1,email,,a,,5,5,,,answered\n")[0]


def test_2010_leaves_speed_to_the_program() -> None:
    assert "column part" in faults("kommunetest-2010", "A,m1,email,,a,time,5,5,,1,answered\n")[0]


def test_2007_a_sector_total_may_name_its_channel_as_sector() -> None:
    rows = "A,,,email,,sector_total,50,100,,,answered\nA,,web,,,channel_total,100,100,,,answered\n"
    unit = units("kommunetest-2007", HEADER + rows)["A"]
    assert unit["sectors"] == {"email": 50, "phone": None, "web": 100}
    assert unit["total"] == pytest.approx((30 * 50 + 40 * 100) / 70)


def test_2013_takes_the_sectors_that_a_file_names() -> None:
    rows = "A,,,barnehage,,sector_total,100,100,,,answered\nA,,,Byggesaker,,sector_total,33,100,,,answered\n"
    unit = units("kommunetest-2013", HEADER + rows)["A"]
    assert unit["total"] == 66.5
    assert unit["passed"] is False
    assert unit["sectors"]["Byggesaker"] == 33


def test_notes_name_the_status() -> None:
    rows = "A,i,web,care,a,,,2,,,detected\nA,i,web,care,b,,,2,,,unanswered\n"
    notes = units("kommunetest-2016", HEADER + rows)["A"]["notes"]
    assert "Detected as a test: 1 left out of the score" in notes
    assert "Unanswered: 1 with 0 points" in notes


def test_wrong_usage_is_exit_code_2(tmp_path: Path) -> None:
    assert run("kommunetest-2018", HEADER).exit_code == 2
    assert "did you mean `kommunetest-2019`" in run("kommunetest-2018", HEADER).stderr
    assert CliRunner().invoke(main, ["score", "--protocol", "kommunetest-2016", str(tmp_path / "no")]).exit_code == 2


def test_rows_of_a_mail_that_disagree_about_its_day_are_told() -> None:
    rows = "A,m1,email,,a,,5,5,,1,answered\nA,m1,email,,b,,5,5,,4,answered\n"
    assert (
        "line 3, column working_days: 4 is not what another row of this e-mail says, 1"
        in faults("kommunetest-2010", rows)[0]
    )


def test_2007_a_mail_without_a_day_is_counted_and_noted() -> None:
    unit = units("kommunetest-2007", HEADER + "A,m1,email,,a,,5,5,,,answered\n")["A"]
    assert unit["total"] == 100
    assert any("Day of the answer unknown" in note for note in unit["notes"])


def test_the_derivation_leads_from_the_total_to_the_items() -> None:
    rows = (
        "A,m1,email,care,a,,1,2,,,answered\nA,m1,email,care,b,,,2,,,detected\nA,w1,web,technical,a,,,2,,,unanswered\n"
    )
    told = run("kommunetest-2019", HEADER + rows, "--derivation").stdout.splitlines()
    assert "    care 50.0 = 100 x 0.5 / 1, 41.7 % of the weights tested" in told
    assert "      m1 by email: 0.5 of 1" in told
    assert "        b: left out (detected)" in told
    assert "        a: 0 of 1 (unanswered)" in told
    unit = json.loads(run("kommunetest-2019", HEADER + rows, "--derivation", "--json").stdout)["units"][0]
    total = sum(one["share"] * one["score"] for one in unit["derivation"] if one["score"] is not None)
    assert total == pytest.approx(unit["total"])
