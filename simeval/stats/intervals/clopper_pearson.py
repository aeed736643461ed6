"""The exact interval of a success rate, for guarantees and safety claims."""

from __future__ import annotations

from simeval.stats.scalars import check_counts, check_fraction
from simeval.stats.wilson import Interval


def clopper_pearson_interval(*, successes: int, trials: int, confidence: float = 0.95) -> Interval:
    """Return the two-sided exact interval; it covers at least as often as it says.

    The ends are the Beta quantiles B(α/2; k, n-k+1) and B(1-α/2; k+1, n-k), with 0 at k = 0 and
    1 at k = n: C. J. Clopper and E. S. Pearson (1934), Biometrika 26(4), 404-413.
    """
    successes, trials = check_counts(successes, trials)
    check_fraction(confidence, what="confidence")
    tail = (1 - confidence) / 2
    return Interval(_lower(successes, trials, tail), _upper(successes, trials, tail))


def upper_rate_bound(*, successes: int, trials: int, confidence: float = 0.95) -> float:
    """Return the exact one-sided upper bound of a rate.

    Of a failure rate with no failure seen it is 1 - α^(1/n), about 3/n at 95 % (the rule of
    three: J. A. Hanley and A. Lippman-Hand (1983), JAMA 249(13), 1743-1745).
    """
    successes, trials = check_counts(successes, trials)
    check_fraction(confidence, what="confidence")
    return _upper(successes, trials, 1 - confidence)


def lower_rate_bound(*, successes: int, trials: int, confidence: float = 0.95) -> float:
    """Return the exact one-sided lower bound of a rate: "at least this good".

    With no failure seen it is α^(1/n), the rule of three read from the other end.
    """
    successes, trials = check_counts(successes, trials)
    check_fraction(confidence, what="confidence")
    return _lower(successes, trials, 1 - confidence)


def _lower(successes: int, trials: int, tail: float) -> float:
    from scipy.special import betaincinv

    return 0.0 if successes == 0 else float(betaincinv(successes, trials - successes + 1, tail))


def _upper(successes: int, trials: int, tail: float) -> float:
    from scipy.special import betainccinv

    if successes == trials:
        return 1.0
    return float(betainccinv(successes + 1, trials - successes, tail))
