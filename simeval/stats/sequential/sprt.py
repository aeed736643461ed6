"""Wald's sequential probability ratio test of a success rate."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from simeval.errors import InputError
from simeval.stats.scalars import check_counts, check_fraction, check_rate, check_whole

Decision = Literal["reject", "accept", "continue"]


class SprtCharacteristics(NamedTuple):
    """Exact behaviour of a truncated test at one true rate."""

    reject: float
    """Probability of deciding for p1."""
    accept: float
    """Probability of deciding for p0."""
    undecided: float
    """Probability of reaching the last trial without a decision."""
    expected_trials: float


@dataclass(frozen=True, kw_only=True)
class Sprt:
    """Test p = p0 against p = p1 > p0, one trial at a time.

    Λ = k ln(p1/p0) + (n-k) ln((1-p1)/(1-p0)); accept p0 at Λ <= ln(β/(1-α)), reject it at
    Λ >= ln((1-β)/α): A. Wald (1945), Annals of Mathematical Statistics 16(2), 117-186.
    """

    p0: float
    p1: float
    alpha: float = 0.05
    beta: float = 0.05

    def __post_init__(self) -> None:
        for name in ("p0", "p1", "alpha", "beta"):
            check_fraction(getattr(self, name), what=name)
        if self.p0 >= self.p1 or self.alpha + self.beta >= 1:
            raise InputError(
                f"need p0 < p1 and alpha + beta < 1, got p0={self.p0}, p1={self.p1}, "
                f"alpha={self.alpha}, beta={self.beta}"
            )

    @property
    def bounds(self) -> tuple[float, float]:
        """The values of Λ at which p0 is accepted and rejected."""
        return (
            math.log(self.beta / (1 - self.alpha)),
            math.log((1 - self.beta) / self.alpha),
        )

    def log_ratio(self, *, successes: int, trials: int) -> float:
        """Return Λ."""
        if (successes, trials) != (0, 0):
            successes, trials = check_counts(successes, trials)
        gain, loss = self._steps
        return successes * gain + (trials - successes) * loss

    @property
    def _steps(self) -> tuple[float, float]:
        """What a success and a failure add to Λ."""
        return math.log(self.p1 / self.p0), math.log((1 - self.p1) / (1 - self.p0))

    def decide(self, *, successes: int, trials: int) -> Decision:
        """Return the decision at these counts, given that there was none before."""
        ratio, (low, high) = self.log_ratio(successes=successes, trials=trials), self.bounds
        return "reject" if ratio >= high else "accept" if ratio <= low else "continue"

    def characteristics(self, *, rate: float, most_trials: int) -> SprtCharacteristics:
        """Return exact error rates and expected length, stopping undecided after most_trials."""
        check_rate(rate, what="rate")
        check_whole(most_trials, what="most_trials", least=1)
        (low, high), (gain, loss) = self.bounds, self._steps
        mass = np.array([1.0])
        reject = accept = expected = 0.0
        for trials in range(1, most_trials + 1):
            expected += float(mass.sum())
            moved = np.zeros(trials + 1)
            moved[1:] += mass * rate
            moved[:-1] += mass * (1 - rate)
            k = np.arange(trials + 1)
            ratio = k * gain + (trials - k) * loss
            reject += float(moved[ratio >= high].sum())
            accept += float(moved[ratio <= low].sum())
            mass = np.where((ratio < high) & (ratio > low), moved, 0.0)
        return SprtCharacteristics(reject, accept, float(mass.sum()), expected)
