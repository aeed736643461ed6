"""One rate for several tasks: every task counts as declared, however many episodes it had."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.errors import InputError
from simeval.stats.aggregates.mover import combined_interval, shares
from simeval.stats.inputs import vector
from simeval.stats.scalars import check_bounds, check_counts, normal_quantile
from simeval.stats.wilson import Interval, wilson_interval


class MacroMean(NamedTuple):
    """A weighted mean over tasks."""

    mean: float
    standard_error: float
    interval: Interval


def macro_rate(
    *,
    successes: Sequence[int],
    trials: Sequence[int],
    weights: ArrayLike | None = None,
    confidence: float = 0.95,
) -> MacroMean:
    """Return the mean success rate over tasks, from counts of independent episodes.

    The interval combines the Wilson intervals of the tasks (see `combined_interval`), so that it
    has a width where every episode succeeded. The tasks are taken as fixed.

    Args:
        successes: Per task.
        trials: Per task.
        weights: Declared in advance; equal by default.
        confidence: Level of the interval.
    """
    if not len(successes) == len(trials) > 0:
        raise InputError(
            f"need successes and trials per task, got {len(successes)} and {len(trials)}"
        )
    intervals = []
    for task, (won, run) in enumerate(zip(successes, trials, strict=True)):
        check_counts(won, run, what=f"task {task}")
        intervals.append(wilson_interval(successes=won, trials=run, confidence=confidence))
    n = np.array(trials, dtype=np.float64)
    rates, share = np.array(successes) / n, shares(weights, len(n))
    error = math.sqrt(float(share**2 @ (rates * (1 - rates) / n)))
    interval = combined_interval(estimates=rates, intervals=intervals, weights=share)
    return MacroMean(float(share @ rates), error, interval)


def macro_mean(
    *,
    rates: ArrayLike,
    standard_errors: ArrayLike,
    weights: ArrayLike | None = None,
    confidence: float = 0.95,
    bounds: tuple[float, float] = (0.0, 1.0),
) -> MacroMean:
    """Return the mean over tasks from rates and errors, e.g. those of `cluster_mean`.

    SE² = Σ w² SE_t² / (Σ w)², normal interval; the tasks are taken as fixed and their errors as
    independent. A task that always succeeds has an error of 0, which is not certainty: from plain
    counts take `macro_rate`, from intervals `combined_interval`.

    Args:
        rates: Per task.
        standard_errors: Per task.
        weights: Declared in advance; equal by default.
        confidence: Level of the interval.
        bounds: The values that a rate can take lie between these; they cut the interval.
    """
    means = vector(rates, what="rates")
    errors = vector(standard_errors, what="standard errors")
    if len(means) != len(errors):
        raise InputError(
            f"need one rate and one error per task, got {len(means)} and {len(errors)}"
        )
    if (errors < 0).any():
        raise InputError("a standard error cannot be negative")
    low, high = check_bounds(bounds)
    if (means < low).any() or (means > high).any():
        raise InputError(
            f"every rate must lie in [{low:g}, {high:g}]; give other bounds for differences"
        )
    share = shares(weights, len(means))
    mean = float(share @ means)
    error = math.sqrt(float(share**2 @ errors**2))
    half = normal_quantile(confidence) * error
    interval = Interval(max(low, mean - half), min(high, mean + half))
    return MacroMean(mean, error, interval)
