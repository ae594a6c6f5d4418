"""The operator's page says what is so."""

import re
from pathlib import Path

import msgspec

from survey.settings import Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


def test_every_setting_is_explained_and_none_that_is_gone() -> None:
    table = PAGE.split("## All settings")[1]
    first_columns = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    told = {name for cell in first_columns for name in re.findall(r"`(\w+)`", cell)}
    assert told == {field.name for field in msgspec.structs.fields(Settings)}


def test_what_the_page_links_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target


def test_the_settings_of_the_example_are_accepted() -> None:
    example = "\n".join(line[3:] for line in PAGE.split("```toml")[1].split("```")[0].splitlines())
    assert msgspec.toml.decode(example, type=Settings, strict=False).behind_proxy
