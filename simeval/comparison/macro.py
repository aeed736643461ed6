"""The mean over tasks, each task counting the same."""

from __future__ import annotations

from collections.abc import Sequence

from simeval.stats import Interval


def mean_over_tasks(
    estimates: Sequence[float],
    intervals: Sequence[Interval],
    *,
    bounds: tuple[float, float],
) -> tuple[float, Interval]:
    """Return the mean of the tasks and the interval that those of the tasks give it.

    See `combined_interval`: unlike a standard error it does not vanish where all episodes of a
    task agree. Tasks are taken as fixed and independent.

    Args:
        estimates: One value per task.
        intervals: Interval of each, all of the same confidence.
        bounds: Values that the mean can take.
    """
    from simeval.stats.aggregates.mover import combined_interval

    low, high = combined_interval(estimates=estimates, intervals=intervals)
    mean = sum(estimates) / len(estimates)
    return mean, Interval(max(bounds[0], low), min(bounds[1], high))
