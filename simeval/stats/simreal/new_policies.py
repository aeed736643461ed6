"""The correlation that other policies, drawn like these, would have."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from simeval.stats.inputs import check_fraction, normal_quantile
from simeval.stats.simreal.coefficients import pearson, sim_and_real, undefined
from simeval.stats.simreal.trials import Trials, rates_of, redraw_all
from simeval.stats.wilson import Interval

FEWEST_POLICIES = 4
"""Below this many policies Fisher's interval does not exist."""


def fisher_interval(
    *, sim: ArrayLike, real: ArrayLike, confidence: float = 0.95
) -> Interval | None:
    """Return tanh(atanh r ± z / √(N - 3)), an interval for new policies.

    R. A. Fisher (1921), Metron 1, 3-32. It assumes independent policies: checkpoints of one
    training run are not. None for fewer than four policies, a constant column or |r| = 1, where
    nothing is left from which to estimate an error.
    """
    quantile = normal_quantile(confidence)
    s, r = sim_and_real(sim, real)
    coefficient = pearson(sim=s, real=r)
    if coefficient is None or len(s) < FEWEST_POLICIES or 1 - abs(coefficient) < 1e-12:
        return None
    centre, half = math.atanh(coefficient), quantile / math.sqrt(len(s) - 3)
    return Interval(math.tanh(centre - half), math.tanh(centre + half))


def pearson_interval_new_policies(
    *,
    sim: Sequence[Trials],
    real: Sequence[Trials],
    training_runs: Sequence[str] | None = None,
    confidence: float = 0.95,
    resamples: int = 4000,
    seed: int = 0,
) -> Interval | None:
    """Return the percentile interval over redrawn policies and, within them, episodes.

    Wider than Fisher's with few policies. Copies in which a column is constant have no r and are
    left out. None for fewer than four policies or a constant column.

    Args:
        sim: Simulated trials, one entry per policy.
        real: Real trials of the same policies.
        training_runs: The run from which each policy comes; policies of one run are drawn
            together, since they are not independent. Every policy on its own by default.
        confidence: Level of the interval.
        resamples: Bootstrap copies.
        seed: Of the resampling.
    """
    check_fraction(confidence, what="confidence")
    if len(sim) != len(real):
        raise ValueError(f"need the same policies, got {len(sim)} simulated and {len(real)} real")
    runs = list(range(len(sim))) if training_runs is None else list(training_runs)
    if len(runs) != len(sim):
        raise ValueError(f"need one training run per policy, got {len(runs)} for {len(sim)}")
    families = [[i for i, run in enumerate(runs) if run == name] for name in dict.fromkeys(runs)]
    if len(families) < FEWEST_POLICIES or undefined(rates_of(sim), rates_of(real)):
        return None
    rng = np.random.default_rng(seed)
    sim_rates, _ = redraw_all(sim, rng, resamples)
    real_rates, _ = redraw_all(real, rng, resamples)
    copies = []
    for row, draw in enumerate(rng.integers(len(families), size=(resamples, len(families)))):
        chosen = [policy for family in draw for policy in families[family]]
        copy = pearson(sim=sim_rates[row, chosen], real=real_rates[row, chosen])
        if copy is not None:
            copies.append(copy)
    if not copies:
        return None
    tail = (1 - confidence) / 2
    low, high = np.quantile(copies, [tail, 1 - tail])
    return Interval(float(low), float(high))
