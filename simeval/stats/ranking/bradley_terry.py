"""Bradley-Terry strengths of policies that were compared in pairs."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.errors import InputError
from simeval.stats.inputs import Matrix, finite_array
from simeval.stats.scalars import check_number, check_whole, normal_quantile
from simeval.stats.wilson import Interval

ELO_PER_LOGIT = 400 / math.log(10)
"""Points of an Elo scale per unit of log-strength."""


class BradleyTerry(NamedTuple):
    """Log-strengths of all policies."""

    strengths: tuple[float, ...]
    """They sum to zero; only differences mean anything."""
    standard_errors: tuple[float, ...]
    """Of strengths relative to the mean of all; for two policies use `difference_interval`."""
    covariance: Matrix
    ridge: float

    @property
    def elo(self) -> tuple[float, ...]:
        """Strengths in Elo points around 0."""
        return tuple(ELO_PER_LOGIT * strength for strength in self.strengths)


def bradley_terry(wins: ArrayLike, *, ridge: float = 0.0) -> BradleyTerry:
    """Return the maximum likelihood strengths, P(i beats j) = 1/(1 + exp(θ_j - θ_i)).

    R. A. Bradley and M. E. Terry (1952), Biometrika 39, 324-345; Newton's method, standard errors
    from the pseudo-inverse of the Fisher information. A tie may be counted as half a win on either
    side; `davidson` models ties.

    Args:
        wins: wins[i, j] = how often i beat j.
        ridge: Adds ridge/2 Σθ² to the loss, a normal prior of variance 1/ridge. Needed where
            some policies only win or only lose against the others; say so when it is used.

    Raises:
        InputError: Without ridge the estimate would be infinite, as the policies fall into groups
            of which one never loses to another.
    """
    table = checked_wins(wins)
    check_number(ridge, what="ridge")
    if ridge < 0:
        raise InputError(f"a ridge cannot be negative, got {ridge}")
    if ridge == 0 and not strongly_connected(table):
        raise InputError(
            "some policies never lost, or never won, against the others, so that their strength "
            "has no finite estimate: add comparisons, or give a ridge and say so"
        )
    games = table + table.T
    theta = np.zeros(len(table))
    for _ in range(200):
        gradient, information = _derivatives(theta, table, games, ridge)
        step = np.linalg.pinv(information) @ gradient
        # Steps of more than 2 logits leave the region in which Newton's method is to be trusted.
        theta = theta + step * min(1.0, 2 / max(float(np.abs(step).max()), 1e-300))
        theta -= theta.mean()
        moved = float(np.abs(step).max())
        if moved < 1e-12:
            break
    # With very unequal counts rounding keeps the last steps from vanishing.
    if moved > 1e-6:
        raise InputError(
            "the strengths do not settle: some policies nearly never lose, or nearly never win, "
            "against the others; give a ridge and say so"
        )
    information = _derivatives(theta, table, games, ridge)[1]
    covariance: Matrix = np.linalg.pinv(information).astype(np.float64)
    errors = np.sqrt(np.diag(covariance))
    return BradleyTerry(tuple(theta.tolist()), tuple(errors.tolist()), covariance, ridge)


def difference_interval(
    fit: BradleyTerry, *, first: int, second: int, confidence: float = 0.95
) -> Interval:
    """Return the interval of θ_first - θ_second: the one to compare two policies by.

    Raises:
        InputError: Not two different policies of the fit.
    """
    check_two_policies(first, second, len(fit.strengths))
    contrast = np.zeros(len(fit.strengths))
    contrast[first], contrast[second] = 1.0, -1.0
    error = math.sqrt(float(contrast @ fit.covariance @ contrast))
    gap = fit.strengths[first] - fit.strengths[second]
    half = normal_quantile(confidence) * error
    return Interval(gap - half, gap + half)


def strongly_connected(wins: Matrix) -> bool:
    """Whether every policy beats every other through some chain of wins (L. R. Ford 1957)."""
    reach = (wins > 0) | np.eye(len(wins), dtype=bool)
    for _ in range(len(wins)):
        reach = reach @ reach
    return bool(reach.all())


def check_two_policies(first: int, second: int, policies: int) -> None:
    """Raise InputError unless these are the numbers of two different policies."""
    for number in (first, second):
        check_whole(number, what="the number of a policy")
    if first == second or max(first, second) >= policies:
        raise InputError(
            f"need two different policies of 0 to {policies - 1}, got {first} and {second}"
        )


def checked_wins(wins: ArrayLike) -> Matrix:
    """Return the table; InputError unless square, not negative and zero on the diagonal."""
    table = finite_array(wins, what="wins")
    if table.ndim != 2 or table.shape[0] != table.shape[1] or len(table) < 2:
        raise InputError(f"need a square table of wins of 2 policies or more, got {table.shape}")
    if (table < 0).any() or np.diag(table).any():
        raise InputError("wins cannot be negative, and no policy plays itself")
    return table


def _derivatives(theta: Matrix, wins: Matrix, games: Matrix, ridge: float) -> tuple[Matrix, Matrix]:
    """Return gradient of the log-likelihood and Fisher information."""
    share = 1 / (1 + np.exp(theta[None, :] - theta[:, None]))
    gradient = (wins - games * share).sum(axis=1) - ridge * theta
    weight = games * share * (1 - share)
    information = np.diag(weight.sum(axis=1)) - weight
    return gradient, information + ridge * np.eye(len(theta))
