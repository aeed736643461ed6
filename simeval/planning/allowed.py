"""Which values the options of a plan may have."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from simeval.conf.plan_config import PlanConfig
from simeval.errors import UsageError

MOST_PAIRS = 2000
"""Pairs up to which the gate is followed exactly."""


def check_options(options: PlanConfig) -> None:
    """Raise UsageError unless every value is allowed by itself."""
    for key in ("rate", "margin", "effect", "confidence"):
        _between(key, getattr(options, key), 0.0, 1.0)
    for key in ("alpha", "beta", "width"):
        _between(key, getattr(options, key), 0.0, 0.5)
    _between("power", options.power, 0.5, 1.0)
    _between("correlation", options.correlation, -1.0, 1.0)
    _between("at_least", options.at_least, -1.0, options.correlation)
    if options.icc is not None and not 0.0 <= options.icc <= 1.0:
        raise UsageError(f"icc={options.icc:g} is not allowed; allowed: 0 to 1.")
    _whole("pairs_max", options.pairs_max, 1, MOST_PAIRS)
    _whole("tasks", options.tasks, 1, 1000)
    _whole("repeats", options.repeats, 1, 1000)
    _whole("real_trials", options.real_trials, 1, 100_000)
    _whole("sim_trials", options.sim_trials, 1, 100_000)


def shares(key: str, value: Any) -> tuple[float, ...]:
    """Return one or several shares, in order; UsageError unless each is above 0, up to 1."""
    found = _several(key, value, most=4)
    for share in found:
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share <= 1:
            raise UsageError(f"{key}={share} is not allowed; allowed: above 0, up to 1.")
    return tuple(sorted({float(share) for share in found}))


def counts(key: str, value: Any, *, least: int, most: int) -> tuple[int, ...]:
    """Return one or several counts, in order; UsageError unless each is in the range."""
    found = _several(key, value, most=8)
    for number in found:
        if isinstance(number, bool) or not isinstance(number, int):
            raise UsageError(f"{key}={number} is not allowed; allowed: whole numbers.")
        _whole(key, number, least, most)
    return tuple(sorted(set(found)))


def _several(key: str, value: Any, *, most: int) -> Sequence[Any]:
    values: Sequence[Any] = value if isinstance(value, list | tuple) else [value]
    if not 1 <= len(values) <= most:
        raise UsageError(
            f"{key} has {len(values)} values; allowed: 1 to {most} of them, as in {key}=[a,b]."
        )
    return values


def _between(key: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not (math.isfinite(value) and low < value < high):
        raise UsageError(f"{key}={value:g} is not allowed; allowed: above {low:g}, below {high:g}.")


def _whole(key: str, value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise UsageError(f"{key}={value} is not allowed; allowed: {least} to {most:,}.")
