"""`medlytt interval`, `response-rate` and `index` on plain files."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from survey.cli.main import main


def run(text: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "-"], input=text.encode())


def document(text: str, *arguments: str, code: int = 0) -> Any:
    found = run(text, *arguments, "--json")
    assert found.exit_code == code, found.stderr
    return json.loads(found.stdout)


def test_wilson_gives_a_row_for_each_row_and_tells_the_one_that_cannot_be() -> None:
    found = document("x;n\n81;263\n5;4\n0;0\n", "interval", "--method", "wilson", code=1)
    assert [set(row) for row in found["rows"]] == [{"estimate", "low", "high"}] * 2
    assert round(found["rows"][0]["low"], 4) == 0.2553
    assert found["rows"][1] == {"estimate": None, "low": None, "high": None}
    told = run("x,n\n5,4\n", "interval", "--method", "wilson").stderr
    assert told == "standard input, line 2, column x: 5.0 of 4.0 is not a share; correct x or n\n"
    assert run("5,4\n", "interval", "--method", "wilson").stderr.startswith("standard input, line 1, column x")


@pytest.mark.parametrize(
    "text", ["value\n1\n2\n3.5\n", "1\n2\n3.5\n", "seconds\n1\n2\n\n3.5\nNA\n", "x;value\n1;1\n;2\n;3,5"]
)
def test_t_takes_the_column_of_values_whatever_its_form(text: str) -> None:
    rows = document(text, "interval", "--method", "t")["rows"]
    assert [round(rows[0][key], 4) for key in ("estimate", "low", "high")] == [2.1667, -0.9591, 5.2925]


def test_t_gives_an_interval_for_each_unit() -> None:
    rows = document("unit,value\nA,-1\nA,1\nB,4\n", "interval", "--method", "t")["rows"]
    assert [(row["unit"], row["estimate"]) for row in rows] == [("A", 0), ("B", 4)]


def test_byar_takes_counts_alone_or_over_something() -> None:
    assert round(document("x\n10\n", "interval", "--method", "byar")["rows"][0]["high"], 2) == 18.39
    assert round(document("x,n\n10,100\n", "interval", "--method", "byar")["rows"][0]["low"], 4) == 0.0479


def test_response_rates_take_cases_or_weights() -> None:
    cases = document("disposition\ni\nI\nR\nNE\nUH\n", "response-rate")
    assert (cases["RR1"], cases["e"], cases["RR3"]) == (0.5, 0.75, 2 / 3.75)
    assert list(cases)[:3] == ["RR1", "RR2", "RR3"]
    weighted = document("disposition,weight\nI,2\nR,1\nNE,1\nUH,1\n", "response-rate", "--e", "0")
    assert (weighted["RR3"], weighted["e"]) == (weighted["RR5"], 0)
    wrong = run("disposition\nI\nX\n", "response-rate")
    assert (wrong.exit_code, "line 3, column disposition: `X` is not known" in wrong.stderr) == (1, True)
    assert run("disposition\nI\n", "response-rate", "--e", "2").exit_code == 2


def test_an_index_has_value_ends_number_and_denominator() -> None:
    assert document("grade\n5\n4\n\n3\n", "index", "csat") == {
        "value": pytest.approx(200 / 3), "low": pytest.approx(20.7660, abs=1e-4),
        "high": pytest.approx(93.8508, abs=1e-4), "n": 3,
        "denominator": "answers_with_a_grade",
    }  # fmt: skip


def test_a_bad_row_leaves_the_index_and_is_told() -> None:
    found = document("grade\n10\n11\n0\nten\n9\n", "index", "nps", code=1)
    assert (found["value"], found["n"]) == (pytest.approx(100 / 3), 3)
    told = run("grade\n10\n11\n0\nten\n9\n", "index", "nps").stderr.splitlines()
    assert [one.split(":")[0] for one in told] == [f"standard input, line {n}, column grade" for n in (3, 5)]


def test_the_share_without_a_reply_stands_beside_skrs_index() -> None:
    found = document("grade,replied\n5,1\n3,1\n1,0\n,0\n", "index", "skr")
    assert (found["value"], found["n"], found["no_reply"]["value"], found["no_reply"]["n"]) == (75, 2, 50, 4)
    assert found["denominator"] == "answers_with_a_grade_from_people_who_got_a_reply"
    assert "no_reply" not in document("grade\n5\n3\n", "index", "skr")


def test_calls_have_their_limit_variant_and_short_ones() -> None:
    calls = "answered,wait\n1,20\n1,21\n0,3\n0,30\n"
    assert document(calls, "index", "service-level")["value"] == 25
    assert document(calls, "index", "service-level", "--variant", "answered", "--limit", "25")["value"] == 100
    assert document(calls, "index", "abandon-rate", "--short", "5")["value"] == pytest.approx(100 / 3)
    assert document(calls, "index", "SERVICE_LEVEL", "--variant", "less_short", "--short", "5")["n"] == 3
    assert document("resolved\n1\n0\nja\n\n", "index", "fcr")["n"] == 3


def test_words_for_a_reader() -> None:
    assert run("grade\n5\n4\n3\n", "index", "csat").stdout == "66.7 (20.8 to 93.9), of 3 answers with a grade\n"
    assert run("grade\n\n", "index", "csat").stdout == "nothing to work it out from: no answers with a grade\n"


def test_agreement_leaves_out_what_is_missing_and_tells_what_stands_twice() -> None:
    rows = "unit;rater;value\na;1;2,5\na;2;2.5\nb;1;4\nb;2;4\nc;1;\nc;2;3\n"
    assert document(rows, "agreement", "--metric", "interval") == {
        "alpha": 1.0, "low": 1.0, "high": 1.0, "pairable": 4, "percent": 100.0,
    }  # fmt: skip
    found = document(f"{rows}b;2;9\nb;3;-1\n", "agreement", "--metric", "ratio", code=1)
    assert (found["alpha"], found["pairable"]) == (1, 4)
    told = run(f"{rows}b;2;9\nb;3;-1\n", "agreement", "--metric", "ratio").stderr.splitlines()
    assert [one.split(":")[0] for one in told] == [
        "standard input, line 8, column rater", "standard input, line 9, column value",
    ]  # fmt: skip


def test_agreement_says_in_words_why_there_is_no_alpha() -> None:
    same = run("unit,rater,value\na,1,yes\na,2,yes\n", "agreement", "--metric", "nominal")
    assert same.stdout.startswith("no alpha: all ratings are the same")
    assert document("unit,rater,value\na,1,yes\na,2,yes\n", "agreement", "--metric", "nominal")["alpha"] is None
    assert run("unit,rater,value\na,1,yes\n", "agreement", "--metric", "nominal").stdout.startswith("nothing to work")


def test_bars_for_pairs_reach_less_far_than_an_interval() -> None:
    first = document("unit,estimate,se\nA,10,1\nB,13,1\n", "interval", "--method", "goldstein-healy")["rows"][0]
    assert (first["unit"], round(first["low"], 2), round(first["high"], 2)) == ("A", 8.61, 11.39)
    alone = run("unit,estimate,se\nA,10,1\n", "interval", "--method", "goldstein-healy")
    assert (alone.exit_code, alone.stdout) == (0, "A: 10\n")


def test_a_column_population_makes_intervals_narrower_where_the_values_are_drawn_from_few() -> None:
    rows = document("x,n,population\n5,10,\n5,10,20\n5,10,10\n", "interval", "--method", "wilson")["rows"]
    widths = [row["high"] - row["low"] for row in rows]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == 0
    told = document("unit,value,population\nA,1,4\nA,3,4\nB,2,1\nA,5,2\n", "interval", "--method", "t", code=1)
    assert [(row["unit"], row["estimate"]) for row in told["rows"]] == [("A", 2), ("B", 2)]


def test_a_category_is_the_same_with_and_without_the_fraction_that_a_program_adds() -> None:
    rows = "unit,rater,value\na,1,1\na,2,1.0\nb,1,2\nb,2,2.0\nc,1,1.5\nc,2,1.5\n"
    assert document(rows, "agreement", "--metric", "nominal")["alpha"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "value\n3,5\n4\n-5,25\n", "3,5\n4\n−5,25\n", "3.5e0\n4\n-5.25\n",
        "value\r3.5\r4\r-5.25\r", "\n;;\nvalue\n3,5\n4\n-5,25",
        "sep=;\nvalue\n3,5\n4\n-5,25\n",
    ],
)  # fmt: skip
def test_a_column_that_stands_alone_has_decimal_commas_or_points(text: str) -> None:
    (row,) = document(text, "interval", "--method", "t")["rows"]
    assert row["estimate"] == 0.75


def test_lines_before_the_names_of_the_columns_are_passed_over_and_counted() -> None:
    rows = "\n ; ; \nSEP=;\n\nunit;successes;trials\nA;1;3\nB;5;4\n"
    assert document(rows, "shrink", code=1)["units"][0]["raw"] == 1 / 3
    assert run(rows, "shrink").stderr == "standard input, line 7, column successes: 5 of 4 is no share of counts\n"
    told = run("\n\nvalue\n3,5\nx\n", "interval", "--method", "t").stderr
    assert told.startswith("standard input, line 5, column value")
    assert run("\n3,5\nx\n", "interval", "--method", "t").stderr.startswith("standard input, line 3, column value")
