"""What is left of the answers after the kills: every one that was thanked for once, none twice, nothing stuck."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import sqlalchemy as sa

from benchmarks.answer_stage import text_of
from benchmarks.answerers import Book
from survey.keyring import KINDS, Keyring
from survey.round import RoundStatus
from survey.store import audits, comments, responses, rounds
from survey.store.database import Database
from survey.store.schema.responses import response, sealed, spent
from survey.store.schema.rounds import survey_round
from survey.store.schema.tokens import signed

K = 10


class Verdict(msgspec.Struct):
    counts: dict[str, int]
    faults: list[str]

    def table(self) -> str:
        width = max(map(len, self.counts))
        lines = [f"  {name:<{width}}  {number:>7}" for name, number in self.counts.items()]
        told = [f"  FAULT: {fault}" for fault in self.faults[:40]] or ["  no answer lost, none doubled"]
        return "\n".join([*lines, *told])


def disagreement(db: Database) -> list[str]:
    """Surveys in which marks and answers differ at this moment: one statement, so one moment."""
    tables = {table: _count(table) for table in (spent, sealed, response, signed)}
    chosen = sa.select(survey_round.c.id, *tables.values()).where(survey_round.c.status != RoundStatus.FINISHED)
    with db.read() as connection:
        rows = connection.execute(chosen).all()
    return [
        f"survey {id}: {marks} marks, {boxes} sealed, {said} released, {given} signed"
        for id, marks, boxes, said, given in rows
        if marks != boxes + said + given
    ]


def _count(table: sa.Table) -> sa.ScalarSelect[int]:
    chosen = sa.select(sa.func.count()).select_from(table).where(table.c.round_id == survey_round.c.id)
    return chosen.correlate(survey_round).scalar_subquery()


def judge(
    db: Database, keys: Keyring, *, surveys: Sequence[int], books: Sequence[Book], logs: Iterable[Path]
) -> Verdict:
    made = Verdict({}, [])
    said, texts = {}, {}
    with db.read() as connection:
        for id in surveys:
            said[id] = Counter(int(one.answers["number"]) for one in responses.of_round(connection, id))
            texts[id] = Counter(one.text for one in comments.comments_of(connection, id))
    _answers(books, said, made)
    _comments(said, texts, made)
    for id in surveys:
        tokens = [book for book in books if book.link.round_id == id and book.link.unnamed]
        signatures = range(sum(book.right is not None for book in tokens), len(tokens) + 1)
        _at_rest(db, keys, id, sum(said[id].values()), signatures, made)
    unopened = sum(path.read_text(errors="replace").count("cannot be opened") for path in logs)
    made.counts["boxes that could not be opened"] = unopened
    made.faults += [f"{unopened} times a box could not be opened"] * bool(unopened)
    return made


def _answers(books: Sequence[Book], said: dict[int, Counter[int]], made: Verdict) -> None:
    there = {id: [(book, sum(said[book.link.round_id][n] for n in {*book.tried, *book.late})) for book in books
                  if book.link.round_id == id] for id in said}  # fmt: skip
    every = [pair for pairs in there.values() for pair in pairs]
    lost = [book for book, times in every if book.thanked and times == 0]
    twice = [book for book, times in every if times > 1]
    late = [book for book, _ in every if any(said[book.link.round_id][n] for n in book.late)]
    known = {n for book in books for n in (*book.tried, *book.late)}
    strange = [n for counter in said.values() for n in counter if n not in known]
    open_ends = [book for book, _ in every if not book.thanked and not book.over]
    made.counts |= {
        "surveys": len(said),
        "links used": len(books),
        "answers acknowledged": sum(book.thanked for book in books),
        "of those with a code from paper": sum(book.thanked and bool(book.link.code) for book in books),
        "of those at a counter": sum(book.thanked and bool(book.link.nonce) for book in books),
        "of those with a blind token": sum(book.thanked and book.right is not None for book in books),
        "of those lost": len(lost),
        "answers released": sum(counter.total() for counter in said.values()),
        "invitations with two answers": len(twice),
        "not acknowledged, and there once": sum(times == 1 and not book.thanked for book, times in every),
        "not acknowledged, and not there": sum(times == 0 and not book.thanked for book, times in every),
        "second thoughts that replaced an answer": len(late),
        "citizens left without a word": len(open_ends),
    }
    for what, found in (("lost", lost), ("there twice", twice), ("replaced", late), ("without a word", open_ends)):
        made.faults += [f"answer {what}: survey {book.link.round_id}, numbers {book.tried}" for book in found]
    made.faults += [f"answer {n} was never given" for n in strange]
    made.faults += [f"{book.odd}: {book.link.path}" for book in books if book.odd]


def _comments(said: dict[int, Counter[int]], texts: dict[int, Counter[str]], made: Verdict) -> None:
    wanted = {id: Counter(text_of(n) for n in counter.elements() if n % 3) for id, counter in said.items()}
    made.counts["comments released"] = sum(counter.total() for counter in texts.values())
    missing = sum((wanted[id] - texts[id]).total() for id in said)
    made.counts["comments lost"] = missing
    made.counts["comments too many"] = extra = sum((texts[id] - wanted[id]).total() for id in said)
    made.faults += [f"{missing} comments lost, {extra} too many"] * bool(missing or extra)


def _at_rest(db: Database, keys: Keyring, id: int, released: int, signatures: range, made: Verdict) -> None:
    """Finished, nothing sealed, no mark, no key; and the log says the same as the answers."""
    with db.read() as connection:
        status = rounds.status(connection, id)
        boxes = connection.scalar(sa.select(sa.func.count()).select_from(sealed).where(sealed.c.round_id == id))
        marks = responses.spent_in(connection, id)
        subject = f"round:{id}"
        opened = [one.detail for one in audits.latest(connection, action="round.release", subject=subject, limit=10**6)]
        ended = [one.detail for one in audits.latest(connection, action="round.finish", subject=subject, limit=10**6)]
        erased = [one.detail for one in audits.latest(connection, action="round.erase", subject=subject, limit=10**6)]
    kept = [kind for kind in KINDS if keys.has(id, kind)]
    batches = [(figure("batches", detail), figure("answers", detail)) for detail in opened]
    problems = {
        f"is {status}": status is not RoundStatus.FINISHED,
        f"has {boxes} sealed answers": bool(boxes),
        f"has {marks} marks": bool(marks),
        f"has the keys {kept}": bool(kept),
        f"the log tells of {sum(answers for _, answers in batches)} released answers": released
        != sum(answers for _, answers in batches),
        "a batch was too small": any(answers < K * number for number, answers in batches),
        f"the log says {ended}": len(ended) != 1 or not ended[0].endswith("never_opened=0"),
        f"the log says {erased}": len(erased) != 1,
        "marks and answers differ": sum(figure("marks", detail) for detail in ended) - released not in signatures,
    }
    made.faults += [f"survey {id} {what} ({released} answers)" for what, is_so in problems.items() if is_so]


def figure(name: str, detail: str) -> int:
    found = re.search(rf"{name}=(\d+)", detail)
    return int(found[1]) if found else 0
