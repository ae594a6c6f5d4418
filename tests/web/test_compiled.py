"""Templates are compiled once, and speak to each reader in the reader's own language."""

from typing import NoReturn

import jinja2

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
