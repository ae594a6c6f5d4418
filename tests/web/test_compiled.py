"""Templates are compiled once, and speak to each reader in the reader's own language."""

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import jinja2
import pytest

from survey.web import page
from survey.web.compiled import Compiled, at_run_time

SOURCE = {"greeting.html": "{{ 'God dag'|loud }}"}


class Reads(jinja2.Environment):
    """Takes what another has compiled, or fails."""

    def compile(self, *_: object, **__: object) -> NoReturn:
        raise AssertionError("compiled twice")


def said(environment: jinja2.Environment, mark: str) -> str:
    environment.filters["loud"] = at_run_time(lambda text: text + mark)
    return environment.get_template("greeting.html").render()


def test_what_one_has_compiled_the_other_reads_with_filters_of_its_own() -> None:
    shared, loader = Compiled(), jinja2.DictLoader(SOURCE)
    assert said(jinja2.Environment(loader=loader, bytecode_cache=shared, autoescape=True), "!") == "God dag!"  # noqa: S701
    assert said(Reads(loader=loader, bytecode_cache=shared, autoescape=True), "?") == "God dag?"


def test_a_template_that_has_changed_is_compiled_anew() -> None:
    shared, loader = Compiled(), jinja2.DictLoader(dict(SOURCE))
    said(jinja2.Environment(loader=loader, bytecode_cache=shared, autoescape=True), "!")
    loader.mapping = {"greeting.html": "{{ 'Hei'|loud }}"}
    assert said(jinja2.Environment(loader=loader, bytecode_cache=shared, autoescape=True), "!") == "Hei!"


@pytest.fixture
def anew() -> Iterator[None]:
    """As in a process that has just started, before and after."""
    forget()
    yield
    forget()


def forget() -> None:
    page.sources.cache_clear()
    page.environment.cache_clear()


def test_a_running_site_keeps_the_templates_that_it_began_with(
    anew: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "PAGES", tmp_path)
    file = tmp_path / "front.html"
    file.write_text("as it was")
    page.sources()
    file.write_text("{{ what_only_the_next_version_knows.at_all }}")
    assert page.environment("en", "Europe/Oslo").get_template("front.html").render() == "as it was"
