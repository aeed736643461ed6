from __future__ import annotations

import math

import numpy as np
import pytest

from simeval.stats import (
    betting_interval,
    one_stage_interval,
    ppi_mean,
    two_stage_interval,
    wilson_interval,
)

Y = [1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1]
F = [1, 0, 1, 0, 0, 1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1]
U = [1] * 130 + [0] * 70
COLUMNS = {"real": Y, "sim_paired": F, "sim_extra": U}


def test_known_values():
    # ppi-python 0.2.3: ppi_mean_ci with tuned and with full weight.
    tuned, full = ppi_mean(**COLUMNS), ppi_mean(**COLUMNS, sim_weight=1.0)

    assert tuned.sim_weight == pytest.approx(0.5071746435)
    assert tuned.mean == pytest.approx(0.65)
    assert tuned.interval == pytest.approx((0.4733087836, 0.8266912164))
    assert full.interval == pytest.approx((0.4431564659, 0.8568435341))


def test_weight_zero_is_the_mean_of_the_real_episodes():
    found = ppi_mean(**COLUMNS, sim_weight=0.0)

    assert found.mean == pytest.approx(np.mean(Y))
    assert found.standard_error == pytest.approx(np.std(Y) / math.sqrt(20))
    assert found.real_only == wilson_interval(successes=13, trials=20)


def test_tuned_weight_has_the_smallest_error_of_all_weights():
    rng = np.random.default_rng(1)
    real = rng.normal(size=400)
    columns = {
        "real": real,
        "sim_paired": real + rng.normal(size=400),
        "sim_extra": rng.normal(size=4000) * math.sqrt(2),
    }
    errors = [
        ppi_mean(**columns, sim_weight=weight).standard_error for weight in np.linspace(0, 1, 51)
    ]
    found = ppi_mean(**columns)

    # Each variance is estimated on another sample, so the minimum is met only nearly.
    assert found.standard_error == pytest.approx(min(errors), rel=2e-3)
    # Gain: variance ratio 1 - rho² N/(N + n), with rho² = 1/2.
    gain = 1 - 0.5 * 4000 / 4400
    assert (found.standard_error / errors[0]) ** 2 == pytest.approx(gain, abs=0.06)


def test_small_samples_get_a_longer_interval():
    small = ppi_mean(**COLUMNS, small_sample=True)
    plain = ppi_mean(**COLUMNS)

    assert small.interval.high - small.interval.low > plain.interval.high - plain.interval.low


def test_a_constant_simulator_has_no_weight():
    found = ppi_mean(real=[1, 0, 1], sim_paired=[1, 1, 1], sim_extra=[1, 1])

    assert found.sim_weight == 0.0
    assert found.mean == pytest.approx(2 / 3)


def test_two_stage_covers_and_gains_from_a_good_simulator():
    rng = np.random.default_rng(3)
    covered, shorter, experiments = 0, 0, 25
    for _ in range(experiments):
        level = rng.random(2600)
        sim = (level < 0.6).astype(float)
        # The real robot differs from the simulator in one of fifty episodes.
        real = np.where(rng.random(2600) < 0.02, 1 - sim, sim)
        truth = 0.6 * 0.98 + 0.4 * 0.02
        found = two_stage_interval(real=real[:100], sim_paired=sim[:100], sim_extra=sim[100:])
        covered += found.interval.low <= truth <= found.interval.high
        widths = [i.high - i.low for i in (found.interval, found.real_only)]
        shorter += widths[0] < widths[1]

    assert covered >= 0.95 * experiments
    assert shorter >= 0.9 * experiments


def agreeing(rng, real: int, extra: int, differ: float):
    """Columns where the real robot differs from the simulator at this rate; and the real mean."""
    sim = (rng.random(real + extra) < 0.6).astype(float)
    truth = np.where(rng.random(real) < differ, 1 - sim[:real], sim[:real])
    columns = {"real": truth, "sim_paired": sim[:real], "sim_extra": sim[real:]}
    return columns, 0.6 * (1 - differ) + 0.4 * differ


@pytest.mark.parametrize("differ", [0.02, 0.1, 0.5])
def test_one_stage_covers_whatever_the_simulator_is_worth(differ):
    rng = np.random.default_rng(4)
    covered, experiments = 0, 60
    for seed in range(experiments):
        columns, mean = agreeing(rng, 40, 400, differ)
        low, high = one_stage_interval(**columns, seed=seed).interval
        covered += low <= mean <= high

    assert covered >= 0.95 * experiments


def test_one_stage_is_shorter_than_two_stages_and_than_the_real_episodes_alone():
    rng = np.random.default_rng(5)
    widths = []
    for _ in range(10):
        columns, _ = agreeing(rng, 100, 2000, 0.02)
        one, two = one_stage_interval(**columns), two_stage_interval(**columns)
        widths.append([i.high - i.low for i in (one.interval, two.interval, one.real_only)])
    one_width, two_width, real_width = np.mean(widths, axis=0)

    assert one_width < 0.95 * two_width
    assert one_width < 0.75 * real_width


def test_one_stage_without_the_simulator_is_the_betting_interval():
    found = one_stage_interval(**COLUMNS, sim_weight=0.0, seed=3)

    assert found.interval == found.real_only == betting_interval(Y, seed=3)


def test_one_stage_bets_on_what_its_definition_says():
    # As many extra episodes as real ones: each share is one episode, in the drawn order.
    extra = [0.2, 0.9, 0.4, 0.7]
    real, sim = np.array([1.0, 0.0, 1.0, 1.0]), np.array([0.8, 0.1, 0.6, 1.0])
    dealt = np.random.default_rng(0).permutation(extra)
    low, high = betting_interval((real - 0.5 * sim + 0.5 * dealt + 0.5) / 2)
    found = one_stage_interval(real=real, sim_paired=sim, sim_extra=extra, sim_weight=0.5)

    assert found.interval == pytest.approx((max(0.0, 2 * low - 0.5), min(1.0, 2 * high - 0.5)))


def test_two_stage_without_the_simulator_is_nearly_the_betting_interval():
    found = two_stage_interval(**COLUMNS, sim_weight=0.0, sim_share=1e-6)

    assert found.interval == pytest.approx(betting_interval(Y), abs=0.003)


@pytest.mark.parametrize("estimate", [ppi_mean, one_stage_interval, two_stage_interval])
def test_bad_input_is_refused(estimate):
    with pytest.raises(ValueError, match="one value each per item"):
        estimate(real=[1, 0], sim_paired=[1, 0, 1], sim_extra=U)
    with pytest.raises(ValueError, match="weight of the simulator"):
        estimate(**COLUMNS, sim_weight=1.5)
    with pytest.raises(ValueError, match="sim_extra: every value must be finite"):
        estimate(real=[1, 0], sim_paired=[1, 0], sim_extra=[1, float("nan")])


def test_one_stage_needs_an_extra_episode_per_real_one():
    with pytest.raises(ValueError, match="sim_extra: need a flat list of at least 3"):
        one_stage_interval(real=[1, 0, 1], sim_paired=[1, 0, 1], sim_extra=[1, 1])
    with pytest.raises(ValueError, match="real: outcomes must lie in"):
        one_stage_interval(real=[2, 0], sim_paired=[1, 0], sim_extra=[1, 1])
