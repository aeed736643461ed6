"""Simulated against real rates of the same policies."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import kendalltau, spearmanr

from error_rates.experiment import LEVEL, Draw, Entry, any_seed, covers
from simeval import stats


class Policies(NamedTuple):
    """True rates with a correlation of about 0.88; 200 simulated and 50 real trials each."""

    sim_rates: np.ndarray
    real_rates: np.ndarray
    sim: list[stats.Trials]
    real: list[stats.Trials]


def _true_rates(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    real = rng.uniform(0.1, 0.9, count)
    return np.clip(real + rng.normal(0, 0.12, count), 0.02, 0.98), real


def _policies(rng: np.random.Generator, count: int) -> Policies:
    sim, real = _true_rates(rng, count)
    return Policies(
        sim,
        real,
        [stats.Trials.from_counts(int(rng.binomial(200, p)), 200) for p in sim],
        [stats.Trials.from_counts(int(rng.binomial(50, p)), 50) for p in real],
    )


@functools.cache
def _population(coefficient: str) -> float:
    sim, real = _true_rates(np.random.default_rng(0), 400_000)
    if coefficient == "pearson":
        return float(np.corrcoef(sim, real)[0, 1])
    return float((spearmanr if coefficient == "spearman" else kendalltau)(sim, real).statistic)


def _these(count: int) -> Draw:
    """The true correlation of the very policies that were run."""

    def draw(rng: np.random.Generator) -> bool:
        run = _policies(rng, count)
        found = stats.pearson_interval_these_policies(
            sim=run.sim, real=run.real, resamples=500, seed=any_seed(rng)
        )
        truth = float(np.corrcoef(run.sim_rates, run.real_rates)[0, 1])
        return found is not None and covers(found.interval, truth)

    return draw


def _kendall_these(rng: np.random.Generator) -> bool:
    run = _policies(rng, 6)
    interval = stats.kendall_interval_these_policies(sim=run.sim, real=run.real)
    return covers(interval, float(kendalltau(run.sim_rates, run.real_rates).statistic))


def _bias_these(rng: np.random.Generator) -> bool:
    run = _policies(rng, 6)
    interval = stats.bias_interval_these_policies(sim=run.sim, real=run.real)
    return covers(interval, float((run.sim_rates - run.real_rates).mean()))


def _fisher(count: int) -> Draw:
    """The correlation of the population of policies."""

    def draw(rng: np.random.Generator) -> bool:
        run = _policies(rng, count)
        interval = stats.fisher_interval(
            sim=[t.rate for t in run.sim], real=[t.rate for t in run.real]
        )
        return covers(interval, _population("pearson"))

    return draw


def _bootstrap(find: Callable[..., Any], coefficient: str, count: int) -> Draw:
    """The same, redrawing policies and episodes."""

    def draw(rng: np.random.Generator) -> bool:
        run = _policies(rng, count)
        interval = find(sim=run.sim, real=run.real, resamples=300, seed=any_seed(rng))
        return covers(interval, _population(coefficient))

    return draw


def _kruskal(rng: np.random.Generator) -> bool:
    """Equal rates, 75 simulated and 75 real trials."""
    sim, real = (int(k) for k in rng.binomial(75, 0.6, 2))
    found = stats.kruskal_on_trials(
        sim_successes=sim, sim_trials=75, real_successes=real, real_trials=75
    )
    return found.p_value <= LEVEL


def _permutation(rng: np.random.Generator) -> bool:
    """Six policies, unrelated columns."""
    return stats.permutation_test(sim=rng.random(6), real=rng.random(6)).p_value <= LEVEL


_PEARSON = stats.pearson_interval_new_policies
_SPEARMAN = functools.partial(stats.rank_interval_new_policies, coefficient="spearman")

ENTRIES = [
    Entry("pearson these policies, N=6", _these(6), "coverage"),
    Entry("pearson these policies, N=12", _these(12), "coverage"),
    Entry("pearson these policies, N=20", _these(20), "coverage"),
    Entry("kendall these policies, N=6", _kendall_these, "coverage"),
    Entry("bias these policies, N=6", _bias_these, "coverage"),
    Entry("pearson new policies, Fisher, N=6", _fisher(6), "coverage"),
    Entry("pearson new policies, Fisher, N=12", _fisher(12), "coverage"),
    Entry("pearson new policies, bootstrap, N=6", _bootstrap(_PEARSON, "pearson", 6), "coverage"),
    Entry("pearson new policies, bootstrap, N=12", _bootstrap(_PEARSON, "pearson", 12), "coverage"),
    Entry(
        "spearman new policies, bootstrap, N=12",
        _bootstrap(_SPEARMAN, "spearman", 12),
        "coverage",
    ),
    Entry("kruskal", _kruskal, "error"),
    Entry("permutation", _permutation, "error", True),
]
