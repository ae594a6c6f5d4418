"""The categories are read, changed as a draft, published, sent to a spreadsheet and back."""

from pathlib import Path

import msgspec

from instruments import bank, codebook_check, toml_text
from instruments.codebook import Added, Category
from instruments.revision import changed
from survey.steps import schemes as steps
from tests.conftest import NOW
from tests.web.conftest import Site


def test_a_later_version_from_a_bank_of_ones_own_becomes_the_first_of_the_house(site: Site, tmp_path: Path) -> None:
    parking = Category(code="parking", name={"nb": "Parkering", "nn": "Parkering", "sv": "Parkering", "en": "Parking"})
    later = changed(bank.codebook("municipal"), Added("area", "parking"), parking)
    file = tmp_path / "bank" / "codebooks" / "municipal@2.toml"
    file.parent.mkdir(parents=True)
    file.write_text(toml_text.written(msgspec.to_builtins(later)), encoding="utf-8")
    first = steps.begin(site.db, NOW, own_bank=tmp_path / "bank").read()
    assert "parking" in first.axes[0].codes
    assert [one.message for one in codebook_check.faults(first) if one.where in ("version", "changes")] == []
