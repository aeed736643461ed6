from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import minimize

from simeval.stats import (
    factor_model,
    fit_logistic,
    mcnemar_test,
    paired_factor_effects,
    tango_interval,
)

LIGHT, CAMERA = [0, 1, 0, 1], [0, 0, 1, 1]
SUCCESSES, TRIALS = [40, 34, 21, 15], [50, 50, 50, 50]


def test_two_by_two_in_closed_form():
    # One factor: its coefficient is the log odds ratio, with Woolf's standard error.
    fit = fit_logistic([[1, 0], [1, 1]], successes=[40, 21], trials=[50, 50])

    assert fit.coefficients == pytest.approx((math.log(4), math.log(21 / 29) - math.log(4)))
    assert fit.standard_errors[1] == pytest.approx(math.sqrt(1 / 40 + 1 / 10 + 1 / 21 + 1 / 29))


def test_fit_is_the_numerical_maximum():
    rng = np.random.default_rng(0)
    design = np.column_stack([np.ones(12), rng.normal(size=(12, 2))])
    trials = rng.integers(5, 30, 12)
    successes = rng.binomial(trials, 0.5)

    def loss(beta):
        logits = design @ beta
        return -(successes * logits - trials * np.log1p(np.exp(logits))).sum()

    best = minimize(loss, np.zeros(3), options={"gtol": 1e-8})
    fit = fit_logistic(design, successes=successes, trials=trials)

    assert fit.coefficients == pytest.approx(best.x, abs=1e-5)
    assert fit.log_likelihood == pytest.approx(-best.fun)


def test_known_marginal_effects():
    # statsmodels 0.15: Logit(...).fit().get_margeff(dummy=True)
    model = factor_model({"light": LIGHT, "camera": CAMERA}, successes=SUCCESSES, trials=TRIALS)

    assert model.effects["light"].effect == pytest.approx(-0.12)
    assert model.effects["camera"].effect == pytest.approx(-0.38)
    assert model.effects["camera"].standard_error == pytest.approx(0.0644623785)
    assert model.fit.coefficients == pytest.approx((1.3523572954, -0.5732612885, -1.6526527844))


def test_saturated_model_gives_the_differences_seen():
    # With the interaction every cell is fitted, and effects are means of differences of rates.
    model = factor_model(
        {"light": LIGHT, "camera": CAMERA},
        successes=SUCCESSES,
        trials=TRIALS,
        interactions=[("light", "camera")],
    )
    rates = np.array(SUCCESSES) / 50
    variance = (rates * (1 - rates) / 50).sum() / 4

    assert model.terms == ("intercept", "light", "camera", "light:camera")
    assert model.effects["light"].effect == pytest.approx(
        ((rates[1] - rates[0]) + (rates[3] - rates[2])) / 2
    )
    assert model.effects["light"].standard_error == pytest.approx(math.sqrt(variance))


def test_clusters_of_copies_count_once():
    # Each trial three times: the plain error is too small by the root of three.
    rng = np.random.default_rng(1)
    factor = np.repeat([0.0, 1.0], 30)
    outcome = rng.binomial(1, 0.6 - 0.2 * factor).astype(float)
    copied = {"successes": np.repeat(outcome, 3), "trials": np.ones(180)}
    plain = factor_model({"f": np.repeat(factor, 3)}, **copied)
    clustered = factor_model(
        {"f": np.repeat(factor, 3)}, **copied, clusters=np.repeat(range(60), 3)
    )
    once = factor_model({"f": factor}, successes=outcome, trials=np.ones(60))

    assert plain.effects["f"].standard_error == pytest.approx(
        once.effects["f"].standard_error / math.sqrt(3)
    )
    assert clustered.effects["f"].standard_error == pytest.approx(
        once.effects["f"].standard_error * math.sqrt(60 / 59)
    )


def test_separation_is_named_and_firth_solves_it():
    rows = {"successes": [0, 5], "trials": [10, 10]}
    with pytest.raises(ValueError, match="only successes or only failures"):
        factor_model({"f": [0, 1]}, **rows)
    model = factor_model({"f": [0, 1]}, **rows, firth=True)

    # With one parameter per cell Firth's fit adds half a success and half a failure to each.
    assert model.fit.coefficients[0] == pytest.approx(math.log(0.5 / 10.5))
    assert model.effects["f"].effect == pytest.approx(5.5 / 11 - 0.5 / 11)


def test_bad_factors_are_refused():
    with pytest.raises(ValueError, match="must be 0 or 1"):
        factor_model({"f": [0, 2]}, successes=[1, 1], trials=[2, 2])
    with pytest.raises(ValueError, match="constant or a sum of others"):
        factor_model({"f": [1, 1]}, successes=[1, 1], trials=[2, 2])
    with pytest.raises(ValueError, match="names no factor; known: f"):
        factor_model({"f": [0, 1]}, successes=[1, 1], trials=[2, 2], interactions=[("f", "g")])
    with pytest.raises(ValueError, match="0 <= successes <= trials"):
        factor_model({"f": [0, 1]}, successes=[3, 1], trials=[2, 2])


def test_paired_effects():
    base = [1] * 30 + [0] * 10
    factors = {
        "light": [1] * 28 + [0] * 12,
        "camera": [0] * 12 + [1] * 18 + [1] * 1 + [0] * 9,
    }
    found = paired_factor_effects(base=base, factors=factors)

    assert (found["camera"].base_only, found["camera"].factor_only) == (12, 1)
    assert found["camera"].drop == pytest.approx(11 / 40)
    assert found["camera"].p_value == mcnemar_test(a_only=12, b_only=1).p_value
    # Two factors: the smaller p is doubled.
    assert found["camera"].holm_p == pytest.approx(2 * found["camera"].p_value)
    assert found["light"].holm_p == found["light"].p_value == pytest.approx(0.5)
    assert found["light"].interval == tango_interval(new_only=2, base_only=0, pairs=40)
    assert not found["light"].at_floor


def test_a_weak_policy_is_flagged():
    base = [1] + [0] * 19
    found = paired_factor_effects(base=base, factors={"light": [0] * 20})

    assert found["light"].at_floor


def test_unequal_conditions_are_refused():
    with pytest.raises(ValueError, match="3 outcomes and the base 2"):
        paired_factor_effects(base=[1, 0], factors={"light": [1, 0, 1]})
