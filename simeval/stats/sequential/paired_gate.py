"""The gate: is the new policy no worse than the old one by more than a margin?

Both policies run the same episodes. The answer may be read after every pair, and the error rates
hold whenever one stops.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.errors import InputError
from simeval.stats.differences.farrington_manning import check_margin
from simeval.stats.inputs import Vector, vector
from simeval.stats.scalars import check_fraction, check_whole

Verdict = Literal["PASS", "FAIL", "INCONCLUSIVE", "CONTINUE"]
_BETS = np.arange(1, 20) / 20
_LARGEST_EXPONENT = 700.0


class GateDecision(NamedTuple):
    """What the pairs seen so far say."""

    verdict: Verdict
    """CONTINUE asks for more pairs; INCONCLUSIVE says that all were used."""
    pairs: int
    """Pairs used; any beyond the first crossing were not looked at."""
    e_pass: float
    """Evidence against "worse by the margin or more"."""
    e_fail: float
    """Evidence against "worse by less than the margin"."""


@dataclass(frozen=True, kw_only=True)
class PairedGate:
    """Two e-processes on D = new - base in [-1, 1], one for each verdict.

    E_pass = mean_k Π (1 + λ_k (D + δ)), λ_k = (k/20)/(1 - δ), tests E[D] <= -δ, and
    E_fail = mean_k Π (1 - μ_k (D + δ)), μ_k = (k/20)/(1 + δ), tests E[D] >= -δ, k = 1..19.
    Each bet keeps every factor positive, and its capital does not grow on average under the
    hypothesis, so that P(sup E >= 1/α) <= α (J. Ville 1939; bets: I. Waudby-Smith and A. Ramdas
    2024, JRSS B 86(1), 1-27). PASS at E_pass >= 1/α, looked at first; FAIL at E_fail >= 1/β.

    D may be a mean over the tasks of one round, as long as each pair is one round.
    """

    margin: float
    alpha: float = 0.05
    """Largest probability of PASS for a policy that is worse by the margin or more."""
    beta: float = 0.05
    """Largest probability of FAIL for a policy that is worse by no more than the margin."""
    most_pairs: int

    def __post_init__(self) -> None:
        check_margin(self.margin)
        check_fraction(self.alpha, what="alpha")
        check_fraction(self.beta, what="beta")
        check_whole(self.most_pairs, what="most_pairs", least=1)

    @property
    def pass_bets(self) -> Vector:
        """The λ_k."""
        return _BETS / (1 - self.margin)

    @property
    def fail_bets(self) -> Vector:
        """The μ_k."""
        return _BETS / (1 + self.margin)

    def decide(self, differences: ArrayLike) -> GateDecision:
        """Return the verdict at the first crossing, or the state after the last pair.

        Calling it again with more pairs continues the same process: the differences are the
        whole state.
        """
        d = self._checked(differences)
        e_pass, e_fail = self.path(d)
        for pair, (passing, failing) in enumerate(zip(e_pass, e_fail, strict=True), start=1):
            if passing >= 1 / self.alpha:
                return GateDecision("PASS", pair, float(passing), float(failing))
            if failing >= 1 / self.beta:
                return GateDecision("FAIL", pair, float(passing), float(failing))
        last = (float(e_pass[-1]), float(e_fail[-1])) if len(d) else (1.0, 1.0)
        verdict: Verdict = "INCONCLUSIVE" if len(d) >= self.most_pairs else "CONTINUE"
        return GateDecision(verdict, len(d), *last)

    def path(self, differences: ArrayLike) -> tuple[Vector, Vector]:
        """Return E_pass and E_fail after each pair."""
        d = self._checked(differences)
        return pass_evidence(d, self.margin), fail_evidence(d, self.margin)

    def _checked(self, differences: ArrayLike) -> Vector:
        d = checked_differences(differences)
        if len(d) > self.most_pairs:
            raise InputError(f"the gate was planned for {self.most_pairs} pairs, got {len(d)}")
        return d


def checked_differences(differences: ArrayLike) -> Vector:
    """Return one difference per pair; InputError unless each is in [-1, 1]."""
    d = vector(differences, what="every difference of a pair must be a number in [-1, 1]", least=0)
    outside = d[np.abs(d) > 1]
    if len(outside):
        raise InputError(
            f"every difference of a pair must be a number in [-1, 1], got {outside[0]:g}"
        )
    return d


def pass_evidence(differences: Vector, margin: float) -> Vector:
    """Return E_pass after each pair; the margin may be any number between -1 and 1.

    Args:
        differences: Shape (..., pairs); one process along the last axis.
        margin: The hypothesis is E[D] <= -margin.
    """
    steps = _BETS / (1 - margin) * (differences[..., None] + margin)
    return mean_capital(np.cumsum(np.log1p(steps), axis=-2))


def fail_evidence(differences: Vector, margin: float) -> Vector:
    """Return E_fail after each pair; the hypothesis is E[D] >= -margin."""
    steps = -_BETS / (1 + margin) * (differences[..., None] + margin)
    return mean_capital(np.cumsum(np.log1p(steps), axis=-2))


def anytime_p_value(e_values: Iterable[float]) -> float:
    """Return 1 / max E, cut to 1: a p-value that is valid at any stopping time.

    Without e-values nothing was seen, and it is 1.
    """
    values = list(e_values)
    return 1 / max([1.0, *_checked_e_values(values)]) if values else 1.0


def multiply_e_values(e_values: Iterable[float]) -> float:
    """Return the product: an e-value where the batches are independent."""
    return math.prod(_checked_e_values(e_values))


def average_e_values(e_values: Iterable[float]) -> float:
    """Return the mean: an e-value whatever the dependence between them."""
    values = _checked_e_values(e_values)
    return sum(values) / len(values)


def _checked_e_values(e_values: Iterable[float]) -> list[float]:
    values = list(e_values)
    if not values or not all(isinstance(value, Real) and value >= 0 for value in values):
        raise InputError(f"need at least one e-value, none negative, got {values}")
    return values


def mean_capital(log_capitals: Vector) -> Vector:
    """Return the mean over bets (last axis) of capitals that are given as logarithms."""
    top = log_capitals.max(axis=-1, initial=-np.inf, keepdims=True)
    largest = np.exp(np.minimum(top[..., 0], _LARGEST_EXPONENT))
    return np.asarray(largest * np.exp(log_capitals - top).mean(axis=-1))
