"""The tags of a PDF as a tree of plain values: what a screen reader walks through."""

import io
from collections.abc import Iterator
from typing import Any

import msgspec
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject


class Tag(msgspec.Struct, frozen=True):
    name: str
    alt: str | None
    scope: str | None
    language: str | None
    identity: str | None
    heads: tuple[str, ...]
    """Of a cell: the names of its heads."""
    children: tuple["Tag", ...]

    def walk(self) -> Iterator["Tag"]:
        yield self
        for child in self.children:
            yield from child.walk()


def opened(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def tags(pdf: bytes) -> Tag:
    root: Any = opened(pdf).trailer["/Root"]
    return _tag(root["/StructTreeRoot"])


def named(pdf: bytes, name: str) -> list[Tag]:
    return [one for one in tags(pdf).walk() if one.name == name]


def text(pdf: bytes) -> str:
    """What is read from all pages, in one line."""
    return " ".join(" ".join(page.extract_text() for page in opened(pdf).pages).split())


def _tag(one: DictionaryObject) -> Tag:
    kids = one.get("/K", ArrayObject())
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    children = [kid.get_object() for kid in (kids if isinstance(kids, ArrayObject) else [kids])]
    return Tag(
        str(one.get("/S", "")).removeprefix("/"),
        None if one.get("/Alt") is None else str(one["/Alt"]),
        _scope(one),
        None if one.get("/Lang") is None else str(one["/Lang"]),
        None if one.get("/ID") is None else str(one["/ID"]),
        tuple(map(str, _attribute(one, "/Headers") or ())),
        tuple(_tag(kid) for kid in children if isinstance(kid, DictionaryObject) and "/S" in kid),
    )


def _scope(one: DictionaryObject) -> str | None:
    found = _attribute(one, "/Scope")
    return None if found is None else str(found).removeprefix("/")


def _attribute(one: DictionaryObject, name: str) -> Any:
    found: Any = one.get("/A", DictionaryObject())
    found = found.get_object()
    for attributes in found if isinstance(found, ArrayObject) else [found]:
        own = attributes.get_object()
        if isinstance(own, DictionaryObject) and name in own:
            return own[name]
    return None
