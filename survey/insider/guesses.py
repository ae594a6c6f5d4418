"""The attacks: each names, for as many released answers as it can, the traces of whoever it takes for the author.

An attack is a pure function of the evidence. It never looks at the truth: whether a guess hits is judged elsewhere
(verdict.py), so that an attack cannot cheat and a defence cannot either.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from survey.insider.evidence import NAMING, SAID, SEALED, Evidence, Row, names_in
from survey.insider.orders import cell_of, flat, grouped, of_answers, of_people

Guesses = Mapping[bytes, frozenset[Any]]
"""The id of a released answer -> everything that the guessed row holds."""
FILES = "free pages and logs of writes"
MOST_PLACES = 20
WINDOW = 2000
"""So far from an answer's bytes in a file a name is taken to belong to it."""


class Attack(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    how: str
    """Which traces were put beside each other."""
    guesses: Guesses


def attacks(evidence: Evidence) -> Iterator[Attack]:
    yield shared_values(evidence)
    yield from order(evidence)
    yield from differences(evidence)
    yield from neighbours(evidence)


def shared_values(evidence: Evidence) -> Attack:
    """A value of an answer that stands in one row about a person too."""
    rows: dict[Any, list[frozenset[Any]]] = {}
    for table, found in evidence.last.tables.items():
        if table not in NAMING:
            for row in found:
                names = frozenset(names_in(row))
                for name in names:
                    rows.setdefault(name, []).append(names)
    guesses = {}
    for row in evidence.said:
        for value in names_in(row):
            if len(found_in := rows.get(value, [])) == 1:
                guesses[bytes(row["id"])] = found_in[0]
    return Attack(name="a key in common", how="answers and every other table", guesses=guesses)


def order(evidence: Evidence) -> Iterator[Attack]:
    """The first answer is the first person's, the second the second's: within each unit and channel."""
    people = list(of_people(evidence))
    for how, rows in of_answers(evidence):
        answers = grouped((cell_of(row), bytes(row["id"])) for row in rows)
        everybody = [bytes(row["id"]) for row in rows]
        for side in people:
            beside = grouped(side.entries)
            guesses: dict[bytes, frozenset[Any]] = {}
            if set(beside) == {None}:
                guesses |= aligned(everybody, beside[None])
            else:
                for cell, ids in answers.items():
                    guesses |= aligned(ids, beside.get(cell, []))
            yield Attack(name=kind_of(side.name), how=f"{how}; {side.name}", guesses=guesses)


def kind_of(side: str) -> str:
    table = side.partition(",")[0]
    return {"web log": "the web log", "mail log": "the mail log"}.get(table, "the order of the database")


def aligned(ids: Sequence[bytes], names: Sequence[frozenset[Any]]) -> Guesses:
    """One to one where both are as many, else spread evenly."""
    return {id: names[at * len(names) // len(ids)] for at, id in enumerate(ids)} if names else {}


def differences(evidence: Evidence) -> Iterator[Attack]:
    """Between two copies: what is new among the answers, and which sealed ones are gone; whoever sealed those answered.

    A copy between each two answers says which mark came with which sealed box; the boxes of one release are then known
    by their marks, and are laid beside the answers of that release in each order.
    """
    owner: dict[bytes, frozenset[Any]] = {}
    pairs: list[tuple[list[bytes], list[frozenset[Any]]]] = []
    for before, after in zip(evidence.looks, evidence.looks[1:], strict=False):
        boxes, gone = news(before, after, "sealed"), news(after, before, "sealed")
        marks = news(before, after, "spent")
        for box, mark in zip(boxes, marks, strict=False):
            owner[bytes(box["id"])] = frozenset(flat(mark))
        said = [row for table in sorted(SAID) for row in news(before, after, table)]
        for cell, ids in grouped((cell_of(row), bytes(row["id"])) for row in said).items():
            candidates = [owner.get(bytes(row["id"]), frozenset()) for row in gone if cell_of(row) == cell]
            pairs.append((ids, [names for names in candidates if names]))
    for reverse in (False, True):
        guesses: dict[bytes, frozenset[Any]] = {}
        for ids, candidates in pairs:
            guesses |= aligned(ids[::-1] if reverse else ids, candidates)
        how = "what is new against what is gone" + (", backwards" if reverse else "")
        yield Attack(name="two backups", how=how, guesses=guesses)


def news(before: Any, after: Any, table: str) -> list[Row]:
    """Rows that the one copy has and the other has not, as they lie."""
    had = {key_of(row) for row in before.tables.get(table, ())}
    return [row for row in after.tables.get(table, ()) if key_of(row) not in had]


def key_of(row: Row) -> bytes:
    return bytes(row.get("id") or row["digest"])


def neighbours(evidence: Evidence) -> Iterator[Attack]:
    """The answer's own bytes in a file (a free page, a log of writes, a backup), and the nearest names beside them."""
    names = people(evidence)
    needles = {bytes(row["id"]): row["raw"] for row in evidence.said if row.get("raw")}
    for kind in sorted({kind for look in evidence.looks for kind in look.files}):
        before: dict[bytes, frozenset[Any]] = {}
        after: dict[bytes, frozenset[Any]] = {}
        for image in {look.files.get(kind, b"") for look in evidence.looks}:
            for id, needle in needles.items():
                for side, found in zip((before, after), nearest(image, needle, names), strict=True):
                    if found:
                        side.setdefault(id, frozenset({found}))
        yield Attack(name=FILES, how=f"{kind}, what stands before", guesses=before)
        yield Attack(name=FILES, how=f"{kind}, what stands after", guesses=after)


def nearest(image: bytes, needle: bytes, names: Sequence[bytes]) -> tuple[bytes | None, bytes | None]:
    """The names that stand nearest before and after the first occurrences of these bytes."""
    before: tuple[int, bytes | None] = (WINDOW + 1, None)
    after = before
    at, tries = image.find(needle), 0
    while at >= 0 and tries < MOST_PLACES:
        end = at + len(needle)
        left, right = image[max(0, at - WINDOW) : at], image[end : end + WINDOW]
        for name in names:
            if (place := left.rfind(name)) >= 0:
                before = min(before, (len(left) - place - len(name), name))
            if (place := right.find(name)) >= 0:
                after = min(after, (place, name))
        at, tries = image.find(needle, end), tries + 1
    return before[1], after[1]


def people(evidence: Evidence) -> list[bytes]:
    """Every name of a person that the tables hold, as bytes: ids, marks, links."""
    found: set[bytes] = set()
    for look in evidence.looks:
        for table in ("invitation", "spent"):
            for row in look.tables.get(table, ()):
                found |= {name for name in names_in(row) if isinstance(name, bytes) and 12 <= len(name) <= 64}
    return sorted(found)


def unsealed_too_early(evidence: Evidence) -> int:
    """How many answers lie in plain text in a copy that was made before they were released."""
    said = {bytes(row["id"]): row["raw"] for row in evidence.said if row.get("raw")}
    early = b"".join(image for look in evidence.looks if not look.released for image in look.files.values())
    return sum(1 for needle in said.values() if needle in early)


def smallest_release(evidence: Evidence) -> int | None:
    """The smallest number of answers of one unit and channel that came between two copies."""
    sizes = []
    for before, after in zip(evidence.looks, evidence.looks[1:], strict=False):
        sizes += [len(ids) for ids in grouped((cell_of(row), 1) for row in news(before, after, "response")).values()]
    return min(sizes) if sizes else None


def lengths(evidence: Evidence) -> int:
    """How many different lengths sealed answers have."""
    return len({len(row["box"]) for look in evidence.looks for table in SEALED for row in look.tables.get(table, ())})
