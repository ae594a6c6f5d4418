"""A coordinator brings a table of contacts in, in the browser and without a script."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from survey.keyring import Keyring
from survey.steps import rounds as steps
from tests.browser.conftest import Enter, Stage, assert_accessible

NOW = datetime.now(UTC)
AT = (NOW - timedelta(days=1)).strftime("%d.%m.%Y kl. %H.%M")
TABLE = (
    f"kanal;tidspunkt;språk;e-post;saksbehandler\ne-post;{AT};polsk;kari@hjemme.test;Odd\n"
    f"e-post;i går;;ola@hjemme.test;Odd\ne-post;{AT};;ola(at)hjemme.test;Odd\nskranke;{AT};;;Odd\n"
)


@pytest.mark.browser
def test_contacts_are_looked_at_and_taken_in(enter: Enter, stage: Stage, tmp_path: Path) -> None:
    draft = steps.Draft(
        title="Etter kontakt",
        forms={"email": "post-contact-email@1"},
        starts_on=NOW.date() - timedelta(days=9),
        asks_until=NOW.date() + timedelta(days=9),
        ends_on=NOW.date() + timedelta(days=20),
    )
    id = steps.add(stage.db, NOW, draft, units=[stage.unit], by=stage.people["kari"])
    folder = Path(str(stage.db.engine.url.database)).parent
    steps.open_round(stage.db, NOW, id, keys=Keyring(folder / "keys"), by=None)
    file = tmp_path / "henvendelser.csv"
    file.write_text(TABLE, encoding="cp1252")
    page = enter("kari", width=390, java_script_enabled=False)
    page.goto(f"/coordinator/surveys/{id}/contacts")
    page.set_input_files("#field-file", file)
    page.get_by_role("button").filter(has_text="Se hva som ville bli tatt inn").click()
    expect(page.get_by_text("1 ny henvendelse; 1 person ville bli invitert.")).to_be_visible()
    expect(page.get_by_text("Rad 3, tidspunkt: i går")).to_be_visible()
    expect(page.get_by_text("Dette må være én e-postadresse")).to_be_visible()
    page.get_by_role("button", name="Ta dem inn").click()
    expect(page.get_by_text("Tatt inn: 1 nye henvendelser; 1 av dem blir invitert.")).to_be_visible()
    page = enter("kari", width=390)
    page.goto(f"/coordinator/surveys/{id}/contacts")
    assert_accessible(page)
    page.set_input_files("#field-file", file)
    page.get_by_role("button").filter(has_text="Se hva som ville bli tatt inn").click()
    expect(page.get_by_text("0 nye henvendelser")).to_be_visible()
    assert_accessible(page)
