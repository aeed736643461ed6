from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import scipy.stats

from simeval.stats import (
    Trials,
    kendall_interval_these_policies,
    pearson_interval_new_policies,
    rank_interval_new_policies,
)
from simeval.stats.simreal import new_policies
from simeval.stats.simreal.weighted_rows import (
    kendall_of_rows,
    pearson_of_rows,
    spearman_of_rows,
)


def drawn(rng, rates, trials: int) -> list[Trials]:
    return [Trials.from_counts(int(rng.binomial(trials, rate)), trials) for rate in rates]


@pytest.mark.parametrize(
    ("of_rows", "expected"),
    [
        (pearson_of_rows, scipy.stats.pearsonr),
        (spearman_of_rows, scipy.stats.spearmanr),
        (kendall_of_rows, scipy.stats.kendalltau),
    ],
)
def test_weights_are_copies_written_out(of_rows, expected):
    rng = np.random.default_rng(3)
    for _ in range(30):
        # Few distinct values, so that there are ties of all kinds.
        sim, real = rng.integers(0, 4, (2, 1, 7)) / 4
        weights = rng.multinomial(7, np.full(7, 1 / 7), size=1)
        written = [np.repeat(column[0], weights[0]) for column in (sim, real)]
        found = of_rows(sim, real, weights.astype(float))[0]
        if any(np.ptp(column) == 0 for column in written):
            assert np.isnan(found)
        else:
            assert found == pytest.approx(expected(*written).statistic)


@pytest.mark.parametrize("coefficient", ["spearman", "kendall"])
def test_with_exact_rates_it_is_the_pairs_bootstrap(coefficient):
    rng = np.random.default_rng(5)
    real = rng.uniform(0.1, 0.9, 12)
    sim = np.clip(real + rng.normal(0, 0.2, 12), 0, 1)
    columns = {
        name: [Trials.from_counts(round(p * 10_000), 10_000) for p in column]
        for name, column in (("sim", sim), ("real", real))
    }
    found = rank_interval_new_policies(**columns, coefficient=coefficient, resamples=2000)
    of_scipy = {"spearman": scipy.stats.spearmanr, "kendall": scipy.stats.kendalltau}[coefficient]
    copies = [of_scipy(sim[i], real[i]).statistic for i in rng.integers(12, size=(2000, 12))]

    assert found == pytest.approx(np.quantile(copies, [0.025, 0.975]), abs=0.06)


@pytest.mark.parametrize("coefficient", ["spearman", "kendall"])
def test_it_covers_with_few_policies(coefficient):
    rng = np.random.default_rng(8)
    of_scipy = {"spearman": scipy.stats.spearmanr, "kendall": scipy.stats.kendalltau}[coefficient]

    def policies(count: int) -> tuple[np.ndarray, np.ndarray]:
        real = rng.uniform(0.1, 0.9, count)
        return np.clip(real + rng.normal(0, 0.3, count), 0.02, 0.98), real

    truth = of_scipy(*policies(5000)).statistic
    covered, experiments = 0, 120
    for experiment in range(experiments):
        sim, real = policies(6)
        found = rank_interval_new_policies(
            sim=drawn(rng, sim, 200),
            real=drawn(rng, real, 50),
            coefficient=coefficient,
            resamples=400,
            seed=experiment,
        )
        covered += found.low <= truth <= found.high

    assert covered >= 0.93 * experiments


def test_training_runs_are_drawn_whole():
    rng = np.random.default_rng(9)
    rates = np.linspace(0.1, 0.9, 12)
    columns = {"sim": drawn(rng, rates, 100), "real": drawn(rng, rates, 50)}
    three = [f"run {i // 4}" for i in range(12)]

    assert rank_interval_new_policies(**columns, coefficient="kendall", training_runs=three) is None
    four = rank_interval_new_policies(
        **columns, coefficient="kendall", training_runs=[f"run {i % 4}" for i in range(12)]
    )
    assert four is not None


def test_grouped_policies_with_exact_rates_are_the_cluster_bootstrap():
    rng = np.random.default_rng(12)
    real = rng.uniform(0.1, 0.9, 12)
    sim = np.clip(real + rng.normal(0, 0.2, 12), 0, 1)
    families = [[0, 1, 2], [3], [4, 5], [6, 7, 8, 9], [10], [11]]
    found = pearson_interval_new_policies(
        sim=[Trials.from_counts(round(p * 10_000), 10_000) for p in sim],
        real=[Trials.from_counts(round(p * 10_000), 10_000) for p in real],
        training_runs=[str(f) for f, members in enumerate(families) for _ in members],
    )
    copies = []
    for draw in rng.integers(6, size=(4000, 6)):
        chosen = [policy for family in draw for policy in families[family]]
        if len(set(chosen)) > 1:
            copies.append(np.corrcoef(sim[chosen], real[chosen])[0, 1])

    assert found == pytest.approx(np.quantile(copies, [0.025, 0.975]), abs=0.03)


def test_an_unknown_rank_coefficient_is_refused():
    one = [Trials.from_counts(1, 2)] * 5
    with pytest.raises(ValueError, match="unknown rank coefficient 'pearson'"):
        rank_interval_new_policies(sim=one, real=one, coefficient="pearson")


@pytest.mark.parametrize("coefficient", ["spearman", "kendall"])
def test_blocks_of_copies_change_nothing(coefficient, monkeypatch):
    rng = np.random.default_rng(1)
    rates = rng.uniform(0.1, 0.9, 9)
    columns = {"sim": drawn(rng, rates, 100), "real": drawn(rng, rates, 100)}
    whole = rank_interval_new_policies(**columns, coefficient=coefficient, resamples=500)
    monkeypatch.setattr(new_policies, "_BLOCK", 7 * 81)

    assert rank_interval_new_policies(**columns, coefficient=coefficient, resamples=500) == whole


def test_known_orders_bound_kendalls_tau():
    # All pairs are far apart but the last two policies, simulated: one of three pairs is open.
    sim = [Trials.from_counts(k, 200) for k in (20, 150, 152)]
    real = [Trials.from_counts(k, 200) for k in (30, 100, 180)]

    assert kendall_interval_these_policies(sim=sim, real=real) == pytest.approx((1 / 3, 1.0))
    swapped = kendall_interval_these_policies(sim=sim, real=[real[1], real[0], real[2]])
    assert swapped == pytest.approx((-1 / 3, 1 / 3))


def test_nothing_known_bounds_nothing():
    few = [Trials.from_counts(k, 4) for k in (1, 2, 3)]

    assert kendall_interval_these_policies(sim=few, real=few) == (-1.0, 1.0)


def test_kendall_bounds_hold_in_nearly_all_experiments():
    rng = np.random.default_rng(3)
    held, experiments = 0, 200
    for _ in range(experiments):
        real = rng.uniform(0.05, 0.95, 6)
        sim = np.clip(real + rng.normal(0, 0.2, 6), 0.001 * rng.random(6), 1)
        truth = sum(
            np.sign((sim[i] - sim[j]) * (real[i] - real[j])) for i, j in combinations(range(6), 2)
        )
        low, high = kendall_interval_these_policies(
            sim=drawn(rng, sim, 400), real=drawn(rng, real, 400)
        )
        held += low - 1e-9 <= truth / 15 <= high + 1e-9

    assert held >= 0.95 * experiments
