"""Betting on a mean in [0, 1]: evidence, and intervals that hold at every moment at once."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from simeval.stats.inputs import Matrix, Vector, check_fraction, vector
from simeval.stats.wilson import Interval

_LARGEST_BET_OF_A_BATCH = 0.75


def hedged_capital(
    outcomes: ArrayLike,
    *,
    means: ArrayLike,
    alpha: float = 0.05,
    planned: int | None = None,
    largest_bet: float = 0.5,
) -> Matrix:
    """Return the evidence against each mean after each outcome, shape (outcomes, means).

    Half of the capital bets that the mean is higher and half that it is lower, and the larger
    half counts: max(K⁺, K⁻)/2, K± = Π (1 ± λ_t (x_t - m)). The bet
    λ_t = √(2 ln(2/α) / (t ln(t+1) σ̂²_{t-1})) uses only what was seen before, and is cut to a share
    of the largest that keeps the capital positive: I. Waudby-Smith and A. Ramdas (2024),
    "Estimating means of bounded random variables by betting", JRSS B 86(1), 1-27, eq. (26).

    Args:
        outcomes: In [0, 1], in the order in which they came.
        means: Hypotheses, in (0, 1).
        alpha: The level for which the bets are tuned; any level may be read off.
        planned: Number of outcomes for which the bets are tuned, in place of all at once: the bet
            then has n for t ln(t+1). The evidence stays valid at any time.
        largest_bet: The share, in (0, 1).
    """
    x = _unit(outcomes)
    m = vector(means, what="means")
    check_fraction(alpha, what="alpha")
    check_fraction(largest_bet, what="largest bet")
    if (m <= 0).any() or (m >= 1).any():
        raise ValueError(f"hypotheses must lie between 0 and 1, got {m.tolist()}")
    bets = _plug_in_bets(x, alpha, planned)[:, None]
    gains = x[:, None] - m[None, :]
    up = np.cumsum(np.log1p(np.minimum(bets, largest_bet / m) * gains), axis=0)
    down = np.cumsum(np.log1p(-np.minimum(bets, largest_bet / (1 - m)) * gains), axis=0)
    return np.asarray(np.exp(np.minimum(np.maximum(up, down), 700.0)) / 2)


def confidence_sequence(
    outcomes: ArrayLike, *, confidence: float = 0.95, resolution: int = 1000
) -> tuple[Interval, ...]:
    """Return one interval after each outcome; with the given probability all cover the mean.

    The interval is every mean against which the evidence never reached 1/α. It may be read at any
    time, and stopping on what it shows does not spoil it. Outcomes must be in an order that does
    not depend on them. Means are tried on a grid, and the ends moved out by one step.
    """
    check_fraction(confidence, what="confidence")
    grid = np.arange(1, resolution) / resolution
    capital = hedged_capital(outcomes, means=grid, alpha=1 - confidence)
    alive = np.maximum.accumulate(capital, axis=0) < 1 / (1 - confidence)
    return tuple(_hull(row, grid, 1 / resolution) for row in alive)


def betting_interval(
    outcomes: ArrayLike, *, confidence: float = 0.95, resolution: int = 1000, seed: int = 0
) -> Interval:
    """Return an interval of the mean from one finished batch, valid at any sample size.

    Every mean against which the evidence never reached 1/α, with bets tuned to the size of the
    batch. The outcomes are taken in random order: a batch is often sorted, by task or by outcome,
    and bets on a sorted batch would not be fair.
    """
    check_fraction(confidence, what="confidence")
    shuffled = np.random.default_rng(seed).permutation(_unit(outcomes))
    grid = np.arange(1, resolution) / resolution
    capital = hedged_capital(
        shuffled,
        means=grid,
        alpha=1 - confidence,
        planned=len(shuffled),
        largest_bet=_LARGEST_BET_OF_A_BATCH,
    )
    return _hull(capital.max(axis=0) < 1 / (1 - confidence), grid, 1 / resolution)


def _hull(alive: np.ndarray[tuple[int], np.dtype[np.bool_]], grid: Vector, step: float) -> Interval:
    kept = grid[alive]
    if len(kept) == 0:
        # Every hypothesis is refuted: possible with probability alpha at most.
        return Interval(0.0, 1.0)
    low = 0.0 if alive[0] else float(kept[0]) - step
    high = 1.0 if alive[-1] else float(kept[-1]) + step
    return Interval(max(0.0, low), min(1.0, high))


def _plug_in_bets(x: Vector, alpha: float, planned: int | None) -> Vector:
    t = np.arange(1, len(x) + 1)
    running = np.minimum((0.5 + np.cumsum(x)) / (t + 1), 1.0)
    variance = (0.25 + np.cumsum((x - running) ** 2)) / (t + 1)
    before = np.concatenate([[0.25], variance[:-1]])
    scale = t * np.log(t + 1) if planned is None else np.full(len(x), float(planned))
    return np.asarray(np.sqrt(2 * math.log(2 / alpha) / (scale * before)))


def _unit(outcomes: ArrayLike) -> Vector:
    x = vector(outcomes, what="outcomes")
    if (x < 0).any() or (x > 1).any():
        raise ValueError("outcomes must lie in [0, 1]; scale them first")
    return x
