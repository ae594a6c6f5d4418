"""`medlytt sensitivity` on plain files."""

import json

from click.testing import CliRunner, Result

from survey.cli.main import main

ROWS = (
    "unit,inquiry,channel,sector,item,points,max_points,status\n"
    "Asker,1,email,technical,a,5,5,\nAsker,2,email,technical,a,3,5,\nAsker,2,email,health,b,,5,detected\n"
    "Moss,1,email,technical,a,4,5,\nMoss,2,email,health,b,4,5,\nVoss,1,email,technical,a,x,5,\n"
)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(
        main, ["sensitivity", "--protocol", "kommunetest-2019", *arguments, "-"], input=ROWS.encode()
    )


def test_each_rank_stands_with_what_it_hangs_on() -> None:
    found = json.loads(run("--json").stdout)
    assert found["units"][0] == {
        "unit": "Asker", "total": 80.0, "rank": 1, "weights": {"low": 1, "high": 1},
        "one_contact": {"low": 1, "high": 2, "contact": "email/1", "total_low": 60.0, "total_high": 100.0},
        "without_detected": {"contacts": 1, "rank": 1, "total": 100.0},
    }  # fmt: skip


def test_words_and_faults() -> None:
    found = run()
    assert found.stdout.splitlines()[0].endswith(
        "without one contact 1 to 2 (60.0 to 100.0, most by email/1); 1 noticed, without them 1"
    )
    assert (found.exit_code, "line 7, column points" in found.stderr) == (1, True)
