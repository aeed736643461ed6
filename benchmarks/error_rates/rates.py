"""One success rate, and the difference of two."""

from __future__ import annotations

import functools

import numpy as np

from error_rates.experiment import Draw, Entry, covers
from simeval import stats


@functools.cache
def _interval(name: str, successes: int, trials: int) -> stats.Interval:
    found: stats.Interval = getattr(stats, name)(successes=successes, trials=trials)
    return found


def _rate(name: str, trials: int) -> Draw:
    """A rate drawn anew in each experiment."""

    def draw(rng: np.random.Generator) -> bool:
        rate = float(rng.random())
        return covers(_interval(name, int(rng.binomial(trials, rate)), trials), rate)

    return draw


def _bound(name: str, trials: int) -> Draw:
    """A one-sided bound, rate drawn anew in each experiment."""

    def draw(rng: np.random.Generator) -> bool:
        rate = float(rng.random())
        bound = getattr(stats, name)(successes=int(rng.binomial(trials, rate)), trials=trials)
        return bool(bound <= rate if name == "lower_rate_bound" else rate <= bound)

    return draw


def _difference(name: str, trials: int) -> Draw:
    """Two independent rates drawn anew in each experiment."""

    def draw(rng: np.random.Generator) -> bool:
        a, b = rng.random(2)
        interval = getattr(stats, name)(
            successes_a=int(rng.binomial(trials, a)),
            trials_a=trials,
            successes_b=int(rng.binomial(trials, b)),
            trials_b=trials,
        )
        return covers(interval, float(a - b))

    return draw


def _tango(rng: np.random.Generator) -> bool:
    """Paired outcomes, 50 pairs."""
    cells = rng.dirichlet([1, 1, 4])
    new_only, base_only, _ = (int(n) for n in rng.multinomial(50, cells))
    interval = stats.tango_interval(new_only=new_only, base_only=base_only, pairs=50)
    return covers(interval, float(cells[0] - cells[1]))


ENTRIES = [
    Entry("wilson n=25", _rate("wilson_interval", 25), "coverage"),
    Entry("clopper_pearson n=25", _rate("clopper_pearson_interval", 25), "coverage", True),
    Entry("jeffreys n=25", _rate("jeffreys_interval", 25), "coverage"),
    Entry("upper_rate_bound n=25", _bound("upper_rate_bound", 25), "coverage", True),
    Entry("lower_rate_bound n=25", _bound("lower_rate_bound", 25), "coverage", True),
    Entry("newcombe n=30", _difference("newcombe_interval", 30), "coverage"),
    Entry("miettinen_nurminen n=30", _difference("miettinen_nurminen_interval", 30), "coverage"),
    Entry("tango n=50", _tango, "coverage"),
]
