"""The categories are read, changed as a draft, published, sent to a spreadsheet and back."""

import re
from pathlib import Path
from typing import Any

import msgspec

from instruments import bank, codebook_check, codebook_table, toml_text
from instruments.codebook import Added, Category, Codebook, Merged, Renamed, Retired, Split
from instruments.revision import changed
from survey.correction import Drawn
from survey.scheme import rules
from survey.steps import schemes as steps
from survey.store import corrections, schemes, tags
from tests.comments.conftest import a_collection, a_scheme, shelved
from tests.conftest import NOW
from tests.web.conftest import Site

PAGE = "/comments/scheme"
DRAFT = f"{PAGE}/draft"
WORDS = {"name-en": "Parking", "name-nb": "Parkering", "definition-en": "Places to park, and tickets."}


class Desk:
    """Kari at the draft."""

    def __init__(self, site: Site) -> None:
        a_scheme(site.db)
        self.site = site
        self.kari = site.client("kari")

    def post(self, path: str, **kwargs: Any) -> Any:
        data = {"csrf": self.site.csrf(self.kari)} | kwargs.pop("data", {})
        return self.kari.post(f"{PAGE}{path}", data=data, **kwargs)

    def said(self, path: str, **data: Any) -> str:
        """What the page says after a click that went well."""
        answer = self.post(path, data=data)
        assert answer.status_code == 303, re.sub(r"<[^>]+>", "", answer.text)
        return str(self.kari.get(answer.headers["location"]).text)

    def draft(self) -> Codebook:
        with self.site.db.read() as connection:
            found = schemes.draft(connection)
        assert found
        return found.read()

    def sorted_as(self, reason: str, texts: int) -> None:
        db = self.site.db
        ids = shelved(db, [f"{reason} {n}" for n in range(texts)], a_collection(db, reason), seed=len(reason) * 7)
        for id in ids:
            codes = {"area": ("general",), "reasons": (reason,), "tone": ("negative",)}
            values = {"scheme_version": 1, "comment_id": id, "person_id": self.site.people["kari"], "at": NOW}
            rows = [
                values | {"token": id.hex(), "axis": axis, "codes": some, "suggested": None, "drawn": Drawn.RANDOM}
                for axis, some in codes.items()
            ]
            db.write(corrections.add, rows)
            db.write(tags.decide, 1, id, codes, rules(bank.codebook("municipal")))


def test_a_later_version_from_a_bank_of_ones_own_becomes_the_first_of_the_house(site: Site, tmp_path: Path) -> None:
    parking = Category(code="parking", name={"nb": "Parkering", "nn": "Parkering", "sv": "Parkering", "en": "Parking"})
    later = changed(bank.codebook("municipal"), Added("area", "parking"), parking)
    file = tmp_path / "bank" / "codebooks" / "municipal@2.toml"
    file.parent.mkdir(parents=True)
    file.write_text(toml_text.written(msgspec.to_builtins(later)), encoding="utf-8")
    first = steps.begin(site.db, NOW, own_bank=tmp_path / "bank").read()
    assert "parking" in first.axes[0].codes
    assert [one.message for one in codebook_check.faults(first) if one.where in ("version", "changes")] == []


def test_a_house_begins_with_the_categories_that_ship(site: Site) -> None:
    kari = site.client("kari")
    assert "There are no categories yet" in kari.get(PAGE).text
    assert kari.get(DRAFT).status_code == 409
    kari.post(f"{PAGE}/begin", data={"csrf": site.csrf(kari)})
    page = kari.get(PAGE).text
    assert "Version 1 is in use" in page and "Water, sewage and waste" in page
    assert "The paper bin has not been emptied since last month." in page


def test_quality_staff_read_and_do_not_change(site: Site) -> None:
    Desk(site)
    odd = site.client("odd")
    assert odd.get(PAGE).status_code == odd.get(f"{PAGE}/versions").status_code == 200
    assert "Change the categories" not in odd.get(PAGE).text
    assert odd.get(DRAFT).status_code == 403


def test_each_kind_of_change_is_drafted_by_a_click_and_told_in_words(site: Site) -> None:
    desk = Desk(site)
    assert "“Parking” is new." in desk.said("/add/area", **WORDS)
    first, second = desk.draft().axes[1].codes[:2]
    assert desk.kari.get(f"{DRAFT}/reasons/{first}").status_code == 200
    assert "went into" in desk.said(f"/draft/reasons/{first}/merge", into=second)
    third = desk.draft().axes[1].codes[1]
    name = desk.draft().axes[1].categories[1].name["en"]
    assert "was split into" in desk.said(f"/draft/reasons/{third}/split", part=[name, "Another thing", ""])
    fourth = desk.draft().axes[1].codes[4]
    assert "is no more." in desk.said(f"/draft/reasons/{fourth}/retire")
    fifth = desk.draft().axes[1].codes[4]
    assert "has other words." in desk.said(f"/draft/reasons/{fifth}/words", code=fifth, **{"name-en": "Something"})
    kinds = [type(one) for one in desk.draft().changes]
    assert kinds == [Added, Merged, Split, Retired, Renamed]
    assert isinstance(desk.draft().changes[2], Split) and desk.draft().changes[2].into == (third, "another_thing")


