"""SIMPLER's test of simulated against real trials of one policy."""

from __future__ import annotations

from typing import NamedTuple

from simeval.stats.inputs import check_counts


class KruskalWallis(NamedTuple):
    """A test of H0: simulated and real trials come from the same distribution."""

    h: float
    p_value: float
    """A large value is not evidence of agreement; look at an interval of the difference."""


def kruskal_on_trials(
    *, sim_successes: int, sim_trials: int, real_successes: int, real_trials: int
) -> KruskalWallis:
    """Return the Kruskal-Wallis test of two groups of 0/1 trials.

    With ties it is H = (N-1)/N · χ² of the 2x2 table: W. H. Kruskal and W. A. Wallis (1952), JASA
    47(260), 583-621. Where all trials have the same outcome H = 0 and p = 1. From true counts
    where they are known: `round(n · p)` of a printed rate can be off by one.
    """
    from scipy.special import chdtrc

    sim_successes, sim_trials = check_counts(sim_successes, sim_trials, what="sim")
    real_successes, real_trials = check_counts(real_successes, real_trials, what="real")
    total, successes = sim_trials + real_trials, sim_successes + real_successes
    failures = total - successes
    if successes == 0 or failures == 0:
        return KruskalWallis(0.0, 1.0)
    cross = sim_successes * real_trials - real_successes * sim_trials
    h = (total - 1) * cross**2 / (sim_trials * real_trials * successes * failures)
    return KruskalWallis(h, float(chdtrc(1, h)))
