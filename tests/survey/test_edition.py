"""An edition knows what is wrong with it, where, and whether somebody has tampered with it."""

import msgspec
import pytest

from instruments.fault import Fault, Severity
from instruments.imported import Imported
from instruments.instrument import Choice, Instrument, Item
from survey import edition
from survey.edition import EditedError, Edition, EditionStatus
from tests.conftest import NOW
from tests.forms import MAIL, WEB

BROKEN = Instrument(id="x", title={"en": "X"}, items=(Item(name="a", label={"en": "A"}),))


def an_edition(instrument: Instrument = MAIL, **values: object) -> Edition:
    rest = {"id": 1, "instrument": instrument.id, "version": 1, "created_at": NOW, "changed_at": NOW}
    return Edition(**{**rest, "document": edition.encoded(instrument), **values})  # type: ignore[arg-type]


def test_what_is_written_is_what_is_read() -> None:
    assert edition.decoded(edition.encoded(MAIL)) == MAIL


def test_the_order_of_languages_survives() -> None:
    form = msgspec.structs.replace(MAIL, title={"sv": "a", "en": "b", "nb": "c"})
    assert edition.decoded(edition.encoded(form)).languages[:3] == ("sv", "en", "nb")


def test_a_published_form_that_was_edited_is_not_read() -> None:
    mine = an_edition(status=EditionStatus.PUBLISHED)
    frozen = msgspec.structs.replace(mine, sha256=edition.fingerprint(mine.document))
    assert frozen.read() == MAIL
    with pytest.raises(EditedError):
        msgspec.structs.replace(frozen, document=frozen.document.replace("Right?", "Wrong?")).read()


def test_a_fault_keeps_its_cell_until_it_is_mended() -> None:
    nothing = Fault("survey!B2", "there is nothing to choose from")
    alone = Fault("survey!F2", "`many` is no number")
    findings = edition.findings_of(Imported(BROKEN, (alone, nothing)))
    assert [one.where for one in edition.standing(findings, BROKEN)] == ["survey!F2", "survey!B2"]
    choices = tuple(Choice(value=value, label={"en": value}) for value in "yn")
    mended = msgspec.structs.replace(BROKEN, items=(msgspec.structs.replace(BROKEN.items[0], choices=choices),))
    assert [one.where for one in edition.standing(findings, mended)] == ["survey!F2"]


def test_errors_stand_before_warnings() -> None:
    told = (Fault("survey!A1", "a column is not known", Severity.WARNING),)
    found = edition.standing(edition.findings_of(Imported(BROKEN, told)), BROKEN)
    assert [one.is_error for one in found] == [True, False]


def test_forms_are_kin_when_half_of_the_questions_are_the_same() -> None:
    assert edition.is_kin(MAIL, msgspec.structs.replace(MAIL, items=MAIL.items[:1]))
    assert not edition.is_kin(MAIL, WEB)


@pytest.mark.parametrize(
    ("text", "id"), [("My Form (v2)", "my-form-v2"), ("æøå", "form"), ("a--b", "a-b"), ("", "form")]
)
def test_an_id_fits_into_an_address(text: str, id: str) -> None:
    assert edition.slug(text) == id


def test_an_id_that_is_taken_gets_a_number() -> None:
    assert edition.free_id("data", ["data", "data-2"]) == "data-3"
