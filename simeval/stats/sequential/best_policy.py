"""Which policy is the best? Spend the next episodes on the two that can still be it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.errors import InputError
from simeval.stats.inputs import vector
from simeval.stats.scalars import check_fraction, check_rate
from simeval.stats.sequential.betting import confidence_sequence
from simeval.stats.wilson import Interval


class BestPolicy(NamedTuple):
    """The state of a search for the best policy."""

    leader: str
    """The highest mean so far."""
    challenger: str
    """Of the others, the one that could be best: the highest upper end."""
    decided: bool
    """The leader is the best, or within the tolerance of it."""
    intervals: dict[str, Interval]
    """Simultaneous and valid at any time; a Wilson interval after stopping would be biased."""


def best_policy(
    outcomes: Mapping[str, ArrayLike], *, tolerance: float = 0.0, confidence: float = 0.95
) -> BestPolicy:
    """Return leader and challenger: run one more episode of each, until it is decided.

    LUCB of S. Kalyanakrishnan, A. Tewari, P. Auer and P. Stone (2012), "PAC subset selection in
    stochastic multi-armed bandits", ICML 29, with the confidence sequences of I. Waudby-Smith and
    A. Ramdas (2024), JRSS B 86(1), 1-27, each at error α/K, in place of theirs. It is decided when
    the upper end of the challenger exceeds the lower end of the leader by no more than the
    tolerance; with the given probability that is never said of a leader which is worse than the
    best by more than the tolerance. Where only a few policies can be best it needs fewer episodes
    than `successive_elimination`, which runs all that are left in each round.

    Args:
        outcomes: Per policy its outcomes in [0, 1], in order; at least one each.
        tolerance: A difference of rates that does not matter. With 0 two equal policies are never
            told apart.
        confidence: That the answer, when it is decided, is right.
    """
    check_fraction(confidence, what="confidence")
    check_rate(tolerance, what="tolerance")
    if len(outcomes) < 2:
        raise InputError(f"the best of at least two policies can be sought, got {len(outcomes)}")
    each = 1 - (1 - confidence) / len(outcomes)
    intervals = {
        name: confidence_sequence(values, confidence=each)[-1] for name, values in outcomes.items()
    }
    means = {
        name: float(np.mean(vector(values, what=f"outcomes of {name}")))
        for name, values in outcomes.items()
    }
    leader = max(means, key=lambda name: means[name])
    others = [name for name in outcomes if name != leader]
    challenger = max(others, key=lambda name: intervals[name].high)
    decided = intervals[challenger].high - intervals[leader].low <= tolerance
    return BestPolicy(leader, challenger, decided, intervals)
