"""Values that the options of a gate may take."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from simeval.conf.gate_config import GateConfig
from simeval.errors import UnknownNameError, UsageError

_CHOICES = {
    "method": ("sequential", "fixed"),
    "unit": ("pair", "round"),
    "repeats": ("average", "separate"),
    "decide": ("overall", "every_task"),
    "correction": ("holm", "bonferroni"),
    "unscored": ("exclude", "failure"),
    "validity": ("warn", "refuse"),
    "inconclusive": ("pass", "fail"),
}


def check_options(config: GateConfig) -> None:
    """Refuse values that make no gate.

    Raises:
        UsageError: The message names the key, its value and what is allowed.
    """
    for key, known in _CHOICES.items():
        value = getattr(config, key)
        if value is not None and value not in known:
            raise UnknownNameError(f"value of {key}", value, known)
    for key in ("margin", "task_margin", "golden_margin"):
        value = getattr(config, key)
        _require(value is None or 0 <= value < 1, key, value, "0 to below 1, in rate points")
    for key in ("alpha", "beta"):
        value = getattr(config, key)
        _require(1e-12 <= value < 1, key, value, "between 0 and 1, and no less than 1e-12")
    _require(config.pairs is None or config.pairs >= 1, "pairs", config.pairs, "at least 1")
    share = config.max_unscored
    _require(0 <= share <= 1, "max_unscored", share, "a share from 0 to 1")
    lowest, width = config.min_correlation, config.max_correlation_width
    _require(-1 <= lowest <= 1, "min_correlation", lowest, "-1 to 1")
    _require(0 <= width <= 2, "max_correlation_width", width, "0 to 2")
    _check_weights(config.weights)
    if config.weights is not None and config.unit != "round":
        raise UsageError(
            "weights need unit=round: where each pair is a look of its own, every pair counts the "
            "same."
        )
    if config.method == "fixed" and config.unit != "pair":
        raise UsageError(
            "method=fixed needs unit=pair: Tango's test counts pairs. Leave unit out, or use "
            "method=sequential."
        )
    if config.golden is None and config.golden_margin is not None:
        raise UsageError("golden_margin needs golden=RUN or golden.policy=NAME.")


def check_repeats(config: GateConfig, seeds: int) -> None:
    """Refuse a test that cannot take averages over seeds.

    Raises:
        UsageError: The message says which options go together.
    """
    if config.method == "fixed" and seeds > 1 and config.repeats == "average":
        raise UsageError(
            f"method=fixed counts pairs, and repeats=average makes means of {seeds} seeds. Run one "
            "seed, add repeats=separate, or use method=sequential."
        )


def _check_weights(weights: Any) -> None:
    if weights is None:
        return
    allowed = "{task: number above 0, ...}"
    _require(isinstance(weights, Mapping), "weights", weights, allowed)
    for weight in weights.values():
        number = isinstance(weight, int | float) and not isinstance(weight, bool)
        _require(number and math.isfinite(weight) and weight > 0, "weights", weights, allowed)
    _require(math.isfinite(sum(weights.values())), "weights", weights, f"{allowed}, a finite sum")


def _require(condition: bool, key: str, value: Any, allowed: str) -> None:
    if not condition:
        raise UsageError(f"{key}={value} is not allowed; allowed: {allowed}.")
