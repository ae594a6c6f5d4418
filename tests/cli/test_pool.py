"""`medlytt pool` on plain files."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from survey.cli.main import main


def run(folder: Path, *arguments: str) -> Result:
    for name, rows in (
        ("2018", "Asker,care,a,5,5\nAsker,care,b,5,5\n"),
        ("2019", "Asker,care,a,2,5\nMoss,care,a,x,5\n"),
    ):
        (folder / f"{name}.csv").write_text("unit,sector,item,points,max_points\n" + rows)
    files = [str(folder / one) if one.endswith(".csv") else one for one in arguments]
    return CliRunner().invoke(main, ["pool", "--protocol", "kommunetest-2019", *files])


def test_the_pooled_figure_names_its_waves(tmp_path: Path) -> None:
    found = run(tmp_path, "--json", "2018.csv", "2019.csv")
    assert json.loads(found.stdout) == {
        "protocol": "kommunetest-2019", "waves": ["2018", "2019"],
        "units": [{
            "unit": "Asker", "pooled": 80.0, "lacking": [],
            "waves": [{"wave": "2018", "total": 100.0, "tested": 2}, {"wave": "2019", "total": 40.0, "tested": 1}],
        }],
    }  # fmt: skip
    assert (found.exit_code, "2019.csv, line 3, column points" in found.stderr) == (1, True)
    words = run(tmp_path, "2018.csv", "2019.csv").stdout.splitlines()
    assert words == ["pooled over 2018, 2019:", "Asker: 80.0 from 2018 100.0 (2 items), 2019 40.0 (1 items)"]


def test_one_wave_or_one_name_for_two_is_refused(tmp_path: Path) -> None:
    assert run(tmp_path, "2018.csv").exit_code == run(tmp_path, "2018.csv", "2018.csv").exit_code == 2
