"""Commands whose module is loaded only when they are called: a start should cost what is used, and nothing else."""

import gc
import importlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import click


class Place(NamedTuple):
    module: str  # under survey.cli; the command has its own name in there, or `name`
    about: str
    name: str = ""


class Lazy(click.Group):
    """A group with `places` beside its own commands."""

    def __init__(self, *arguments: Any, places: Mapping[str, Place] | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.places = places or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.places, *(name for name in super().list_commands(ctx) if name not in self.places)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.places:
            return super().get_command(ctx, cmd_name)
        place = self.places[cmd_name]
        gc.disable()  # modules stay: looking through them for rubbish while they load takes a fifth of the time
        try:
            loaded: Any = importlib.import_module(f"survey.cli.{place.module}")
        finally:
            gc.enable()
        command: click.Command = getattr(loaded, place.name or cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.about(name)) for name in self.list_commands(ctx)])

    def about(self, name: str) -> str:
        return self.places[name].about if name in self.places else self.commands[name].get_short_help_str(90)
