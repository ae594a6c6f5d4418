"""A country in dots: one mark per unit where it lies; size and shape carry the figure, colour only repeats it."""

from collections.abc import Iterator, Sequence
from math import asin, atan2, cos, hypot, pi, radians, sin, sqrt

import msgspec
import numpy as np

from survey.plots.svg import el, picture, text

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom

SIZE = 470.0  # longer side of the map
SIDE = 24.0
LETTER = 9.0  # width of a letter on a phone, where the whole map shrinks and the letters do not
LINE = 17.0
INSET = 104.0  # radius of the enlarged part
CROWD = 0.085  # radius of the most crowded part, as a share of the longer side
CLASSES = 4
FEW = 40  # marks that names keep clear of
CROWDED = range(60, 1500)  # for so many places an inset helps


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """`level` 0 (lowest quarter) to 3 (highest), None for one that only shows where the country is."""

    lat: float
    lon: float
    level: int | None
    label: str = ""
    chosen: bool = False
    untested: bool = False
    """A cross: it has no figure, and is told apart from those with a low one."""


class Spot(msgspec.Struct, frozen=True):
    at: Point
    place: Place


def country_map(places: Sequence[Place], legend: Sequence[str], *, identity: str, title: str, description: str) -> str:
    """SVG of the places, lowest level first so that the highest lies on top.

    `legend` names the levels from 0 ("": there is none on the map), and after them what was not tested, if anything.
    """
    points, width, height = _fit(project(places))
    order = sorted(range(len(places)), key=lambda index: _weight(places[index]))
    spots = [Spot(points[index], places[index]) for index in order]
    shapes: list[str] = []
    named = spots
    if len(points) in CROWDED:
        lens, width = crowd(points), max(width, 2 * INSET + 4)
        centre = (width - INSET - 2, height - INSET - 2)
        named = [spot for spot in spots if not lens.holds(spot.at)] + lens.enlarge(spots, centre)
        shapes += lens.rings(centre)
        spots = spots + lens.enlarge(spots, centre)
    shapes += [mark(spot.at, spot.place) for spot in spots]
    shapes += [*_labels(named, width), *_legend(legend)]
    box = f"0 0 {width:.0f} {height:.0f}"
    return picture(identity, *shapes, title=title, description=description, viewBox=box, class_="plot country")


def _weight(place: Place) -> tuple[bool, int]:
    return place.chosen, -1 if place.level is None else place.level


def project(places: Sequence[Place]) -> list[Point]:
    """Lambert's azimuthal equal-area projection about the middle of the places (Snyder 1987, eq. 24-2 to 24-4)."""
    lat0 = radians((min(p.lat for p in places) + max(p.lat for p in places)) / 2)
    lon0 = radians((min(p.lon for p in places) + max(p.lon for p in places)) / 2)
    points = []
    for place in places:
        lat, lon = radians(place.lat), radians(place.lon) - lon0
        k = sqrt(2 / (1 + sin(lat0) * sin(lat) + cos(lat0) * cos(lat) * cos(lon)))
        x = k * cos(lat) * sin(lon)
        y = k * (cos(lat0) * sin(lat) - sin(lat0) * cos(lat) * cos(lon))
        points.append((x, -y))
    return points


def _fit(points: Sequence[Point]) -> tuple[list[Point], float, float]:
    left, top = min(x for x, _ in points), min(y for _, y in points)
    wide, tall = max(x for x, _ in points) - left, max(y for _, y in points) - top
    unit = SIZE / max(wide, tall, 1e-9)
    fitted = [(SIDE + (x - left) * unit, SIDE + (y - top) * unit) for x, y in points]
    return fitted, wide * unit + 2 * SIDE, tall * unit + 2 * SIDE


def mark(at: Point, place: Place) -> str:
    """Highest: a filled triangle upwards; then a filled dot, an open dot; lowest: an open triangle downwards."""
    x, y = at
    if place.untested:
        return el("path", d=_cross(x, y, 2.6), class_="untested")
    if place.level is None:
        return el("circle", cx=x, cy=y, r=1.3, class_="elsewhere")
    kind = f"place level{place.level}" + (" chosen" if place.chosen else "")
    grown = 1.7 if place.chosen else 1.0
    match place.level:
        case 3:
            return el("path", d=_triangle(x, y, 4.6 * grown), class_=kind)
        case 0:
            return el("path", d=_triangle(x, y, -3.8 * grown), class_=kind)
        case level:
            return el("circle", cx=x, cy=y, r=(2.9 if level == 2 else 2.5) * grown, class_=kind)


