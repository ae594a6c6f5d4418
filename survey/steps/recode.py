"""What people said under one version of the scheme, said under the next: what follows by itself follows."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from instruments.codebook import Codebook
from instruments.recoding import Recoded, Recoding, recoded, recoding
from scoring.comments.tagger.example import Scored, Told
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


def followed(told: Mapping[str, Told], path: Recoding) -> dict[str, Told]:
    """What a tagger says under one version, under the next; of what was split or retired it is unsure."""
    return {axis: _followed(one, axis, path) for axis, one in told.items() if axis in path.axes}


def _followed(told: Told, axis: str, path: Recoding) -> Told:
    many = path.axes[axis].many
    found: dict[str, float] = {}
    unsure = told.unsure
    for place, one in enumerate(told.scored):
        new = recoded({axis: (one.label,)}, path)
        unsure |= bool(new.doubtful) and (many or not place)
        for code in new.labels[axis]:
            # Merged: of one label the probabilities add up, of many the likeliest speaks for both.
            found[code] = max(found.get(code, 0.0), one.p) if many else min(found.get(code, 0.0) + one.p, 1.0)
    scored = tuple(sorted((Scored(code, p) for code, p in found.items()), key=lambda one: -one.p))
    return Told(scored, unsure, told.because, told.margin)


def of_codebooks(versions: list[Codebook], codes: Codes) -> Codes:
    """The same for examples that ship, over all versions since."""
    return sure(recoded(codes, recoding(versions))) if len(versions) > 1 else codes
