from __future__ import annotations

import numpy as np
import pytest

from simeval.stats import (
    Trials,
    fisher_interval,
    mmrv_interval_these_policies,
    mmrv_noise_floor,
    pearson_interval_new_policies,
    pearson_interval_these_policies,
)


def drawn(rng, rates, trials: int) -> list[Trials]:
    return [Trials.from_counts(int(rng.binomial(trials, rate)), trials) for rate in rates]


def test_these_policies_covers_where_the_plain_percentile_interval_does_not():
    # Twenty policies at r = 0.89: a percentile interval covers the true r a third of the time.
    rng = np.random.default_rng(12)
    covered, experiments = 0, 150
    for experiment in range(experiments):
        real = rng.uniform(0.1, 0.9, 20)
        sim = np.clip(real + rng.normal(0, 0.12, 20), 0.02, 0.98)
        found = pearson_interval_these_policies(
            sim=drawn(rng, sim, 200), real=drawn(rng, real, 50), resamples=400, seed=experiment
        )
        covered += found.interval.low <= np.corrcoef(sim, real)[0, 1] <= found.interval.high

    assert covered >= 0.9 * experiments


def test_these_policies_narrows_with_trials_and_meets_the_truth():
    rates = {"sim": [0.1, 0.5, 0.4, 0.9], "real": [0.2, 0.4, 0.6, 0.8]}
    many = {
        name: [Trials.from_counts(round(rate * 20_000), 20_000) for rate in column]
        for name, column in rates.items()
    }
    truth = np.corrcoef(rates["sim"], rates["real"])[0, 1]
    found = pearson_interval_these_policies(**many, resamples=500)

    assert found.interval == pytest.approx((truth, truth), abs=0.01)
    assert found.corrected == pytest.approx(truth, abs=0.001)


def test_rates_that_are_all_noise_say_nothing():
    columns = {
        "sim": [Trials.from_counts(k, 6) for k in (3, 3, 4)],
        "real": [Trials.from_counts(k, 6) for k in (2, 3, 3)],
    }
    found = pearson_interval_these_policies(**columns)

    assert found.corrected is None
    assert found.interval == (-1.0, 1.0)


def test_a_constant_column_has_no_interval():
    same, other = ([Trials.from_counts(k, 10) for k in ks] for ks in ((5,) * 4, (1, 2, 3, 4)))

    assert pearson_interval_these_policies(sim=same, real=other) is None
    assert pearson_interval_new_policies(sim=same, real=other) is None


def test_new_policies_are_less_certain_than_these():
    rng = np.random.default_rng(3)
    rates = np.linspace(0.1, 0.9, 8)
    columns = {"sim": drawn(rng, rates, 200), "real": drawn(rng, rates, 100)}
    these = pearson_interval_these_policies(**columns)
    new = pearson_interval_new_policies(**columns)

    assert new.high - new.low > these.interval.high - these.interval.low


def test_new_policies_with_exact_rates_is_the_pairs_bootstrap():
    rng = np.random.default_rng(5)
    real = rng.uniform(0.1, 0.9, 12)
    sim = np.clip(real + rng.normal(0, 0.15, 12), 0, 1)
    columns = {
        "sim": [Trials.from_counts(round(p * 50_000), 50_000) for p in sim],
        "real": [Trials.from_counts(round(p * 50_000), 50_000) for p in real],
    }
    found = pearson_interval_new_policies(**columns, resamples=2000)
    copies = [np.corrcoef(sim[i], real[i])[0, 1] for i in rng.integers(12, size=(4000, 12))]

    assert found == pytest.approx(np.quantile(copies, [0.025, 0.975]), abs=0.05)


def test_checkpoints_of_one_run_count_once():
    rng = np.random.default_rng(9)
    rates = np.linspace(0.1, 0.9, 12)
    columns = {"sim": drawn(rng, rates, 100), "real": drawn(rng, rates, 50)}
    families = [f"run {i // 3}" for i in range(12)]
    alone = pearson_interval_new_policies(**columns)
    together = pearson_interval_new_policies(**columns, training_runs=families)

    assert together.low != alone.low
    # Three runs are three policies: too few.
    three = [f"run {i // 4}" for i in range(12)]
    assert pearson_interval_new_policies(**columns, training_runs=three) is None


def test_fisher_interval_of_simplers_coke_can():
    found = fisher_interval(
        sim=[0.787, 0.857, 0.71, 0.567, 0.027, 0.17],
        real=[0.907, 0.853, 0.92, 0.76, 0.133, 0.293],
    )

    assert found == pytest.approx((0.7864295871, 0.9974162054))


def test_mmrv_range_of_a_perfect_simulator_sits_on_the_noise_floor():
    rates = np.linspace(0.1, 0.9, 6)
    trials = [Trials.from_counts(round(rate * 50), 50) for rate in rates]
    low, high = mmrv_interval_these_policies(sim=trials, real=trials)
    floor = mmrv_noise_floor(policies=6, sim_trials=50, real_trials=50, rates=rates)

    assert low == 0.0
    assert floor.perfect_mean < high < 4 * floor.perfect_high


def test_unequal_policies_are_refused():
    one = Trials.from_counts(1, 2)
    with pytest.raises(ValueError, match="same policies in sim and real, at least 2, got 2 and 1"):
        pearson_interval_these_policies(sim=[one, one], real=[one])
