"""Shrinkage: each estimate drawn towards the common centre, the more the less sure it is; shown beside the raw one."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec
import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
LEAST = 4  # below four units nothing is gained by shrinking towards a centre that is estimated itself


class Between(StrEnum):
    """How the variance between the units is estimated."""

    PAULE_MANDEL = "paule-mandel"
    DERSIMONIAN_LAIRD = "dersimonian-laird"


class Shrunk(msgspec.Struct, frozen=True):
    """In the order given: shrunk = weight x raw + (1 - weight) x centre, on the scale on which it was worked out.

    `between` is the variance between the units and `centre` their mean on that scale: that of the estimates, or for
    shares the angle arcsin(2 share - 1), in radians. `method` says how all this was done.
    """

    raw: tuple[float, ...]
    shrunk: tuple[float, ...]
    weights: tuple[float, ...]
    centre: float
    between: float
    method: str


def of_estimates(
    estimates: Sequence[float] | Numbers,
    errors: Sequence[float] | Numbers,
    *,
    by: Between = Between.PAULE_MANDEL,
    james_stein: bool = True,
) -> Shrunk:
    """Estimates with their standard errors (units, same unit of measure), shrunk.

    C. N. Morris, "Parametric empirical Bayes inference: theory and applications", JASA 78 (1983), 47-55: weight of the
    raw one = 1 - (k - 3) / (k - 1) x V / (V + A), V = error^2, A the variance between the k units, the centre weighted
    by 1 / (V + A). With equal errors this is James and Stein's estimator, 1 - (k - 3) V / S: B. Efron, C. Morris,
    "Data analysis using Stein's estimator and its generalizations", JASA 70 (1975), 311-319. Where A is 0 its
    positive part is kept: 1 - (k - 3) / Q, 0 at least, Q as in `excess`. james_stein=False leaves the correction out:
    A / (V + A). ValueError where lengths differ, a number is not finite, or an error is not above 0.
    """
    raw, variances = np.asarray(estimates, dtype=np.float64), np.asarray(errors, dtype=np.float64) ** 2
    if len(raw) != len(variances) or not (np.isfinite(raw).all() and np.isfinite(variances).all()):
        raise ValueError("each unit has an estimate and a standard error, both finite numbers")
    if not len(raw) or not (variances > 0).all():
        raise ValueError("there is one unit at least, and each standard error is above 0")
    added = ESTIMATORS[by](raw, variances)
    centre = weighted_mean(raw, variances + added)
    keep = kept(raw, variances, added) if james_stein else added / (variances + added)
    found = keep * raw + (1 - keep) * centre
    method = f"{'james-stein' if james_stein else 'plain'}, {by}"
    return Shrunk(tuple(raw.tolist()), tuple(found.tolist()), tuple(keep.tolist()), centre, added, method)


def of_shares(
    successes: Sequence[int], trials: Sequence[int], *, by: Between = Between.PAULE_MANDEL, james_stein: bool = True
) -> Shrunk:
    """Shares successes / trials (0..1), shrunk as angles arcsin(2 share - 1), whose variance is 1 / trials.

    The scale of Efron and Morris (1975), section 2, divided by the root of the trials, so that they may differ; then
    back, share = (1 + sin angle) / 2. ValueError unless 0 <= successes <= trials and 1 <= trials for each.
    """
    x, n = np.asarray(successes, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    if len(x) != len(n) or (n < 1).any() or (x < 0).any() or (x > n).any():
        raise ValueError("each unit has successes from 0 to its trials, and one trial or more")
    found = of_estimates(np.arcsin(2 * x / n - 1), 1 / np.sqrt(n), by=by, james_stein=james_stein)
    shares = (1 + np.sin(np.array(found.shrunk))) / 2
    return msgspec.structs.replace(
        found, raw=tuple((x / n).tolist()), shrunk=tuple(shares.tolist()), method=f"{found.method}, arcsine"
    )


def kept(raw: Numbers, variances: Numbers, added: float) -> Numbers:
    number = len(raw)
    if number < LEAST:
        return np.ones(number)
    if added:
        found: Numbers = 1 - (number - 3) / (number - 1) * variances / (variances + added)
        return found
    spread = excess(raw, variances, 0.0)
    return np.full(number, max(0.0, 1 - (number - 3) / spread) if spread else 0.0)


def paule_mandel(raw: Numbers, variances: Numbers) -> float:
    """The A at which Q is k - 1, its expectation; 0 where Q is below that without any A.

    R. C. Paule, J. Mandel, "Consensus values and weighting factors", Journal of Research of the NBS 87 (1982), 377-385.
    """
    wanted = len(raw) - 1
    if wanted < 1 or excess(raw, variances, 0.0) <= wanted:
        return 0.0
    # Q falls with A and is below k - 1 from this on
    low, high = 0.0, float(((raw - raw.mean()) ** 2).sum() / wanted)
    while high - low > 1e-15 * high:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if excess(raw, variances, middle) > wanted else (low, middle)
    return (low + high) / 2


def dersimonian_laird(raw: Numbers, variances: Numbers) -> float:
    """(Q - (k - 1)) / (sum w - sum w^2 / sum w), w = 1 / V, 0 at least.

    R. DerSimonian, N. Laird, "Meta-analysis in clinical trials", Controlled Clinical Trials 7 (1986), 177-188.
    """
    weights = 1 / variances
    room = weights.sum() - (weights**2).sum() / weights.sum()
    return max(0.0, float((excess(raw, variances, 0.0) - (len(raw) - 1)) / room)) if len(raw) > 1 else 0.0


def excess(raw: Numbers, variances: Numbers, added: float) -> float:
    """Q: the squared distances from the centre, each over its variance V + A."""
    total = variances + added
    return float(((raw - weighted_mean(raw, total)) ** 2 / total).sum())


def weighted_mean(raw: Numbers, variances: Numbers) -> float:
    return float((raw / variances).sum() / (1 / variances).sum())


ESTIMATORS = {Between.PAULE_MANDEL: paule_mandel, Between.DERSIMONIAN_LAIRD: dersimonian_laird}
