"""What a draft of the categories would do to the comments that there are."""

from collections.abc import Iterable, Mapping

import msgspec

from instruments.codebook import Codebook
from instruments.recoding import recoded, recoding
from survey.correction import Codes


class Becomes(msgspec.Struct, frozen=True, kw_only=True):
    axis: str
    code: str
    into: tuple[str, ...]
    sure: bool
    comments: int
    """That have the category now, said by people or by the model."""


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    becomes: tuple[Becomes, ...]
    follow: int
    """Comments that people have sorted and that keep or change their categories by themselves."""
    to_review: int


def preview(
    before: Codebook, draft: Codebook, said: Iterable[Codes], numbers: Mapping[tuple[str, str], int]
) -> Preview:
    """`said`: what people said of each comment; `numbers`: comments by axis and code."""
    path = recoding([before, draft])
    found = [recoded(codes, path) for codes in said]
    return Preview(
        becomes=tuple(
            Becomes(
                axis=axis,
                code=code,
                into=tuple(one for one in on_axis.order if one in now.codes),
                sure=now.sure,
                comments=numbers.get((axis, code), 0),
            )
            for axis, on_axis in path.axes.items()
            for code, now in on_axis.successors.items()
            if now.codes != {code} or not now.sure
        ),
        follow=sum(not one.to_review for one in found),
        to_review=sum(one.to_review for one in found),
    )
