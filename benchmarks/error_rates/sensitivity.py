"""What a change of scene costs."""

from __future__ import annotations

import numpy as np

from error_rates.experiment import LEVEL, Entry, covers
from simeval import stats

LIGHT = np.tile([0, 1, 0, 1], 30)
CAMERA = np.tile([0, 0, 1, 1], 30)
CONDITION = np.repeat(np.arange(30), 4)


def _rates(shift: np.ndarray | float, light: int, camera: int) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-(1.0 + shift - 0.8 * light - 0.4 * camera))))


def _true_effect() -> float:
    """Of light, over the normal spread of initial conditions."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    gaps = [
        (weights @ (_rates(nodes, 1, camera) - _rates(nodes, 0, camera))) / weights.sum()
        for camera in (0, 1)
    ]
    return float(np.mean(gaps))


TRUE_EFFECT = _true_effect()


def _marginal_effect(rng: np.random.Generator) -> bool:
    """Thirty conditions with their own difficulty, each under four combinations of factors."""
    shift = rng.normal(size=30)[CONDITION]
    success = rng.random(120) < 1 / (1 + np.exp(-(1.0 + shift - 0.8 * LIGHT - 0.4 * CAMERA)))
    model = stats.factor_model(
        {"light": LIGHT, "camera": CAMERA},
        successes=success,
        trials=np.ones(120),
        clusters=CONDITION.tolist(),
    )
    return covers(model.effects["light"].interval, TRUE_EFFECT)


def _firth_effect(rng: np.random.Generator) -> bool:
    """One factor, rates 0.97 and 0.8, 25 episodes each: often separated."""
    model = stats.factor_model(
        {"light": [0, 1]},
        successes=[rng.binomial(25, 0.97), rng.binomial(25, 0.8)],
        trials=[25, 25],
        firth=True,
    )
    return covers(model.effects["light"].interval, -0.17)


def _paired_repeats(rng: np.random.Generator) -> bool:
    """No effect on twelve conditions of their own difficulty, three repeats each."""
    rate = np.repeat(rng.random(12), 3)
    found = stats.paired_factor_effects(
        base=rng.random(36) < rate,
        factors={"light": rng.random(36) < rate},
        conditions=np.repeat(np.arange(12), 3).tolist(),
    )
    return found["light"].p_value <= LEVEL


ENTRIES = [
    Entry("marginal effect, 30 clusters", _marginal_effect, "coverage"),
    Entry("marginal effect with firth, n=25", _firth_effect, "coverage"),
    Entry("paired effect, repeated conditions", _paired_repeats, "error"),
]
