"""The commands of `medlytt`, each module loaded only when its command is called."""

import sys

import click

from survey.cli.lazy import Lazy, Place

COMMANDS = {
    "demo": Place("demo", "Play a national test wave on this machine and show it."),
    "serve": Place("serve", "Run the site and its jobs."),
    "worker": Place("serve", "Run only the jobs, beside a site on PostgreSQL."),
    "trainer": Place("trainer", "Train the tagger's model that is wanted, and end: `serve` starts it by itself."),
    "packer": Place("packer", "Make the file of reports that is wanted, and end: `serve` starts it by itself."),
    "migrate": Place("operate", "Bring the database to the newest schema."),
    "backup": Place("operate", "Write a consistent copy of the database to a folder."),
    "restore": Place("operate", "Read such a copy into an empty database."),
    "user": Place("operate", "Add, list and deactivate people."),
    "unit": Place("unit", "Import the units that are tested."),
    "contact": Place("contact", "Take in citizens' contacts for a survey."),
    "wave": Place("wave", "Plan, open, close and publish a wave."),
    "keys": Place("keys", "Make and show the key that rankings are signed with."),
    "report": Place("report", "Write the improvement reports of a wave: PDF, XLSX, HTML, JSON."),
    "verify": Place("verify", "Work a published ranking out again from its bundle."),
    "export": Place("export", "Write a published wave as open data: CSV, XLSX, SPSS, SQLite and descriptions."),
    "instrument": Place("instrument", "Check, convert and try out forms and surveys."),
    "protocol": Place("rules", "List, show and check protocols."),
    "score": Place("rules", "Score a file of item results under a protocol."),
    "interval": Place("figures", "Intervals of shares, means and rates."),
    "response-rate": Place("figures", "Response rates by AAPOR's definitions.", "response_rates"),
    "index": Place("figures", "Survey indices: SKR, KKiK, CSAT, CES, NPS and others."),
    "agreement": Place("agreement", "How far raters agree: Krippendorff's alpha."),
    "rank": Place("rank", "Where each unit could stand: confidence sets for ranks."),
    "funnel": Place("funnel", "Who lies outside what chance explains: funnel limits."),
    "shrink": Place("shrink", "Draw unsure estimates towards their common centre, beside the raw ones."),
    "change": Place("change", "How scores moved between two waves, and where that is no chance."),
    "pool": Place("pool", "The level over several waves together, each named."),
    "sensitivity": Place("sensitivity", "What a rank hangs on: weights, one contact, tests that were noticed."),
    "deadline": Place("rules", "Work out deadlines and explain them."),
    "expression": Place("expression", "Work out expressions of XLSForm."),
    "audit": Place("audit", "Attack what this installation promises: can an answer be traced?"),
    "comments": Place("comments", "Tag and redact comments: what they are about, and what tells who wrote."),
    "mail": Place("mail", "Sort replies: which inquiry, which kind."),
}


@click.group(cls=Lazy, places=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Medlytt measures public service the way citizens meet it."""


if __name__ == "__main__":
    sys.exit(main(prog_name="medlytt"))
