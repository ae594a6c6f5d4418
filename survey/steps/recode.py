"""What people said under one version of the scheme, said under the next: what follows by itself follows."""

from typing import Any

import sqlalchemy as sa

from instruments.codebook import Codebook
from instruments.recoding import Recoded, recoded, recoding
from survey.correction import Codes, Drawn
from survey.scheme import Scheme, rules
from survey.store import corrections, tags


def recode(connection: sa.Connection, before: Scheme, after: Scheme) -> int:
    """Merged and renamed categories follow; split and retired ones go to the queue. Returns how many followed."""
    path = recoding([before.read(), after.read()])
    following: dict[bytes, Codes] = {}
    rows: list[dict[str, Any]] = []
    last = {(one.comment_id, one.axis): one for one in corrections.of_scheme(connection, before.version)}
    for id, codes in corrections.standing_of(connection, before.version).items():
        kept = sure(recoded(codes, path))
        if kept:
            following[id] = kept
        for axis, some in kept.items():
            one = last[id, axis]
            rows.append(
                {
                    "token": f"scheme:{after.version}:{id.hex()}", "scheme_version": after.version, "comment_id": id,
                    "axis": axis, "codes": some, "suggested": None, "person_id": one.person_id, "at": one.at,
                    "drawn": (Drawn.RANDOM if one.drawn is Drawn.BLIND else one.drawn).value,
                }
            )  # fmt: skip
    corrections.add(connection, rows)
    tags.decide_all(connection, after.version, following, rules(after.read()))
    return len(following)


def sure(found: Recoded) -> Codes:
    return {axis: codes for axis, codes in found.labels.items() if codes and axis not in found.doubtful}


def of_codebooks(versions: list[Codebook], codes: Codes) -> Codes:
    """The same for examples that ship, over all versions since."""
    return sure(recoded(codes, recoding(versions))) if len(versions) > 1 else codes
