"""How far suggested categories can be trusted."""

from hypothesis import given
from hypothesis import strategies as st

from scoring.comments.quality import Category, Checked, Trust, categories, sentence, wholes
from scoring.interval import Interval, wilson


def checked(
    suggested: str, decided: str, times: int = 1, *, language: str = "nb", control: bool = True
) -> list[Checked]:
    return [Checked("reasons", tuple(suggested.split()), tuple(decided.split()), language, control)] * times


def of(code: str, found: list[Category], language: str = "") -> Category:
    return next(one for one in found if (one.code, one.language) == (code, language))


def test_precision_recall_and_shares_are_counted_from_pairs() -> None:
    pairs = [
        *checked("slow", "slow", 6),
        *checked("slow cost", "cost", 2),
        *checked("", "slow", 1),
        *checked("", "none"),
    ]
    slow = of("slow", categories(pairs))
    assert (slow.precision, slow.recall) == (wilson(6, 8), wilson(6, 7))
    assert (slow.suggested, slow.decided, slow.checked) == (wilson(8, 10), wilson(7, 10), 10)
    whole = wholes(pairs)[0]
    assert (whole.covered, whole.right) == (wilson(8, 10), wilson(6, 8))


def test_only_random_control_counts() -> None:
    hard = checked("slow", "cost", 50, control=False)
    assert categories([*checked("slow", "slow", 5), *hard]) == categories(checked("slow", "slow", 5))
    assert categories(hard) == wholes(hard) == []


def test_each_language_has_its_own_figures_beside_those_of_all() -> None:
    pairs = [*checked("slow", "slow", 4), *checked("slow", "cost", 4, language="sv")]
    found = categories(pairs)
    assert of("slow", found, "nb").precision.estimate == 1
    assert of("slow", found, "sv").precision.estimate == 0
    assert of("slow", found).precision.estimate == 0.5
    assert {(one.language, one.checked) for one in wholes(pairs)} == {("", 8), ("nb", 4), ("sv", 4)}
    assert len(categories(checked("slow", "slow", 3, language=""))) == 1, "texts of no known language count once"


def test_trust_goes_by_what_is_sure() -> None:
    assert of("slow", categories(checked("slow", "slow", 19))).trust == Trust.FEW
    assert of("slow", categories(checked("slow", "slow", 20))).trust == Trust.GOOD
    mixed = [*checked("slow", "slow", 30), *checked("slow", "cost", 10), *checked("cost", "slow", 5)]
    assert of("slow", categories(mixed)).trust == Trust.FAIR
    assert of("cost", categories([*mixed, *checked("cost", "cost", 9)])).trust == Trust.POOR
    never = [*checked("", "privacy", 25), *checked("slow", "slow", 25)]
    assert of("privacy", categories(never)).precision == Interval(None, None, None)
    assert of("privacy", categories(never)).trust == Trust.POOR


def test_a_report_is_as_good_as_the_categories_of_half_its_comments() -> None:
    found = categories([*checked("slow", "slow", 40), *checked("cost", "privacy", 30)])
    said = sentence(found, {"slow": 60, "cost": 30, "digital": 10})
    assert said.trust == Trust.GOOD
    assert said.codes == {Trust.GOOD: ("slow",), Trust.FAIR: (), Trust.POOR: ("cost",), Trust.FEW: ("digital",)}
    assert (said.checked, sentence(found, {"slow": 10, "cost": 30}).trust) == (70, Trust.POOR)
    assert sentence(found, {}).trust == sentence([], {"slow": 9}).trust == Trust.FEW


codes = st.lists(st.sampled_from("abc"), max_size=2, unique=True).map(tuple)


@given(st.lists(st.builds(Checked, st.just("x"), codes, codes, st.sampled_from(["nb", "sv"]), st.booleans())))
def test_precision_and_recall_change_places_with_tagger_and_person(pairs: list[Checked]) -> None:
    turned = [Checked(one.axis, one.decided, one.suggested, one.language, one.control) for one in pairs]
    assert [(one.precision, one.suggested, one.trust) for one in categories(pairs)] == [
        (one.recall, one.decided, one.trust) for one in categories(turned)
    ]
