"""Bradley-Terry with ties."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simeval.errors import InputError
from simeval.stats.inputs import Matrix, Vector
from simeval.stats.ranking.bradley_terry import checked_wins, strongly_connected


class Davidson(NamedTuple):
    """Log-strengths and how readily two equal policies tie."""

    strengths: tuple[float, ...]
    """They sum to zero."""
    standard_errors: tuple[float, ...]
    tie_odds: float
    """ν: of equal policies, P(tie) = ν / (2 + ν)."""
    log_likelihood: float


def davidson(wins: ArrayLike, *, ties: ArrayLike) -> Davidson:
    """Return the maximum likelihood fit with ties.

    P(i beats j) = π_i / S, P(tie) = ν √(π_i π_j) / S, S = π_i + π_j + ν √(π_i π_j), π = exp(θ):
    R. R. Davidson (1970), JASA 65(329), 317-328.

    Args:
        wins: wins[i, j] = how often i beat j.
        ties: ties[i, j] = how often they tied; symmetric.

    Raises:
        InputError: The tables do not fit, there is no tie at all (then use `bradley_terry`), or
            the strengths have no finite estimate.
    """
    from scipy.optimize import minimize

    won, tied = _checked(wins, ties)
    n = len(won)
    # Of each pair of policies once: the row wins, the column wins, they tie.
    counts = np.stack([won, won.T, tied]) * np.triu(np.ones((n, n), dtype=bool), 1)

    def loss(parameters: Vector) -> tuple[float, Vector]:
        return _loss(parameters, counts)

    best = minimize(loss, np.zeros(n + 1), jac=True, method="BFGS", options={"gtol": 1e-9})
    # BFGS may stop a little short of so small a slope; a large one means that it failed.
    if float(np.abs(best.jac).max()) > 1e-5 * max(1.0, float((won + tied).sum())):
        raise InputError(f"the strengths do not settle: {best.message}")
    covariance = np.linalg.pinv(_hessian(lambda p: loss(p)[1], best.x), rcond=1e-8)
    theta = best.x[:n] - best.x[:n].mean()
    errors = np.sqrt(np.maximum(np.diag(covariance)[:n], 0.0))
    return Davidson(
        tuple(theta.tolist()), tuple(errors.tolist()), float(np.exp(best.x[n])), -float(best.fun)
    )


def _checked(wins: ArrayLike, ties: ArrayLike) -> tuple[Matrix, Matrix]:
    won, tied = checked_wins(wins), checked_wins(ties)
    if won.shape != tied.shape or not np.array_equal(tied, tied.T):
        raise InputError("ties must be a symmetric table of the same policies as wins")
    if not tied.any() or not won.any():
        raise InputError("with no tie, or nothing but ties, this model has no finite estimate")
    if not strongly_connected(won + tied):
        raise InputError("some policies never lost or tied, or never won, against the others")
    return won, tied


def _loss(parameters: Vector, counts: NDArray[np.float64]) -> tuple[float, Vector]:
    """Return the negative log-likelihood and its slope.

    Args:
        parameters: θ of each policy, then log ν.
        counts: Shape (3, policies, policies): row wins, column wins, ties; each pair once.
    """
    theta, log_nu = parameters[:-1] - parameters[:-1].mean(), parameters[-1]
    shape = counts.shape[1:]
    log_weights = np.stack(
        [
            np.broadcast_to(theta[:, None], shape),
            np.broadcast_to(theta[None, :], shape),
            log_nu + (theta[:, None] + theta[None, :]) / 2,
        ]
    )
    top = log_weights.max(axis=0)
    log_total = top + np.log(np.exp(log_weights - top).sum(axis=0))
    excess = counts - counts.sum(axis=0) * np.exp(log_weights - log_total)
    slope = (excess[0] + excess[2] / 2).sum(axis=1) + (excess[1] + excess[2] / 2).sum(axis=0)
    value = float((counts * (log_weights - log_total)).sum())
    return -value, -np.append(slope - slope.mean(), excess[2].sum())


def _hessian(gradient: Callable[[Vector], Vector], at: Vector) -> Matrix:
    """Return the symmetric matrix of central differences of a gradient."""
    step = 1e-5
    rows = [
        (gradient(at + step * unit) - gradient(at - step * unit)) / (2 * step)
        for unit in np.eye(len(at))
    ]
    matrix = np.array(rows)
    return np.asarray((matrix + matrix.T) / 2)
