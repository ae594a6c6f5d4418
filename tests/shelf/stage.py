"""A small scheme of categories, comments that can be told apart by it, and whoever says what they are."""

import random

from instruments.codebook import Axis, Category, Codebook
from scoring.comments.tagger.example import AxisRule, Scored, Told
from survey.comment import Comment
from survey.correction import Codes, Drawn
from survey.scheme import fingerprint, written
from survey.steps.correct import Said
from survey.store import collections, comments, schemes, tags
from survey.store.database import Database
from survey.store.tags import Suggested
from tests.conftest import NOW

AREAS, REASONS, TONES = ("roads", "school"), ("slow", "rude", "none"), ("bad", "good")
RULES = {"area": AxisRule(), "reasons": AxisRule(many=True, none="none"), "tone": AxisRule()}
WORDS = {
    "roads": ("snow", "road", "gritting", "plough"),
    "school": ("teacher", "pupils", "classroom", "lessons"),
    "slow": ("waited", "weeks", "queue"),
    "rude": ("rude", "shouted", "arrogant"),
    "none": ("hello", "question", "wondering"),
    "bad": ("terrible", "angry", "useless"),
    "good": ("thanks", "lovely", "pleased"),
}


def axis(code: str, codes: tuple[str, ...], *, many: bool = False, none: str = "") -> Axis:
    categories = tuple(Category(code=one, name={"en": one.capitalize()}) for one in codes)
    return Axis(code=code, name={"en": code.capitalize()}, many=many, none=none, categories=categories)


def codebook(version: int = 1) -> Codebook:
    axes = axis("area", AREAS), axis("reasons", REASONS, many=True, none="none"), axis("tone", TONES)
    return Codebook(id="small", version=version, title={"en": "Small"}, axes=axes)


def a_scheme(db: Database) -> None:
    document = written(codebook(), 1)
    db.write(schemes.add, 1, document, NOW, by=None)
    db.write(schemes.publish, 1, fingerprint(document), NOW, by=None)


def a_collection(db: Database) -> int:
    return db.write(collections.add, "Spring", NOW, by=None)


def saying(codes: Codes, dice: random.Random) -> str:
    words = [word for some in codes.values() for code in some for word in dice.sample(WORDS[code], 2)]
    return " ".join(dice.sample(words, len(words)))


def codes(dice: random.Random) -> Codes:
    return {"area": (dice.choice(AREAS),), "reasons": (dice.choice(REASONS),), "tone": (dice.choice(TONES),)}


def some_comments(number: int, *, seed: int = 1, **values: object) -> dict[Comment, Codes]:
    dice = random.Random(seed)
    found: dict[Comment, Codes] = {}
    for _ in range(number):
        said = codes(dice)
        rest = {"channel": dice.choice(["email", "phone"]), "period": f"2026-0{dice.randint(1, 4)}", "item": "better"}
        rest |= {"service": dice.choice(["roads", ""]), **values}
        found[Comment(id=dice.randbytes(16), text=saying(said, dice), **rest)] = said  # type: ignore[arg-type]
    return found


def put(db: Database, found: dict[Comment, Codes]) -> None:
    db.write(comments.add, list(found))


def told(said: Codes, *, unsure: bool = False, margin: float = 0.5) -> Suggested:
    axes = {
        axis: Told(tuple(Scored(one, 0.9) for one in some), unsure, ("because",), margin)
        for axis, some in said.items()
    }
    return Suggested(language="en", told=axes)


def suggested(db: Database, found: dict[Comment, Codes], model_id: int, **values: object) -> None:
    said = {one.id: told(codes, **values) for one, codes in found.items()}  # type: ignore[arg-type]
    db.write(tags.suggest, 1, model_id, said, RULES)


def said(one: Comment, codes: Codes, *, token: str = "", drawn: Drawn = Drawn.RANDOM) -> Said:
    return Said(token=token or f"t{one.id.hex()}", comment_id=one.id, codes=codes, drawn=drawn, shown=codes)
