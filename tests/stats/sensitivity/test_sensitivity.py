from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
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
    counts = {"successes": [1, 1], "trials": [2, 2]}
    with pytest.raises(ValueError, match="'f' has one level only"):
        factor_model({"f": [1, 1]}, **counts)
    with pytest.raises(ValueError, match="'f' has no level in some rows"):
        factor_model({"f": ["a", None]}, **counts)
    with pytest.raises(ValueError, match=r"one level per row, got \{'f': 2, 'g': 1\}"):
        factor_model({"f": [0, 1], "g": [0]}, **counts)
    with pytest.raises(ValueError, match="constant or a sum of others"):
        factor_model({"f": [0, 1], "g": ["x", "y"]}, **counts)
    with pytest.raises(ValueError, match=r"pair of two factors, got .*; known: f"):
        factor_model({"f": [0, 1]}, **counts, interactions=[("f", "g")])
    with pytest.raises(ValueError, match="0 <= successes <= trials"):
        factor_model({"f": [0, 1]}, successes=[3, 1], trials=[2, 2])
    with pytest.raises(ValueError, match="whole counts"):
        factor_model({"f": [0, 1]}, successes=[0.5, 1], trials=[2, 2])
    with pytest.raises(ValueError, match="unknown factor 'g'; known: f"):
        factor_model({"f": [0, 1]}, **counts).effects_within("g")


def test_policies_and_tasks_as_labels():
    # Three policies, two tasks, light on or off; policy by light is in the model, and every policy
    # has its own 2 x 2 of task and light.
    rng = np.random.default_rng(0)
    policies, tasks, light = (
        [p for p in "abc" for _ in range(4)],
        ["spoon", "spoon", "carrot", "carrot"] * 3,
        [0, 1] * 6,
    )
    successes = rng.integers(5, 45, 12)
    model = factor_model(
        {"policy": policies, "task": tasks, "light": light},
        successes=successes,
        trials=[50] * 12,
        interactions=[("policy", "task"), ("policy", "light")],
    )
    within = model.effects_within("policy")

    assert model.terms == (
        *("intercept", "policy=b", "policy=c", "task=carrot", "light"),
        *("policy=b:task=carrot", "policy=c:task=carrot", "policy=b:light", "policy=c:light"),
    )
    assert list(model.effects) == ["policy=b", "policy=c", "task=carrot", "light"]
    # With all its interactions a policy could as well be fitted on its own.
    for number, policy in enumerate("abc"):
        rows = slice(4 * number, 4 * number + 4)
        alone = factor_model(
            {"task": tasks[rows], "light": light[rows]},
            successes=successes[rows],
            trials=[50] * 4,
        )
        for name in ("task=carrot", "light"):
            assert within[policy][name].effect == pytest.approx(alone.effects[name].effect)
            assert within[policy][name].standard_error == pytest.approx(
                alone.effects[name].standard_error
            )
    # Every policy has as many trials, so that the effect over all is the mean of theirs.
    assert model.effects["light"].effect == pytest.approx(
        np.mean([within[policy]["light"].effect for policy in "abc"])
    )


def test_standard_errors_of_effects_by_numerical_differences():
    rng = np.random.default_rng(1)
    rows = {"f": rng.integers(0, 2, 40), "g": rng.integers(0, 2, 40)}
    model = factor_model(
        rows, successes=rng.binomial(9, 0.6, 40), trials=[9] * 40, interactions=[("f", "g")]
    )

    def effect(beta: np.ndarray) -> float:
        g = rows["g"]
        rates = []
        for level in (1, 0):
            logits = beta[0] + beta[1] * level + beta[2] * g + beta[3] * level * g
            rates.append((1 / (1 + np.exp(-logits))).mean())
        return rates[0] - rates[1]

    beta = model.fit.coefficients
    slope = np.array([(effect(beta + h) - effect(beta - h)) / 2e-6 for h in 1e-6 * np.eye(4)])

    assert model.effects["f"].effect == pytest.approx(effect(beta))
    assert model.effects["f"].standard_error == pytest.approx(
        math.sqrt(slope @ model.fit.covariance @ slope), rel=1e-6
    )


