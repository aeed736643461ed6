from __future__ import annotations

import numpy as np
import pytest

import simeval.stats.simreal.mmrv as mmrv_module
from simeval.stats import mmrv, mmrv_noise_floor, rank_violations

VARIANTS = ("simpler", "paper", "sign", "strict")


def by_hand(sim: list[float], real: list[float], variant: str) -> float:
    def wrong(i: int, j: int) -> bool:
        if variant == "simpler":
            return (sim[i] > sim[j]) != (real[i] > real[j])
        if variant == "paper":
            return (sim[i] < sim[j]) != (real[i] < real[j])
        sim_order = (sim[i] > sim[j]) - (sim[i] < sim[j])
        real_order = (real[i] > real[j]) - (real[i] < real[j])
        return sim_order != real_order if variant == "sign" else sim_order * real_order < 0

    n = len(sim)
    worst = [
        max(abs(real[i] - real[j]) for j in range(n) if wrong(i, j) or i == j) for i in range(n)
    ]
    return sum(worst) / n


@pytest.mark.parametrize("variant", VARIANTS)
def test_it_is_the_definition_on_tied_columns(variant):
    rng = np.random.default_rng(1)
    for _ in range(50):
        sim, real = rng.integers(0, 5, (2, 6)) / 4
        assert mmrv(sim=sim, real=real, variant=variant) == pytest.approx(
            by_hand(sim.tolist(), real.tolist(), variant)
        )


@pytest.mark.parametrize(
    ("variant", "expected"),
    [("simpler", 0.325), ("paper", 0.575), ("sign", 0.675), ("strict", 0.2)],
)
def test_variants_differ_where_simulated_rates_tie(variant, expected):
    found = mmrv(sim=[0.3, 0.3, 0.3, 0.8], real=[0.1, 0.2, 0.9, 0.5], variant=variant)

    assert found == pytest.approx(expected)


@pytest.mark.parametrize("variant", VARIANTS)
def test_variants_agree_without_ties(variant):
    columns = {"sim": [0.5, 0.4, 0.9], "real": [0.2, 0.6, 0.8]}

    assert mmrv(**columns, variant=variant) == pytest.approx(0.8 / 3)


def test_one_policy_has_no_ranking():
    assert mmrv(sim=[0.3], real=[0.7]) is None


def test_an_unknown_variant_is_refused():
    with pytest.raises(ValueError, match="unknown MMRV variant 'simple'; known: simpler"):
        mmrv(sim=[0.1, 0.2], real=[0.1, 0.2], variant="simple")


def test_violations_name_the_pairs():
    found = rank_violations(sim=[0.5, 0.4, 0.9, 0.95], real=[0.2, 0.6, 0.8, 0.7])

    assert [(pair.first, pair.second) for pair in found] == [(0, 1), (2, 3)]
    assert found[0].real_gap == pytest.approx(-0.4)
    assert found[0].sim_gap == pytest.approx(0.1)


def test_noise_floor_of_evenly_spread_policies():
    # Simulated apart from this package: true rates even in [0.1, 0.9], 25 real and 200 simulated
    # trials; means and 95 % quantiles for 4, 6, 8 and 12 policies.
    means, highs = (0.029, 0.044, 0.057, 0.077), (0.12, 0.133, 0.135, 0.143)
    useless = (0.29, 0.37, 0.42, 0.47)
    for n, mean, high, chance in zip((4, 6, 8, 12), means, highs, useless, strict=True):
        floor = mmrv_noise_floor(policies=n, sim_trials=200, real_trials=25)
        assert floor.perfect_mean == pytest.approx(mean, abs=0.0025)
        assert floor.perfect_high == pytest.approx(high, abs=0.012)
        assert floor.uninformative_mean == pytest.approx(chance, abs=0.015)


def test_noise_floor_by_an_independent_loop():
    rates, rng = [0.2, 0.5, 0.6], np.random.default_rng(77)
    drawn = []
    for _ in range(3000):
        sim, real = rng.binomial(50, rates) / 50, rng.binomial(20, rates) / 20
        drawn.append(by_hand(sim.tolist(), real.tolist(), "simpler"))
    floor = mmrv_noise_floor(policies=3, sim_trials=50, real_trials=20, rates=rates)

    assert floor.perfect_mean == pytest.approx(np.mean(drawn), abs=0.004)


def test_wrong_number_of_rates_is_refused():
    with pytest.raises(ValueError, match="need 3 rates"):
        mmrv_noise_floor(policies=3, sim_trials=5, real_trials=5, rates=[0.1, 0.2])


def test_noise_floor_with_other_trials_for_each_policy():
    rates, rng = [0.2, 0.5, 0.6], np.random.default_rng(78)
    n_sim, n_real = [24, 72, 72], [24, 20, 10]
    drawn = []
    for _ in range(3000):
        sim, real = rng.binomial(n_sim, rates) / n_sim, rng.binomial(n_real, rates) / n_real
        drawn.append(by_hand(sim.tolist(), real.tolist(), "simpler"))
    floor = mmrv_noise_floor(policies=3, sim_trials=n_sim, real_trials=n_real, rates=rates)

    assert floor.perfect_mean == pytest.approx(np.mean(drawn), abs=0.005)
    assert (floor.sim_trials, floor.real_trials) == ((24, 72, 72), (24, 20, 10))


@pytest.mark.parametrize("trials", [0, [5, 5], [5, 0, 5]])
def test_wrong_number_of_trials_is_refused(trials):
    with pytest.raises(ValueError, match="real_trials: need at least 1 trial per policy"):
        mmrv_noise_floor(policies=3, sim_trials=5, real_trials=trials)


def test_blocks_of_rows_change_nothing(monkeypatch):
    rng = np.random.default_rng(2)
    sim, real = rng.integers(0, 5, (2, 40, 6)) / 4
    whole = mmrv_module.mmrv_of_rows(sim, real)
    monkeypatch.setattr(mmrv_module, "_BLOCK", 3 * 36)

    assert (mmrv_module.mmrv_of_rows(sim, real) == whole).all()
