"""`medlytt demo`: starts the simulator, a program of its own, which plays a wave through this service."""

import subprocess
import sys
from pathlib import Path

import click


@click.command(context_settings={"ignore_unknown_options": False})
@click.option("--once", is_flag=True, help="Stop after the ranking and print counts, timings, top and bottom ten.")
@click.option("--units", type=click.IntRange(1), help="So many municipalities (default: all 357).")
@click.option("--citizens", type=click.IntRange(0), help="So many are asked after a contact (default: 300; 0: none).")
@click.option("--seed", type=click.IntRange(0), default=2019, show_default=True)
@click.option("--dir", "folder", type=click.Path(path_type=Path), help="Database and mails (default: temporary).")
@click.option("--port", type=int, default=8000, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document with all units.")
def demo(
    *, once: bool, units: int | None, citizens: int | None, seed: int, folder: Path | None, port: int, as_json: bool
) -> None:
    """Play a national test wave on this machine, then show it with a second wave under way."""
    command = [sys.executable, "-m", "simulator.demo", "--seed", str(seed), "--port", str(port)]
    command += ["--once"] if once else []
    command += ["--json"] if as_json else []
    command += ["--units", str(units)] if units else []
    command += ["--citizens", str(citizens)] if citizens is not None else []
    command += ["--dir", str(folder)] if folder else []
    try:
        sys.exit(subprocess.run(command, check=False).returncode)  # noqa: S603 - our own program
    except KeyboardInterrupt:
        sys.exit(0)
