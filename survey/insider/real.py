"""What the real database, its backups and logs show without any guess: nothing in here may be more than nothing."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from survey.insider.evidence import NAMING, SAID, Row, Tables, names_in
from survey.insider.verdict import Check, none_at_all

ANSWER = ("id", "round_id", "unit_id", "channel", "period")
COLUMNS = {
    "response": frozenset((*ANSWER, "form", "answers", "partial", "assisted", "kiosk", "facts")),
    "comment": frozenset((*ANSWER, "item", "text", "wave_id", "collection_id", "service", "language")),
    "tagged": frozenset(("comment_id", "scheme_version", "model_id", "language", "state", "unsure", "margin", "told")),
    "tag": frozenset(("comment_id", "scheme_version", "axis", "code", "p")),
    "untagged": frozenset(("comment_id",)),
    "comment_search": frozenset(("comment_id", "words")),
    "spent": frozenset(("round_id", "digest")),
    "sealed": frozenset(("round_id", "unit_id", "channel", "id", "box")),
}
"""Everything that may stand with an answer; a column more is a key or a time more."""
OURS = frozenset(("raw", "xmin"))
CITIZENS_PATH = re.compile(r"/(?:a|out)/\d+/[A-Za-z0-9_-]{16,}")
ENOUGH = 32
"""So many keys say whether they are random."""


def looked_at(
    tables: Tables, *, k: int, anonymous: frozenset[int], backups: Sequence[Tables] = (), log: Sequence[str] = ()
) -> Iterator[Check]:
    """`anonymous`: the rounds that promise it; `backups` older to newer."""
    said = rows_of(tables, anonymous)
    of = len(said)
    yield none_at_all("a key in common", in_common(tables, said), of)
    more = sorted(f"{table}.{name}" for table in COLUMNS for name in columns(tables, table) - COLUMNS[table])
    yield none_at_all("columns that answers should not have", of if more else 0, of, ", ".join(more))
    yield none_at_all("facts about the contact", sum(1 for row in said if row.get("facts") not in (None, "null")), of)
    keyed = [rows_of(tables, anonymous, table) for table in (*sorted(SAID), "sealed", "invitation")]
    yield none_at_all("keys that count", sum(map(counting, keyed)), sum(map(len, keyed)))
    yield none_at_all("answers written alone", together(said, k=k), of)
    yield none_at_all("lengths of sealed answers", max(len(boxes(tables)) - 1, 0), len(tables.get("sealed", ())))
    few = sum(
        fewer(before, after, k=k, anonymous=anonymous) for before, after in zip(backups, backups[1:], strict=False)
    )
    yield none_at_all("differences of backups", few, of, f"{len(backups)} backups")
    yield none_at_all("links of citizens in logs", sum(1 for line in log if CITIZENS_PATH.search(line)), len(log))


def rows_of(tables: Tables, anonymous: frozenset[int], *wanted: str) -> tuple[Row, ...]:
    return tuple(
        row for table in wanted or sorted(SAID) for row in tables.get(table, ()) if row["round_id"] in anonymous
    )


def in_common(tables: Tables, said: Sequence[Row]) -> int:
    """Answers of which a key, or a whole value that only one row has, stands in a table about people or work."""
    people = Counter(
        name
        for table, rows in tables.items()
        if table not in NAMING
        for row in rows
        for name in set(names_in(row))
    )
    words = frozenset(name for row in said for name in (row.get("form", ""), row["channel"]) if name)
    return sum(1 for row in said if any(people[name] == 1 and name not in words for name in names_in(row)))


def columns(tables: Tables, table: str) -> frozenset[str]:
    rows = tables.get(table, ())
    return frozenset(rows[0]) - OURS if rows else frozenset()


def counting(said: Sequence[Row]) -> int:
    """Keys that are no random bytes: a counter or a clock gives keys that begin alike."""
    ids = [bytes(row["id"]) for row in said if isinstance(row["id"], bytes | memoryview)]
    alike = len(ids) >= ENOUGH and len({id[:1] for id in ids}) < ENOUGH // 2
    return len(said) - len(ids) + (len(ids) if alike else 0)


def together(said: Sequence[Row], *, k: int) -> int:
    """Where the engine says which rows one transaction wrote: answers that came in company of fewer than k."""
    written = Counter(row["xmin"] for row in said if "xmin" in row and "form" in row)
    return sum(number for number in written.values() if number < k)


def boxes(tables: Tables) -> set[int]:
    return {len(row["box"]) for row in tables.get("sealed", ())}


def fewer(before: Tables, after: Tables, *, k: int, anonymous: frozenset[int]) -> int:
    """Answers that came between two backups with fewer than k of their unit and channel."""
    had = {key(row) for row in before.get("response", ())}
    new = [row for row in after.get("response", ()) if key(row) not in had and row["round_id"] in anonymous]
    places = Counter((row["round_id"], row["unit_id"], row["channel"]) for row in new)
    return sum(number for number in places.values() if number < k)


def key(row: Row) -> bytes | str:
    id = row["id"]
    return id if isinstance(id, str) else bytes(id)
