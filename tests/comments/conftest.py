"""A site with comments on its shelf: sorted as a tagger would, from units, channels and files as a test wants them."""

import random
from collections.abc import Sequence

import msgspec

from instruments import bank
from scoring.comments.tagger.example import Scored, Told
from survey.comment import Comment
from survey.scheme import fingerprint, rules, written
from survey.store import collections, comments, schemes, taggers, tags
from survey.store.database import Database
from survey.store.tags import Suggested
from survey.tagger import Origin
from tests.conftest import NOW
from tests.web.conftest import quick_hashes, site, site_on

__all__ = ["quick_hashes", "site", "site_on"]

TOLD = {
    "area": Told((Scored("technical", 0.81), Scored("roads", 0.1)), False, ("bossdunken",), 0.7),
    "reasons": Told((Scored("slow", 0.74),), False, ("ventet",), 0.2),
    "tone": Told((Scored("negative", 0.93),), False, ("ventet",), 0.9),
}


def a_scheme(db: Database) -> int:
    """The one that ships, unless the house has begun with it already; returns a model that is wanted."""
    with db.read() as connection:
        begun = schemes.in_use(connection)
    if begun is None:
        document = written(bank.codebook("municipal"), 1)
        db.write(schemes.add, 1, document, NOW, by=None)
        db.write(schemes.publish, 1, fingerprint(document), NOW, by=None)
    return db.write(taggers.want, 1, NOW, origin=Origin.STARTER, by=None)


def a_collection(db: Database, title: str = "Høsten 2026") -> int:
    return db.write(collections.add, title, NOW, by=None)


def shelved(
    db: Database,
    texts: Sequence[str],
    collection_id: int | None,
    *,
    seed: int = 1,
    model: int | None = None,
    **place: object,
) -> list[bytes]:
    """Comments with these texts in one place; with `model` sorted by it, the first the least surely."""
    dice = random.Random(seed)
    some = [
        Comment(id=dice.randbytes(16), collection_id=collection_id, text=text, **{"item": "Hva kan bli bedre?"} | place)  # type: ignore[arg-type]
        for text in texts
    ]
    db.write(comments.add, some)
    if model is not None:
        said = {
            one.id: Suggested(
                language="nb", told=TOLD | {"reasons": msgspec.structs.replace(TOLD["reasons"], margin=at / 100)}
            )
            for at, one in enumerate(some)
        }
        db.write(tags.suggest, 1, model, said, rules(bank.codebook("municipal")))
    return [one.id for one in some]
