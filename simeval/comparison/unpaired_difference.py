"""The difference of two policies in one task, from episodes that do not pair."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TypedDict

from simeval.comparison.document import Difference
from simeval.comparison.paired_difference import TestMethod
from simeval.comparison.samples import Sample


class _Counts(TypedDict):
    successes_a: int
    trials_a: int
    successes_b: int
    trials_b: int


def unpaired_difference(a: Sample, b: Sample, *, confidence: float) -> Difference:
    """Return the difference with Newcombe's interval and Boschloo's exact test.

    Where initial conditions are repeated, interval and test are Welch's over the errors of
    `cluster_mean`, with the degrees of freedom of the sample that has fewer conditions.
    """
    if not (a.trials and b.trials):
        return Difference(estimate=None, low=-1.0, high=1.0, method="none", p_value=None, test=None)
    from simeval.stats import (
        miettinen_nurminen_interval,
        newcombe_interval,
        probability_better,
    )

    counts = _Counts(
        successes_a=a.successes,
        trials_a=a.trials,
        successes_b=b.successes,
        trials_b=b.trials,
    )
    newcombe = newcombe_interval(**counts, confidence=confidence)
    better = probability_better(**counts)
    difference = Difference(
        estimate=a.successes / a.trials - b.successes / b.trials,
        low=newcombe.low,
        high=newcombe.high,
        method="newcombe",
        p_value=None,
        test=None,
        probability_a_better=better,
        probability_a_better_by_counts=better,
    )
    if a.repeated or b.repeated:
        return _over_conditions(difference, a, b, confidence)
    p_value, test = _test(counts)
    score = miettinen_nurminen_interval(**counts, confidence=confidence)
    return replace(
        difference, p_value=p_value, test=test, miettinen_nurminen=(score.low, score.high)
    )


def _over_conditions(difference: Difference, a: Sample, b: Sample, confidence: float) -> Difference:
    from scipy.special import stdtr, stdtrit

    from simeval.stats import cluster_mean

    least = min(len(a.clusters), len(b.clusters))
    if least < 2 or difference.estimate is None:
        return replace(difference, low=-1.0, high=1.0, method="none", probability_a_better=None)
    error = math.hypot(
        cluster_mean(a.clusters).standard_error, cluster_mean(b.clusters).standard_error
    )
    if error == 0:
        return replace(difference, low=-1.0, high=1.0, method="none", probability_a_better=None)
    reach = float(stdtrit(least - 1, 0.5 + confidence / 2)) * error
    return replace(
        difference,
        low=max(-1.0, difference.estimate - reach),
        high=min(1.0, difference.estimate + reach),
        method="cluster_t",
        p_value=2 * float(stdtr(least - 1, -abs(difference.estimate) / error)),
        test="cluster_t",
        probability_a_better=None,
    )


def _test(counts: _Counts) -> tuple[float, TestMethod]:
    from simeval.stats import boschloo_test, farrington_manning_test
    from simeval.stats.comparison.unconditional import MOST_TRIALS

    if counts["trials_a"] + counts["trials_b"] <= MOST_TRIALS:
        return boschloo_test(**counts), "boschloo"
    score = farrington_manning_test(
        successes_new=counts["successes_a"],
        trials_new=counts["trials_a"],
        successes_base=counts["successes_b"],
        trials_base=counts["trials_b"],
        margin=0.0,
    )
    return 2 * min(score.p_value, 1 - score.p_value), "score"
