"""The correlation that other policies, drawn like these, would have."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.errors import InputError
from simeval.stats.inputs import Matrix, check_choice, check_fraction, normal_quantile
from simeval.stats.scalars import check_whole
from simeval.stats.simreal.coefficients import pearson, sim_and_real, undefined
from simeval.stats.simreal.trials import MeasuredRate, rates_of, redraw_all
from simeval.stats.simreal.weighted_rows import (
    Coefficient,
    kendall_of_rows,
    pearson_of_rows,
    spearman_of_rows,
)
from simeval.stats.wilson import Interval

FEWEST_POLICIES = 4
"""Below this many policies Fisher's interval does not exist."""

_BLOCK = 4_000_000


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
    sim: Sequence[MeasuredRate],
    real: Sequence[MeasuredRate],
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
    check_whole(resamples, what="resamples", least=2)
    copies = _Copies.draw(sim, real, training_runs, resamples, seed)
    return None if copies is None else copies.interval(pearson_of_rows, confidence)


def rank_interval_new_policies(
    *,
    sim: Sequence[MeasuredRate],
    real: Sequence[MeasuredRate],
    coefficient: Literal["spearman", "kendall"],
    training_runs: Sequence[str] | None = None,
    confidence: float = 0.95,
    resamples: int = 4000,
    seed: int = 0,
) -> Interval | None:
    """Return the same interval of a rank coefficient; with few policies it covers more than asked.

    Args and None as for `pearson_interval_new_policies`.
    """
    check_fraction(confidence, what="confidence")
    check_whole(resamples, what="resamples", least=2)
    check_choice(coefficient, ("spearman", "kendall"), what="rank coefficient")
    copies = _Copies.draw(sim, real, training_runs, resamples, seed)
    of_rows = spearman_of_rows if coefficient == "spearman" else kendall_of_rows
    return None if copies is None else copies.interval(of_rows, confidence)


class _Copies(NamedTuple):
    """Bootstrap copies: rates, and how often each holds a policy; shape (copies, policies)."""

    sim: Matrix
    real: Matrix
    weights: Matrix

    @classmethod
    def draw(
        cls,
        sim: Sequence[MeasuredRate],
        real: Sequence[MeasuredRate],
        training_runs: Sequence[str] | None,
        resamples: int,
        seed: int,
    ) -> _Copies | None:
        """Draw whole training runs; None with fewer than four or a constant column."""
        if len(sim) != len(real):
            raise InputError(
                f"need the same policies, got {len(sim)} simulated and {len(real)} real"
            )
        runs = list(range(len(sim))) if training_runs is None else list(training_runs)
        if len(runs) != len(sim):
            raise InputError(f"need one training run per policy, got {len(runs)} for {len(sim)}")
        names = list(dict.fromkeys(runs))
        if len(names) < FEWEST_POLICIES or undefined(rates_of(sim), rates_of(real)):
            return None
        rng = np.random.default_rng(seed)
        sim_rates, _ = redraw_all(sim, rng, resamples)
        real_rates, _ = redraw_all(real, rng, resamples)
        count = len(names)
        weights = rng.multinomial(count, np.full(count, 1 / count), size=resamples)
        per_policy = weights[:, [names.index(run) for run in runs]]
        return cls(sim_rates, real_rates, per_policy.astype(np.float64))

    def interval(self, coefficient: Coefficient, confidence: float) -> Interval | None:
        """Percentile interval; None where no copy has the coefficient."""
        # Rank coefficients compare all pairs of policies: blocks bound the memory.
        block = max(1, _BLOCK // self.sim.shape[1] ** 2)
        values = np.concatenate(
            [
                coefficient(*(part[start : start + block] for part in self))
                for start in range(0, len(self.sim), block)
            ]
        )
        known = values[np.isfinite(values)]
        if not len(known):
            return None
        tail = (1 - confidence) / 2
        low, high = np.quantile(known, [tail, 1 - tail])
        return Interval(float(low), float(high))
