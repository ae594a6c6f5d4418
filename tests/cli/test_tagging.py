"""`medlytt comments train`, `evaluate` and `tag`: a file in, a model out, figures and labels from it."""

import csv
import json
import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from survey.cli.main import main

WORDS = {
    "school": ("teacher", "school", "class", "principal", "pupils"),
    "roads": ("snow", "road", "hole", "lamp", "pavement"),
}


def run(*arguments: Any, given: bytes = b"") -> Result:
    return CliRunner().invoke(main, ["comments", *map(str, arguments)], input=given)


def rows(number: int = 60) -> list[tuple[str, str, str]]:
    dice = random.Random(number)
    made = [(dice.choice(list(WORDS)), dice.choice(("phone", "web"))) for _ in range(number)]
    return [(" ".join(dice.sample(WORDS[label], 3)), label, channel) for label, channel in made]


def written(path: Path, made: list[tuple[str, ...]], header: tuple[str, ...] = ("text", "topic", "channel")) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([header, *made])
    return path


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tagging")
    file = written(folder / "train.csv", rows())
    done = run("train", file, "--text", "text", "--label", "topic", "--features", "channel", "--out", folder / "model")
    assert done.exit_code == 0, done.output
    assert "2 labels from 60 rows" in done.stdout
    return folder / "model"


def test_training_tells_labels_rows_size_and_figures(tmp_path: Path) -> None:
    file = written(tmp_path / "train.csv", [*rows(), ("no label", "", "web"), ("", "roads", "web")])
    done = run("train", file, "--text", "TEXT", "--label", "topic", "--out", tmp_path / "model", "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert sum(told["labels"].values()) == told["rows"] == 60
    assert told["model_bytes"] == (tmp_path / "model").stat().st_size
    assert told["cross_validation"]["accuracy"] == 1
    assert told["left_out"] == {"no_label": 1, "no_text": 1, "faulty": 0}


def test_a_faulty_row_is_told_and_the_others_are_learned_from(tmp_path: Path) -> None:
    file = written(tmp_path / "train.csv", [*rows(), ("one", "cell", "too", "many")])
    done = run("train", file, "--text", "text", "--label", "topic", "--out", tmp_path / "model")
    assert done.exit_code == 1
    assert "line 62: has 4 cells for 3 columns" in done.stderr
    assert (tmp_path / "model").exists()


def test_a_missing_column_is_named_with_those_that_there_are(tmp_path: Path, model: Path) -> None:
    file = written(tmp_path / "train.csv", rows())
    for done in (
        run("train", file, "--text", "text", "--label", "tpoic", "--out", tmp_path / "model"),
        run("evaluate", model, file, "--text", "text", "--label", "tpoic"),
    ):
        assert done.exit_code == 2
        assert "there is no column `tpoic`; there are: `text`, `topic`, `channel`" in done.stderr


def test_evaluation_has_intervals_coverage_and_speed(tmp_path: Path, model: Path) -> None:
    file = written(tmp_path / "test.csv", [*rows(40), ("snow", "planets", "web")])
    told = json.loads(run("evaluate", model, file, "--text", "text", "--label", "topic", "--json").stdout)
    assert told["accuracy"] == 40 / 41
    low, high = told["per_label"]["school"]["recall_interval"]
    assert low < told["per_label"]["school"]["recall"] == high == 1
    assert told["unknown_labels"] == ["planets"]
    assert told["per_label"]["planets"]["support"] == 1
    assert told["coverage"]["share"] > 0.9
    assert told["texts_per_second"] > 0


def test_tags_come_line_by_line_with_faults_told(model: Path) -> None:
    lines = b'\xef\xbb\xbf{"id": 1, "text": "Teacher at school", "channel": "web"}\n\n{"id": 2}\n'
    done = run("tag", model, "-", "--jsonl", given=lines)
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["labels"][0]["label"] == "school"
    assert set(first["because"]) == {"Teacher", "school"}
    assert second == {"id": 2, "error": "`text` is missing or no text"}
    assert "line 3: `text` is missing" in done.stderr
    assert done.exit_code == 1


def test_many_labels_are_suggested_each_above_its_threshold(tmp_path: Path) -> None:
    dice = random.Random(3)
    made: list[tuple[str, ...]] = []
    for _ in range(90):
        labels = dice.sample(list(WORDS), dice.choice((1, 2)))
        made.append((" ".join(word for label in labels for word in dice.sample(WORDS[label], 2)), "; ".join(labels)))
    file = written(tmp_path / "train.csv", made, ("text", "topics"))
    options = ("--text", "text", "--label", "topics", "--multi", ";")
    assert run("train", file, *options, "--out", tmp_path / "model").exit_code == 0
    assert json.loads(run("evaluate", tmp_path / "model", file, *options, "--json").stdout)["micro_f1"] > 0.98
    done = run("tag", tmp_path / "model", "-", "--json", given=b'{"id": 1, "text": "hole road and teacher class"}')
    assert {one["label"] for one in json.loads(done.stdout)[0]["labels"]} == {"school", "roads"}
    assert "say with --multi" in run("evaluate", tmp_path / "model", file, *options[:4]).stderr


def test_a_foreign_model_is_refused(tmp_path: Path, model: Path) -> None:
    (tmp_path / "model").write_bytes(model.read_bytes()[:-1])
    done = run("tag", tmp_path / "model", "-", given=b'{"id": 1, "text": "road"}')
    assert done.exit_code == 1
    assert "checksum is wrong" in done.stderr


@pytest.fixture(scope="module")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("cache"))


def starter_answers(first_day: str, texts: list[str]) -> list[dict[str, Any]]:
    lines = "".join(json.dumps({"id": at, "text": text}) + "\n" for at, text in enumerate(texts))
    made = CliRunner().invoke(main, ["comments", "tag", "-", "--jsonl"], input=lines, env={"XDG_CACHE_HOME": first_day})
    assert made.exit_code == 0, made.output
    return [json.loads(line) for line in made.stdout.splitlines()]


def test_without_a_model_comments_are_tagged_in_the_municipal_scheme(first_day: str) -> None:
    texts = {
        "Brøytebilen kjørte forbi oss igjen, ingen har måkt på tre dager": ("nb", "roads", "negative"),
        "Hjemmesykepleierne er fantastiske, takk!": ("nb", "care", "positive"),
        "Eg har venta i fire månader på svar på byggesøknaden": ("nn", "planning", "negative"),
        "Soptunnan har inte tömts på tre veckor": ("sv", "technical", "negative"),
        "The librarian was lovely and found the book at once": ("en", "culture", "positive"),
    }
    answers = starter_answers(first_day, list(texts))
    assert [(one["language"], one["area"]["label"], one["tone"]["label"]) for one in answers] == list(texts.values())
    reasons = [{reason["label"] for reason in one["reasons"]} for one in answers]
    assert "not_delivered" in reasons[0]
    assert reasons[1] == {"praise"}
    assert "slow" in reasons[2]
    assert all(0 < one["area"]["p"] <= 1 and one["because"] for one in answers)


def test_odd_texts_are_tagged_too_and_go_to_a_person(first_day: str) -> None:
    odd = ["", "😀😀", "?", "   ", "Мусор не вывозят уже три недели", "a" * 100_000, "brøyting " * 20_000, "\x00\u202e"]
    answers = starter_answers(first_day, odd)
    assert len(answers) == len(odd)
    assert all(one["area"] and one["reasons"] and one["tone"] for one in answers)
    assert answers[4]["language"] == "other"
    assert answers[4]["unsure"]
