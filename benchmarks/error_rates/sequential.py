"""Read after every episode, or at a few looks."""

from __future__ import annotations

import functools

import numpy as np

from error_rates.experiment import LEVEL, Entry, covers
from simeval import stats


def _confidence_sequence(rng: np.random.Generator) -> bool:
    """The interval covers after each of 150 episodes."""
    outcomes = rng.binomial(1, 0.7, 150).astype(float)
    path = stats.confidence_sequence(outcomes, resolution=200)
    return all(covers(interval, 0.7) for interval in path)


def _betting(rng: np.random.Generator) -> bool:
    """A batch of 30 progress scores."""
    return covers(stats.betting_interval(rng.beta(2, 1, 30), resolution=300), 2 / 3)


def _sprt(rng: np.random.Generator) -> bool:
    """P = p0, up to 400 trials."""
    test = stats.Sprt(p0=0.5, p1=0.7)
    successes = np.cumsum(rng.random(400) < 0.5)
    for trials, total in enumerate(successes.tolist(), start=1):
        decision = test.decide(successes=total, trials=trials)
        if decision != "continue":
            return decision == "reject"
    return False


@functools.cache
def _pocock() -> float:
    return stats.group_sequential_constant(looks=4, shape="pocock")


def _four_looks(rng: np.random.Generator) -> bool:
    """Four planned looks, no effect."""
    z = np.cumsum(rng.normal(size=4)) / np.sqrt(np.arange(1, 5))
    return bool((np.abs(z) >= _pocock()).any())


_TIMES = (0.15, 0.5, 0.6, 1.0)


@functools.cache
def _bounds() -> np.ndarray:
    return np.array(stats.spending_bounds(times=_TIMES))


def _unplanned_looks(rng: np.random.Generator) -> bool:
    """Four looks whenever they came, no effect."""
    steps = rng.normal(size=4) * np.sqrt(np.diff(_TIMES, prepend=0.0))
    return bool((np.abs(np.cumsum(steps) / np.sqrt(_TIMES)) >= _bounds()).any())


@functools.cache
def _evidence(a: int, b: int) -> float:
    return stats.mcnemar_e_value(a_only=a, b_only=b)


def _sequential_mcnemar(rng: np.random.Generator) -> bool:
    """Equal policies, read after each of 200 pairs."""
    steps = rng.choice([1, 0, -1], p=[0.15, 0.7, 0.15], size=200)
    wins, losses = np.cumsum(steps == 1).tolist(), np.cumsum(steps == -1).tolist()
    return any(_evidence(a, b) >= 1 / LEVEL for a, b in zip(wins, losses, strict=True))


def _two_sample(rng: np.random.Generator) -> bool:
    """Equal policies, read after each of 150 episodes of either."""
    rate = rng.random()
    each = np.ones(150)
    path = stats.two_sample_e_values(
        successes_a=rng.random(150) < rate,
        trials_a=each,
        successes_b=rng.random(150) < rate,
        trials_b=each,
    )
    return bool(path.max() >= 1 / LEVEL)


def _elimination(rng: np.random.Generator) -> bool:
    """The best of three is dropped in some of 80 rounds."""
    outcomes = {
        name: rng.binomial(1, rate, 80).astype(float)
        for name, rate in (("best", 0.6), ("second", 0.5), ("third", 0.4))
    }
    return "best" not in stats.successive_elimination(outcomes).remaining


def _best_policy(rng: np.random.Generator) -> bool:
    """The search ends with a policy that is worse by more than the tolerance."""
    rates = {"best": 0.85, "second": 0.6, "third": 0.5}
    outcomes = {name: [float(rng.random() < rate)] for name, rate in rates.items()}
    for _ in range(40):
        state = stats.best_policy(outcomes, tolerance=0.1)
        if state.decided:
            return state.leader != "best"
        for name in (state.leader, state.challenger):
            outcomes[name] += (rng.random(20) < rates[name]).astype(float).tolist()
    return False


ENTRIES = [
    Entry("confidence_sequence, at all of 150 times", _confidence_sequence, "coverage", True),
    Entry("betting_interval n=30", _betting, "coverage", True),
    Entry("sprt", _sprt, "error"),
    Entry("pocock, 4 looks", _four_looks, "error", True),
    Entry("spending, 4 unplanned looks", _unplanned_looks, "error", True),
    Entry("sequential mcnemar", _sequential_mcnemar, "error", True),
    Entry("two_sample_e_values", _two_sample, "error", True),
    Entry("successive_elimination drops the best of 3", _elimination, "error", True),
    Entry("best_policy names a worse one", _best_policy, "error", True),
]
