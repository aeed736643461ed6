"""Against the averages written out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from simeval.policies.pipeline.ensemble import TemporalEnsemble, ensemble_weights
from simeval.policies.specs import Ensemble


def rule(name: str, coefficient: float, horizon: int) -> Ensemble:
    return Ensemble(rule=name, coefficient=coefficient, horizon=horizon)


def chunks(count: int, rows: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(count, rows, 7))


@pytest.mark.parametrize("coefficient", [0.0, 0.01, -0.8])
def test_exponential_over_a_whole_episode(coefficient):
    replies = chunks(12, 4)
    ensemble = TemporalEnsemble(rule("exponential", coefficient, 4))

    for step, reply in enumerate(replies):
        ours = ensemble.add(reply)

        # Every reply of the last four steps that reaches this step, the oldest first.
        about_now = [replies[t][step - t] for t in range(max(0, step - 3), step + 1)]
        weights = [np.exp(-coefficient * i) for i in range(len(about_now))]
        expected = sum(w * a for w, a in zip(weights, about_now, strict=True)) / sum(weights)
        np.testing.assert_allclose(ours, expected, atol=1e-12)


def test_octo_takes_the_plain_mean():
    np.testing.assert_allclose(
        ensemble_weights(chunks(1, 4)[0], rule("exponential", 0.0, 4)), [0.25] * 4
    )


def test_a_positive_coefficient_trusts_the_oldest_as_act_does():
    weights = ensemble_weights(chunks(1, 3)[0], rule("exponential", 0.5, 3))

    np.testing.assert_allclose(weights / weights[0], [1.0, np.exp(-0.5), np.exp(-1.0)])


@pytest.mark.parametrize("horizon", [2, 7])
def test_adaptive_over_a_whole_episode(horizon):
    """CogACT: w = exp(0.1 cos(a, newest)), with 1e-7 below the fraction."""
    replies = chunks(12, 16, seed=1)
    ensemble = TemporalEnsemble(rule("adaptive_cosine", 0.1, horizon))

    for step, reply in enumerate(replies):
        ours = ensemble.add(reply)

        oldest = max(0, step - horizon + 1)
        about_now = [replies[t][step - t] for t in range(oldest, step + 1)]
        newest = about_now[-1]
        cosines = [
            float(a @ newest) / (np.linalg.norm(a) * np.linalg.norm(newest) + 1e-7)
            for a in about_now
        ]
        weights = [np.exp(0.1 * cosine) for cosine in cosines]
        expected = sum(w * a for w, a in zip(weights, about_now, strict=True)) / sum(weights)
        np.testing.assert_allclose(ours, expected, atol=1e-12)


def test_single_rows_are_averaged_as_they_are():
    ensemble = TemporalEnsemble(rule("exponential", 0.0, 2))

    ensemble.add(np.full((1, 7), 1.0))
    ensemble.add(np.full((1, 7), 3.0))

    np.testing.assert_allclose(ensemble.add(np.full((1, 7), 5.0)), np.full(7, 4.0))


def test_no_motion_has_no_direction():
    """All zeros: the cosine is 0 / 1e-7, not nan."""
    ensemble = TemporalEnsemble(rule("adaptive_cosine", 0.1, 3))
    for _ in range(3):
        average = ensemble.add(np.zeros((16, 7)))

    np.testing.assert_array_equal(average, np.zeros(7))


def test_large_coefficients_do_not_overflow():
    weights = ensemble_weights(chunks(1, 3)[0], rule("exponential", -1000.0, 3))

    np.testing.assert_allclose(weights, [0.0, 0.0, 1.0])
