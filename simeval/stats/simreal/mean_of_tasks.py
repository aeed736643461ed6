"""The mean rate of one policy over several tasks, each with the same weight."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simeval.errors import InputError
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

        G. Y. Zou and A. Donner (2008), Statistics in Medicine 27(10), 1693-1702: with task
        intervals (l, u) it reaches √Σ(p - l)² / T below the mean and √Σ(u - p)² / T above it.
        """
        ends = [task.interval(confidence) for task in self.tasks]
        below, above = distances([task.rate for task in self.tasks], ends)
        count = len(self.tasks)
        return Interval(
            max(0.0, self.rate - below / count),
            min(1.0, self.rate + above / count),
        )

    def redraw(self, rng: np.random.Generator, copies: int) -> tuple[Vector, Vector]:
        """Return the means of bootstrap copies, every task redrawn, and their variances."""
        rates, variances = np.zeros(copies), np.zeros(copies)
        for task in self.tasks:
            task_rates, task_variances = task.redraw(rng, copies)
            rates += task_rates
            variances += task_variances
        return rates / len(self.tasks), variances / len(self.tasks) ** 2


def distances(rates: Sequence[float], intervals: Sequence[Interval]) -> tuple[float, float]:
    """Return √Σ(p - l)² and √Σ(u - p)² of independent rates."""
    below = math.hypot(*(rate - ends.low for rate, ends in zip(rates, intervals, strict=True)))
    above = math.hypot(*(ends.high - rate for rate, ends in zip(rates, intervals, strict=True)))
    return below, above