def _cross(x: float, y: float, r: float) -> str:
    return f"M{x - r:.1f} {y - r:.1f}L{x + r:.1f} {y + r:.1f}M{x - r:.1f} {y + r:.1f}L{x + r:.1f} {y - r:.1f}"


def _triangle(x: float, y: float, r: float) -> str:
    corners = ((x, y - r), (x + 0.87 * r, y + 0.5 * r), (x - 0.87 * r, y + 0.5 * r))
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in corners) + "Z"


def _labels(spots: Sequence[Spot], width: float) -> Iterator[str]:
    """Names, the chosen one first, each only where it does not run into another, nor into marks where they are few."""
    marks = [spot.at for spot in spots if spot.place.level is not None]
    taken: list[Box] = [(x - 5, y - 5, x + 5, y + 5) for x, y in marks] if len(marks) <= FEW else []
    for spot in reversed(spots):
        place = spot.place
        free = (way for way in ways(spot) if _is_free(way[2], taken, width)) if place.label else iter(())
        at, anchor, box = next(free, (None, None, None))
        if at and box:
            taken.append(box)
            kind = "label chosen" if place.chosen else "label"
            yield text(place.label, x=at[0], y=at[1], class_=kind, text_anchor=anchor)


def ways(spot: Spot) -> Iterator[tuple[Point, str | None, Box]]:
    """Where a name may stand: right of its mark, left, above, below; with the box that it fills."""
    (x, y), long = spot.at, LETTER * len(spot.place.label)
    yield (x + 8, y + 5), None, (x + 8, y - LINE / 2, x + 8 + long, y + LINE / 2)
    yield (x - 8, y + 5), "end", (x - 8 - long, y - LINE / 2, x - 8, y + LINE / 2)
    yield (x, y - 10), "middle", (x - long / 2, y - 8 - LINE, x + long / 2, y - 8)
    yield (x, y + 20), "middle", (x - long / 2, y + 8, x + long / 2, y + 8 + LINE)


def _is_free(box: Box, taken: Sequence[Box], width: float) -> bool:
    return box[0] >= 0 and box[2] <= width and not any(_overlap(box, other) for other in taken)


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


class Lens(msgspec.Struct, frozen=True):
    """The most crowded part of the map, to be drawn again, larger, where a tilted country leaves room."""

    middle: Point
    radius: float

    def holds(self, at: Point) -> bool:
        return hypot(at[0] - self.middle[0], at[1] - self.middle[1]) < self.radius - 1

    def enlarge(self, spots: Sequence[Spot], centre: Point) -> list[Spot]:
        times = INSET / self.radius
        inside = [spot for spot in spots if self.holds(spot.at)]
        offsets = [((spot.at[0] - self.middle[0]) * times, (spot.at[1] - self.middle[1]) * times) for spot in inside]
        return [
            Spot((centre[0] + dx, centre[1] + dy), spot.place) for spot, (dx, dy) in zip(inside, offsets, strict=True)
        ]

    def rings(self, centre: Point) -> tuple[str, ...]:
        """Both circles, and the two lines that join them."""
        (x, y), gap = self.middle, INSET - self.radius
        distance = hypot(centre[0] - x, centre[1] - y)
        turn = atan2(centre[1] - y, centre[0] - x)
        lines = []
        if distance > gap:
            for side in (1, -1):
                angle = turn + side * (pi / 2 + asin(gap / distance))
                a, b = cos(angle), sin(angle)
                start, end = (x + self.radius * a, y + self.radius * b), (centre[0] + INSET * a, centre[1] + INSET * b)
                lines.append(el("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], class_="lens"))
        return (
            *lines,
            el("circle", cx=x, cy=y, r=self.radius, class_="lens"),
            el("circle", cx=centre[0], cy=centre[1], r=INSET, class_="lens glass"),
        )


def crowd(points: Sequence[Point]) -> Lens:
    """Where most points lie close together."""
    cloud = np.array(points)
    radius = CROWD * SIZE
    near = np.hypot(*(cloud[:, None, :] - cloud[None, :, :]).transpose(2, 0, 1)) < radius
    x, y = cloud[near[near.sum(axis=1).argmax()]].mean(axis=0)
    return Lens((float(x), float(y)), radius)


def _legend(legend: Sequence[str]) -> Iterator[str]:
    levels = [level for level in reversed(range(CLASSES)) if legend[level]]
    shown = [(Place(lat=0, lon=0, level=level), legend[level]) for level in levels]
    shown += [(Place(lat=0, lon=0, level=None, untested=True), words) for words in legend[CLASSES:]]
    for row, (place, words) in enumerate(shown):
        y = 16 + 22 * row
        yield mark((10, y), place)
        yield text(words, x=24, y=y + 5, class_="label")