def test_columns_of_very_different_size_make_no_difference():
    rng = np.random.default_rng(3)
    column = rng.normal(size=60)
    successes = rng.binomial(1, 1 / (1 + np.exp(-column)))
    fits = [
        fit_logistic(
            np.column_stack([np.ones(60), scale * column]), successes=successes, trials=[1] * 60
        )
        for scale in (1.0, 1e6)
    ]

    assert fits[1].coefficients[1] * 1e6 == pytest.approx(fits[0].coefficients[1])
    assert fits[1].log_likelihood == pytest.approx(fits[0].log_likelihood)


def test_firth_is_the_maximum_of_the_penalised_likelihood():
    # D. Firth (1993): log-likelihood plus half the log determinant of the information.
    design = np.array([[1, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1]], dtype=float)
    successes, trials = np.array([9, 10, 4, 10]), np.full(4, 10)

    def loss(beta):
        rate = 1 / (1 + np.exp(-design @ beta))
        information = (design.T * (trials * rate * (1 - rate))) @ design
        likelihood = successes * np.log(rate) + (trials - successes) * np.log1p(-rate)
        return -(likelihood.sum() + 0.5 * np.linalg.slogdet(information)[1])

    best = minimize(loss, np.zeros(3), options={"gtol": 1e-8})
    fit = fit_logistic(design, successes=successes, trials=trials, firth=True)

    assert fit.coefficients == pytest.approx(best.x, abs=1e-4)


def test_many_clusters():
    rng = np.random.default_rng(2)
    outcome = rng.binomial(1, 0.5, 40_000)
    model = factor_model(
        {"f": rng.integers(0, 2, 40_000)},
        successes=outcome,
        trials=np.ones(40_000),
        clusters=list(range(40_000)),
    )

    # Independent rows: the sandwich is the plain error.
    assert model.effects["f"].standard_error == pytest.approx(math.sqrt(0.25 / 10_000), rel=0.02)


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


def test_repeats_of_a_condition_are_clustered():
    # Ten conditions, four times each; the drop is the same in all four.
    base, changed = np.ones(40), np.repeat([0, 0, 1, 1, 1, 1, 1, 1, 1, 0], 4)
    conditions = np.repeat(range(10), 4).tolist()
    found = paired_factor_effects(base=base, factors={"f": changed}, conditions=conditions)["f"]
    drops = 1 - changed[::4]
    once = scipy.stats.ttest_1samp(drops, 0.0)

    assert found.p_value == pytest.approx(once.pvalue)
    interval = once.confidence_interval(0.95)
    assert found.interval == pytest.approx((interval.low, interval.high))
    # Taken as forty independent pairs it would look far surer.
    pooled = paired_factor_effects(base=base, factors={"f": changed})["f"]
    assert pooled.p_value < 0.1 * found.p_value


def test_a_drop_in_every_repeated_condition():
    found = paired_factor_effects(
        base=[1] * 12, factors={"f": [0] * 12, "g": [1] * 12}, conditions=[0, 1, 2, 3, 4, 5] * 2
    )

    assert found["f"].p_value == 2 / 2**6
    assert (found["g"].p_value, found["g"].drop) == (1.0, 0.0)
    assert found["g"].interval.high > 0.2


def test_unequal_conditions_are_refused():
    with pytest.raises(ValueError, match="one condition per episode, got 1 for 2"):
        paired_factor_effects(base=[1, 0], factors={"light": [1, 0]}, conditions=["a"])
    with pytest.raises(ValueError, match="3 outcomes and the base 2"):
        paired_factor_effects(base=[1, 0], factors={"light": [1, 0, 1]})
