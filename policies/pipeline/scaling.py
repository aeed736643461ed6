"""Between the range of a network and metres or radians."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simeval.policies.pipeline.statistics import ActionStatistics
from simeval.policies.specs import Rescale, Unnormalise

FloatArray = npt.NDArray[np.float64]


def unnormalise(rows: FloatArray, spec: Unnormalise, statistics: ActionStatistics) -> FloatArray:
    """Scale the network's numbers, float [H, D], to those of the data.

    With quantiles or extremes (a, b): ``(x + 1) / 2 * (b - a + epsilon) + a``; with mean and
    standard deviation: ``x * (std + epsilon) + mean`` (OpenVLA, Octo, openpi).
    """
    low, high = statistics.low, statistics.high
    if spec.kind == "meanstd":
        scaled = rows * (high + spec.epsilon) + low
    else:
        bounded = np.clip(rows, -1.0, 1.0) if spec.clip else rows
        scaled = 0.5 * (bounded + 1.0) * (high - low + spec.epsilon) + low
    return np.where(statistics.mask, scaled, rows)


def normalise(rows: FloatArray, spec: Unnormalise, statistics: ActionStatistics) -> FloatArray:
    """Invert `unnormalise`.

    A column without spread, in which every number of the network means the same, becomes 0.
    """
    low, high = statistics.low, statistics.high
    if spec.kind == "meanstd":
        spread, centre = high + spec.epsilon, low
    else:
        spread = 0.5 * (high - low + spec.epsilon)
        centre = low + spread
    safe = np.where(spread > 0.0, spread, 1.0)
    scaled = np.where(spread > 0.0, (rows - centre) / safe, 0.0)
    return np.where(statistics.mask, scaled, rows)


def rescale(numbers: FloatArray, rule: Rescale | None) -> FloatArray:
    """Map [-limit, limit] to [-to, to], and clip to the latter (RT-1-X in SimplerEnv)."""
    if rule is None:
        return numbers
    return np.clip(numbers * (rule.to / rule.limit), -rule.to, rule.to)


def undo_rescale(numbers: FloatArray, rule: Rescale | None) -> FloatArray:
    """Invert `rescale`; what it would have clipped stays beyond the limit."""
    return numbers if rule is None else numbers * (rule.limit / rule.to)
