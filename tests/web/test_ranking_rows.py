"""What is drawn once of a ranking never carries one reader's units to another, and never outlives what it shows."""

from survey.store.schema.units import unit
from survey.web.ranking_rows import Pieces
from tests.web.conftest import Site
from tests.web.test_ranking import UNITS, a_wave


def marked(site: Site, who: str, wave_id: int, query: str = "") -> list[str]:
    """The rows that stand out on this reader's page."""
    rows = site.client(who).get(f"/rankings/{wave_id}{query}").text.split("<tr")[2:]
    return [one["name"] for one in UNITS for row in rows if 'class="chosen"' in row and f">{one['name']}</a>" in row]


def test_own_units_stand_out_for_their_staff_alone(site: Site) -> None:
    wave_id = a_wave(site, "closed")
    assert marked(site, "odd", wave_id) == ["Larvik"]
    assert marked(site, "kari", wave_id) == []
    assert marked(site, "kari", wave_id, "?unit=1151") == ["Utsira"]
    assert marked(site, "odd", wave_id) == ["Larvik"]
    assert "dot chosen" in site.client("odd").get(f"/rankings/{wave_id}").text
    assert "dot chosen" not in site.client("kari").get(f"/rankings/{wave_id}").text


def test_a_name_put_right_stands_in_the_table_at_the_next_look(site: Site) -> None:
    wave_id = a_wave(site, "closed")
    assert "Utsyra" not in site.client("kari").get(f"/rankings/{wave_id}").text
    site.db.write(lambda c: c.execute(unit.update().where(unit.c.code == "1151").values(name="Utsyra")))
    assert ">Utsyra</a>" in site.client("kari").get(f"/rankings/{wave_id}").text


def test_each_language_has_its_own_rows(site: Site) -> None:
    wave_id = a_wave(site, "closed")
    assert 'data-label="Tested"' in site.client("kari").get(f"/rankings/{wave_id}").text
    assert 'data-label="Testet"' in site.client("kari").get(f"/rankings/{wave_id}?lang=nb").text


def test_a_piece_is_drawn_again_only_for_something_else() -> None:
    pieces, drawn = Pieces(room=10), []

    def draw() -> tuple[str]:
        drawn.append(1)
        return ("sixsix",)

    for made_of in ("a", "a", "b", "b", "a"):  # two do not find room
        assert pieces.piece(made_of, draw) == ("sixsix",)
    assert len(drawn) == 3
