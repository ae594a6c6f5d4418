"""Histories of a category scheme drawn by hypothesis: versions that follow each other, and labels to recode."""

from hypothesis import strategies as st

from instruments.codebook import Added, Axis, Category, Change, Codebook, Merged, Renamed, Retired, Split
from instruments.revision import amended, come, following, objections

POOL = ("a", "b", "c", "d", "e", "f", "none", "rest")


def worded(code: str) -> Category:
    return Category(code=code, name={"en": code})


@st.composite
def axes(draw: st.DrawFn, code: str, *, many: bool) -> Axis:
    none = draw(st.sampled_from(["none", ""]))
    codes = draw(st.lists(st.sampled_from(POOL[:6]), min_size=2, max_size=5, unique=True))
    return Axis(
        code=code,
        name={"en": code},
        many=many,
        none=none,
        categories=tuple(map(worded, [*codes, *filter(None, [none])])),
    )


@st.composite
def changes(draw: st.DrawFn, axis: Axis) -> Change:
    there, any_code = st.sampled_from(axis.codes), st.sampled_from(POOL)
    several = st.lists(there, min_size=1, max_size=3, unique=True).map(tuple)
    parts = st.lists(any_code, min_size=2, max_size=3, unique=True).map(tuple)
    return draw(
        st.one_of(
            st.builds(Added, st.just(axis.code), any_code),
            st.builds(Merged, st.just(axis.code), several, any_code),
            st.builds(Split, st.just(axis.code), there, parts),
            st.builds(Renamed, st.just(axis.code), there, any_code),
            st.builds(Retired, st.just(axis.code), there),
        )
    )


@st.composite
def histories(draw: st.DrawFn, *, longest: int = 4) -> tuple[Codebook, ...]:
    """Versions oldest first; what cannot be done in one is left out."""
    first = Codebook(
        id="drawn",
        version=1,
        title={"en": "Drawn"},
        axes=(draw(axes("area", many=False)), draw(axes("reasons", many=True))),
    )
    versions = [first]
    for _ in range(draw(st.integers(0, longest - 1))):
        draft = following(versions[-1])
        for _ in range(draw(st.integers(0, 4))):
            axis = draw(st.sampled_from(draft.axes))
            change = draw(changes(axis))
            words = [worded(code) for code in come(change)]
            empties = isinstance(change, Retired) and len(axis.codes) == 1
            if not empties and not objections(draft, change, *words):
                draft = amended(draft, change, *words)
        versions.append(draft)
    return tuple(versions)


@st.composite
def labels(draw: st.DrawFn, codebook: Codebook, *, known: bool = True) -> dict[str, tuple[str, ...]]:
    """As a person or the tagger may have given them: one category or several, `none` alone; unknown codes at will."""
    found: dict[str, tuple[str, ...]] = {}
    for axis in codebook.axes:
        codes = st.sampled_from(axis.codes if known else POOL)
        given = draw(st.lists(codes, max_size=4 if axis.many else 1, unique=True))
        found[axis.code] = tuple(code for code in given if code != axis.none or len(given) == 1)
    return found
