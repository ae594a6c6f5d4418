"""The commands of `medlytt`, each module loaded only when its command is called."""

import importlib
import sys
from typing import Any

import click

# command -> (module under survey.cli, name of the click command in it)
COMMANDS = {
    "score": ("rules", "score"),
    "deadline": ("rules", "deadline"),
    "protocol": ("rules", "protocol"),
    "mail": ("mail", "mail"),
    "demo": ("demo", "demo"),
    "serve": ("serve", "serve"),
    "worker": ("serve", "worker"),
    "migrate": ("operate", "migrate"),
    "backup": ("operate", "backup"),
    "restore": ("operate", "restore"),
    "user": ("operate", "user"),
    "unit": ("wave", "unit"),
    "wave": ("wave", "wave"),
}


class Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        loaded: Any = importlib.import_module(f"survey.cli.{module}")
        command: click.Command = getattr(loaded, name)
        return command


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Medlytt measures public service the way citizens meet it."""


if __name__ == "__main__":
    sys.exit(main())
