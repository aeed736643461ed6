"""One simulated experiment, repeated."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from simeval.stats import Interval

LEVEL = 0.05
"""Every interval is asked for 95 %, every test for 5 %."""

Draw = Callable[[np.random.Generator], bool]
"""One experiment: whether the interval covered, or whether the test was wrong."""


@dataclass(frozen=True)
class Entry:
    """One line of the result."""

    name: str
    draw: Draw
    kind: Literal["coverage", "error"]
    """Share of intervals that cover, or of tests that are wrong."""
    guaranteed: bool = False
    """By construction no worse than nominal; otherwise an approximation, and this says how good."""

    @property
    def nominal(self) -> float:
        """What was asked for."""
        return 1 - LEVEL if self.kind == "coverage" else LEVEL


def covers(interval: Interval | None, truth: float) -> bool:
    """Whether an interval holds the truth, rounding apart; no interval counts as a miss."""
    return interval is not None and interval.low - 1e-12 <= truth <= interval.high + 1e-12


def any_seed(rng: np.random.Generator) -> int:
    """Return a seed for a function that draws on its own."""
    return int(rng.integers(2**31))


def measure(entry: Entry, *, experiments: int, seed: int) -> dict[str, Any]:
    """Run one entry, from a seed of its own: another entry does not change its figures."""
    rng = np.random.default_rng([seed, *entry.name.encode()])
    start = time.perf_counter()
    share = sum(entry.draw(rng) for _ in range(experiments)) / experiments
    return {
        "share": share,
        "standard_error": round(math.sqrt(share * (1 - share) / experiments), 5),
        "nominal": entry.nominal,
        "guaranteed": entry.guaranteed,
        "seconds": round(time.perf_counter() - start, 1),
    }
