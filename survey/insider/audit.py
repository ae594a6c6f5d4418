"""The audit of a rehearsal: every attack, and every trace that should not be there."""

from collections.abc import Sequence

from survey.insider.evidence import Evidence, Truth
from survey.insider.guesses import attacks, lengths, smallest_release, unsealed_too_early
from survey.insider.verdict import AT_CHANCE, LEAK, Check, judged, none_at_all

SENT_MORE = frozenset({"waiting", "sending", "done"})
"""Standings of invitations to which every message goes that is due."""


def audited(evidence: Evidence, truth: Truth, *, k: int, secrets: Sequence[bytes] = ()) -> tuple[Check, ...]:
    """Every check of a rehearsal; `secrets` are keys, which no copy may hold."""
    of = len(truth.answers)
    return (
        *judged(attacks(evidence), truth, k=k),
        none_at_all("plain text before the release", unsealed_too_early(evidence), of),
        none_at_all("lengths of sealed answers", max(lengths(evidence) - 1, 0), of),
        small_batches(evidence, of, k=k),
        none_at_all("names in the web log", named_in_log(evidence, truth), len(set(truth.names.values()))),
        none_at_all("reminders", left_out(evidence), len(evidence.last.tables.get("invitation", ()))),
        none_at_all("counts that move with one answer", moving(evidence, k=k), len(evidence.looks)),
        none_at_all("keys in copies", keys_found(evidence, secrets), len(secrets)),
    )


def small_batches(evidence: Evidence, of: int, *, k: int) -> Check:
    """Exports of two days: the difference must be k answers or more."""
    smallest = smallest_release(evidence)
    few = smallest is not None and smallest < k
    detail = "" if smallest is None else f"smallest difference {smallest}"
    verdict = LEAK if few else AT_CHANCE
    return Check(
        name="differences of exports",
        linked=smallest or 0 if few else 0,
        of=of,
        chance=0,
        verdict=verdict,
        detail=detail,
    )


def named_in_log(evidence: Evidence, truth: Truth) -> int:
    """Citizens whose link, mark or address stands in the web server's log."""
    text = "\n".join(evidence.logs.get("web log", ()))
    names = {citizen for name, citizen in truth.names.items() if isinstance(name, str) and name in text}
    return len(names)


def left_out(evidence: Evidence) -> int:
    """Invitations that got fewer messages than others for no reason that shows: somebody knew who had answered."""
    rows = [row for row in evidence.last.tables.get("invitation", ()) if row["standing"] in SENT_MORE]
    most = max((row["sent"] for row in rows), default=0)
    return sum(1 for row in rows if row["sent"] < most)


def moving(evidence: Evidence, *, k: int) -> int:
    """Between how many copies what pages show, or what is released, changed by what one citizen said."""
    found = 0
    for before, after in zip(evidence.looks, evidence.looks[1:], strict=False):
        grown = [len(after.tables.get(table, ())) - len(before.tables.get(table, ())) for table in ("response",)]
        alone = after.answered == before.answered + 1
        found += alone and (any(0 < more < k for more in grown) or (not any(grown) and before.figures != after.figures))
    return found


def keys_found(evidence: Evidence, secrets: Sequence[bytes]) -> int:
    """Keys that lie in a database file or a backup, raw or as hexadecimal digits."""
    images = [image for look in evidence.looks for image in look.files.values()]
    forms = [(key, key.hex().encode()) for key in secrets]
    return sum(1 for raw, digits in forms if any(raw in image or digits in image for image in images))
