"""Numbers that nothing can be worked out from are told with their row, never with a traceback."""

import pytest
from click.testing import CliRunner

from survey.cli.main import main

HUGE = "9" * 400
FIGURES = {
    "rank": (["rank", "--draws", "50"], "unit,estimate,se\nA,1,2\nB,3,{}\n"),
    "shrink": (["shrink"], "unit,estimate,se\nA,1,2\nB,{},2\n"),
    "funnel": (["funnel"], "unit,numerator,denominator\nA,1,2\nB,3,{}\n"),
    "agreement": (["agreement", "--metric", "ratio"], "unit,rater,value\nA,r,2\nB,r,{}\nA,s,2\n"),
    "interval": (["interval", "--method", "t"], "value\n2\n{}\n3\n"),
    "score": (
        ["score", "--protocol", "kommunetest-2016"],
        "unit,sector,points,max_points\nA,care,1,2\nA,health,{},5\n",
    ),
}


@pytest.mark.parametrize("number", ["1e308", "9007199254740993", HUGE])
@pytest.mark.parametrize("command", FIGURES)
def test_a_number_too_large_to_work_with_is_told_with_its_row(command: str, number: str) -> None:
    arguments, text = FIGURES[command]
    found = CliRunner().invoke(main, [*arguments, "--json", "-"], input=text.format(number))
    assert found.exit_code == 1
    assert "line 3" in found.stderr
    assert "Traceback" not in found.output
