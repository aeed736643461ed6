"""Strengths when policies are compared on tasks of unknown difficulty.

RoboArena compares two policies on whatever task an evaluator chose. A task belongs to one of a
few latent buckets; in a bucket each policy succeeds with its own probability, and the evaluator
sees a win when just one of them succeeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simeval.errors import InputError
from simeval.stats.inputs import Matrix, Vector
from simeval.stats.ranking.bradley_terry import check_two_policies
from simeval.stats.ranking.rank_intervals import Comparison
from simeval.stats.scalars import check_number, check_whole


class TaskBuckets(NamedTuple):
    """A fitted mixture."""

    abilities: tuple[float, ...]
    """θ of each policy, in logits; they sum to zero."""
    difficulties: tuple[float, ...]
    """τ of each bucket, in logits, easiest first."""
    shares: tuple[float, ...]
    """ν: how often a task comes from each bucket."""
    success: Matrix
    """Shape (policies, buckets): probability of success."""
    log_likelihood: float
    """Of the comparisons that were fitted."""

    @property
    def success_rates(self) -> tuple[float, ...]:
        """Success over the mixture of tasks, per policy.

        Rank by this. Comparisons say much about the order and little about the level.
        """
        return tuple((self.success @ np.array(self.shares)).tolist())


def fit_task_buckets(
    comparisons: Sequence[Comparison],
    *,
    policies: int,
    buckets: int,
    offset_ridge: float = 1.0,
    restarts: int = 5,
    sweeps: int = 200,
    seed: int = 0,
) -> TaskBuckets:
    """Return the best of several EM fits.

    P(A beats B) = Σ_t ν_t s_At (1 - s_Bt) and P(tie) = Σ_t ν_t (s_At s_Bt + (1-s_At)(1-s_Bt)), with
    logit s_pt = θ_p - τ_t + ψ_pt: the model of RoboArena, P. Atreya et al. (2025),
    arXiv:2506.18123. θ and τ have a weak normal prior (variance 25) and the offsets ψ one of
    variance 1/offset_ridge, which makes the fit unique up to the order of buckets. The number of
    buckets is chosen by `task_buckets_log_likelihood` on comparisons left out.

    Args:
        comparisons: Scores must be 0, 0.5 or 1.
        policies: Number of policies.
        buckets: Number of latent buckets.
        offset_ridge: Precision of the offsets; large values leave no offsets.
        restarts: Random starts; EM finds a local maximum.
        sweeps: Most EM steps per start.
        seed: Of the starts.
    """
    buckets = check_whole(buckets, what="buckets", least=1)
    restarts = check_whole(restarts, what="restarts", least=1)
    sweeps = check_whole(sweeps, what="sweeps", least=1)
    check_number(offset_ridge, what="offset_ridge")
    if offset_ridge <= 0:
        raise InputError(f"the ridge of the offsets must be positive, got {offset_ridge}")
    policies = check_whole(policies, what="policies", least=2)
    data = _checked(comparisons, policies)
    rng = np.random.default_rng(seed)
    fits = [_fit_once(data, rng, policies, buckets, offset_ridge, sweeps) for _ in range(restarts)]
    return max(fits, key=lambda fit: fit.log_likelihood)


def task_buckets_log_likelihood(fit: TaskBuckets, comparisons: Sequence[Comparison]) -> float:
    """Return the log-likelihood of comparisons, e.g. of sessions that were not fitted."""
    data = _checked(comparisons, len(fit.abilities))
    return float(np.log(_outcome_chances(fit.success, data) @ np.array(fit.shares)).sum())


def _fit_once(
    data: Matrix,
    rng: np.random.Generator,
    policies: int,
    buckets: int,
    offset_ridge: float,
    sweeps: int,
) -> TaskBuckets:
    # Parameters: θ, τ and ψ, one after the other.
    parameters = rng.normal(0, 0.5, policies + buckets + policies * buckets)
    shares = np.full(buckets, 1 / buckets)
    precision = np.full(len(parameters), 1 / 25)
    precision[policies + buckets :] = offset_ridge
    design = _design(policies, buckets)
    before = -np.inf
    for _ in range(sweeps):
        success = _logistic(design @ parameters).reshape(policies, buckets)
        chances = _outcome_chances(success, data) * shares
        likelihood = float(np.log(chances.sum(axis=1)).sum())
        posterior = likelihood - float(precision @ parameters**2) / 2
        if posterior - before < 1e-8 * abs(posterior):
            break
        before = posterior
        weights = chances / chances.sum(axis=1, keepdims=True)
        shares = weights.mean(axis=0)
        wins, losses = _expected_outcomes(success, data, weights)
        parameters = _penalised_logistic(design, wins, losses, parameters, precision)
    success = _logistic(design @ parameters).reshape(policies, buckets)
    order = np.argsort(parameters[policies : policies + buckets])
    theta = parameters[:policies]
    likelihood = float(np.log(_outcome_chances(success, data) @ shares).sum())
    return TaskBuckets(
        abilities=tuple((theta - theta.mean()).tolist()),
        difficulties=tuple((parameters[policies + order] - theta.mean()).tolist()),
        shares=tuple(shares[order].tolist()),
        success=success[:, order],
        log_likelihood=likelihood,
    )


def _outcome_chances(success: Matrix, data: Matrix) -> Matrix:
    """Return P(outcome | bucket), shape (comparisons, buckets)."""
    a, b, score = success[data[:, 0].astype(int)], success[data[:, 1].astype(int)], data[:, 2:]
    tie = a * b + (1 - a) * (1 - b)
    return np.asarray(np.where(score == 1, a * (1 - b), np.where(score == 0, b * (1 - a), tie)))


def _expected_outcomes(success: Matrix, data: Matrix, weights: Matrix) -> tuple[Vector, Vector]:
    """Return expected successes and failures per policy and bucket, flattened."""
    first, second = data[:, 0].astype(int), data[:, 1].astype(int)
    a, b, score = success[first], success[second], data[:, 2:]
    # A tie means that both succeeded, with this probability, or both failed.
    both = a * b / (a * b + (1 - a) * (1 - b))
    a_wins = np.where(score == 1, 1.0, np.where(score == 0, 0.0, both))
    b_wins = np.where(score == 0, 1.0, np.where(score == 1, 0.0, both))
    wins, losses = np.zeros_like(success), np.zeros_like(success)
    for policy, won in ((first, a_wins), (second, b_wins)):
        np.add.at(wins, policy, weights * won)
        np.add.at(losses, policy, weights * (1 - won))
    return wins.ravel(), losses.ravel()


def _penalised_logistic(
    design: Matrix, wins: Vector, losses: Vector, start: Vector, precision: Vector
) -> Vector:
    """Return the maximum of the expected log-posterior, by Newton's method."""
    parameters = start
    for _ in range(25):
        share = _logistic(design @ parameters)
        gradient = design.T @ (wins - (wins + losses) * share) - precision * parameters
        weight = (wins + losses) * share * (1 - share)
        step = np.linalg.solve((design.T * weight) @ design + np.diag(precision), gradient)
        parameters = parameters + step * min(1.0, 2 / max(float(np.abs(step).max()), 1e-300))
        if float(np.abs(step).max()) < 1e-10:
            break
    return parameters


def _design(policies: int, buckets: int) -> Matrix:
    """Rows are (policy, bucket); columns θ, -τ and ψ."""
    ability = np.kron(np.eye(policies), np.ones((buckets, 1)))
    difficulty = -np.tile(np.eye(buckets), (policies, 1))
    return np.hstack([ability, difficulty, np.eye(policies * buckets)])


def _logistic(logits: Vector) -> Vector:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))))


def _checked(comparisons: Sequence[Comparison], policies: int) -> Matrix:
    if not comparisons:
        raise InputError("need at least one comparison")
    for first, second, score, _ in comparisons:
        check_two_policies(first, second, policies)
        if score not in (0.0, 0.5, 1.0):
            raise InputError(f"a score must be 1 (won), 0 (lost) or 0.5 (tie), got {score}")
    return np.array([(c.first, c.second, c.score) for c in comparisons], dtype=np.float64)
