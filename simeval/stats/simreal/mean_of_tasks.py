"""The mean rate of one policy over several tasks, each with the same weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simeval.errors import InputError
from simeval.stats.aggregates.mover import combined_interval
from simeval.stats.inputs import Vector
from simeval.stats.simreal.trials import MeasuredRate
from simeval.stats.wilson import Interval


@dataclass(frozen=True, kw_only=True)
class MeanOfTasks:
    """A macro mean over tasks (or variants) whose trials are independent of each other."""

    tasks: tuple[MeasuredRate, ...]

    def __post_init__(self) -> None:
        if not self.tasks:
            raise InputError("a mean over tasks needs at least one task")

    @property
    def rate(self) -> float:
        """Mean of the rates of the tasks."""
        return sum(task.rate for task in self.tasks) / len(self.tasks)

    @property
    def variance(self) -> float:
        """Squared standard error of the mean."""
        return sum(task.variance for task in self.tasks) / len(self.tasks) ** 2

    def interval(self, confidence: float = 0.95) -> Interval:
        """Return the interval that the intervals of the tasks make.

        See `combined_interval`: with task intervals (l, u) it reaches √Σ(p - l)² / T below the
        mean and √Σ(u - p)² / T above it.
        """
        low, high = combined_interval(
            estimates=[task.rate for task in self.tasks],
            intervals=[task.interval(confidence) for task in self.tasks],
        )
        return Interval(max(0.0, low), min(1.0, high))

    def redraw(self, rng: np.random.Generator, copies: int) -> tuple[Vector, Vector]:
        """Return the means of bootstrap copies, every task redrawn, and their variances."""
        rates, variances = np.zeros(copies), np.zeros(copies)
        for task in self.tasks:
            task_rates, task_variances = task.redraw(rng, copies)
            rates += task_rates
            variances += task_variances
        # Equal means may differ in the last bits, and must tie.
        return np.round(rates / len(self.tasks), 12), variances / len(self.tasks) ** 2
