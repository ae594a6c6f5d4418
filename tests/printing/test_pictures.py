"""Pictures on paper look as on the page, with every look written into the element itself."""

from xml.etree import ElementTree

from survey.plots.strip import strip
from survey.printing.pictures import FACE, PAPER, for_print
from survey.printing.stylesheet import Element, read
from tests.printing.documents import BARS, DOTS

SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(for_print(svg).svg)  # noqa: S314 - our own


def test_colours_are_those_of_paper() -> None:
    bar = next(one for one in drawn(BARS).iter(f"{SVG}rect"))
    assert bar.get("fill") == PAPER["--accent"]


def test_a_picture_that_fills_any_width_gets_a_size() -> None:
    root = drawn(BARS)
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert root.get("font-family") == FACE


def test_nothing_is_left_to_a_stylesheet() -> None:
    for svg in (BARS, DOTS, strip([1, 2], 2, identity="s", title="t", description="d", label="l")):
        painted = for_print(svg).svg
        assert "class=" not in painted
        assert "var(" not in painted
        for one in ElementTree.fromstring(painted).iter():  # noqa: S314 - our own
            if one.tag in (f"{SVG}text", f"{SVG}circle", f"{SVG}rect"):
                assert one.get("fill"), one.attrib
            if one.tag == f"{SVG}line":
                assert one.get("stroke"), one.attrib


def test_the_chosen_one_stands_out() -> None:
    strokes = {one.get("stroke") for one in drawn(DOTS).iter(f"{SVG}line")}
    assert PAPER["--accent"] in strokes


def test_more_classes_win_over_fewer_and_later_over_earlier() -> None:
    sheet = read(
        """/* .a { fill: none } */ :root { --x: red; } .plot .a.b { fill: var(--x); } .plot .a { fill: blue; }
        .plot line { stroke: green; } .plot line { stroke: grey } .a[href] { fill: pink; } .plot > .a { fill: pink; }
        @media (max-width: 9px) { .plot .a { fill: pink; } } @media print { .plot .a { opacity: 1 } }
        .plot text { font: 600 0.75rem/1.2 var(--face); }""",
        {"--x": "black"},
    )
    root = Element("svg", frozenset({"plot"}))
    assert sheet.looks((root, Element("line", frozenset({"a", "b"})))) == {
        "stroke": "grey",
        "fill": "black",
        "opacity": "1",
    }
    assert sheet.looks((root, Element("g", frozenset()), Element("text", frozenset()))) == {
        "font-weight": "600",
        "font-size": "12",
    }
    assert sheet.looks((Element("svg", frozenset()), Element("line", frozenset({"a"})))) == {}