def test_the_preview_counts_what_follows_and_what_people_look_at_and_publishing_does_so(site: Site) -> None:
    desk = Desk(site)
    desk.sorted_as("slow", 3)
    desk.sorted_as("no_answer", 4)
    desk.said("/draft/reasons/slow/words", code="late", **{"name-en": "Late"})
    page = desk.said("/draft/reasons/no_answer/split", part=["No answer at all", "No answer in time"])
    assert "4 comments that people had sorted would have to be looked at again" in page
    assert "3 keep their categories or follow by themselves, and 4 go to the review" in page
    assert "Version 2 is in use" in desk.said("/draft/publish")
    with site.db.read() as connection:
        said = corrections.standing_of(connection, 2).values()
    assert sorted(codes.get("reasons", ()) for codes in said) == [(), (), (), (), ("late",), ("late",), ("late",)]
    versions = desk.kari.get(f"{PAGE}/versions").text
    assert versions.count("plot lineage") == 1 and "Version 1" in versions and "line unsure" in versions
    assert "a newer one is in use" in desk.kari.get(f"{PAGE}/versions/1").text


def test_a_change_that_cannot_be_made_is_told_where_it_was_typed(site: Site) -> None:
    desk = Desk(site)
    for path, data, expected in (
        ("/add/area", {"definition-en": "x"}, "Give it a name."),
        ("/add/area", {"name-en": "Roads and transport", "name-nb": "Vei og transport"}, "stands twice; each once"),
        ("/draft/reasons/slow/words", {"name-en": "Late", "code": "No!"}, "must be small letters"),
        ("/draft/reasons/slow/words", {"name-en": "", "code": "slow"}, "Is empty; give it in at least one language"),
        ("/draft/reasons/slow/split", {"part": "One thing"}, "Name at least two categories"),
        ("/draft/reasons/slow/merge", {"into": "nothing"}, "is new: give its name"),
        ("/draft/reasons/none/retire", {}, "comments that lose theirs fall there"),
    ):
        answer = desk.post(path, data=data)
        assert answer.status_code == 422 and expected in answer.text, (path, re.sub(r"<[^>]+>", "", answer.text))
    assert desk.post("/draft/reasons/nobody/retire").status_code == desk.post("/add/nothing").status_code == 404


def test_the_last_change_is_taken_back_and_a_draft_thrown_away(site: Site) -> None:
    desk = Desk(site)
    desk.said("/add/area", **WORDS)
    desk.said("/draft/reasons/slow/retire")
    assert "The last change is taken back." in desk.said("/draft/undo")
    assert desk.draft().changes == (Added("area", "parking"),)
    assert "The draft is gone" in desk.said("/draft/drop")
    with site.db.read() as connection:
        assert schemes.draft(connection) is None


def edited(old: str, new: str) -> bytes:
    """The scheme as a spreadsheet in which one code was written over."""
    text = codebook_table.to_csv(bank.codebook("municipal")).decode("utf-8-sig")
    return text.replace(f";{old};", f";{new};").replace(f";{old}\r\n", f";{new}\r\n").encode("utf-8-sig")


def test_a_spreadsheet_goes_out_and_comes_back_and_what_it_cannot_say_is_asked(site: Site) -> None:
    desk = Desk(site)
    out = desk.kari.get(f"{PAGE}/versions/1/csv")
    assert out.headers["content-type"].startswith("text/csv") and b"water" in out.content.lower()
    answer = desk.post("/file", files={"file": ("scheme.csv", edited("slow", "late"), "text/csv")})
    assert "1 category is not in the file any more" in answer.text
    again = re.search(r'name="again" value="([^"]+)"', answer.text)
    assert again
    answers = {"again": again[1], "what-reasons-slow": "renamed", "to-reasons-slow": "late"}
    assert "is late now." in desk.said("/file", **answers)
    assert desk.draft().changes == (Renamed("reasons", "slow", "late"),)


def test_a_file_that_cannot_be_used_is_told_row_by_row(site: Site) -> None:
    desk = Desk(site)
    for data, expected in ((b"axis;code;name_en\nnowhere;x;X\n", "Row 2, axis"), (b"\0\1", ""), (b"", "Choose a file")):
        answer = desk.post("/file", files={"file": ("scheme.csv", data, "text/csv")})
        assert answer.status_code == 422 and expected in answer.text.replace("row 2", "Row 2")
