"""Betting on a mean in [0, 1]: evidence, and intervals that hold at every moment at once."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simeval.errors import InputError
from simeval.stats.inputs import Matrix, Vector, check_unit, vector
from simeval.stats.scalars import check_fraction, check_whole
from simeval.stats.wilson import Interval

Counts = NDArray[np.int64]

_LARGEST_BET_OF_A_BATCH = 0.75
_CELLS_AT_ONCE = 2_000_000


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
    if planned is not None:
        check_whole(planned, what="planned", least=1)
    if (m <= 0).any() or (m >= 1).any():
        raise InputError("hypotheses must lie between 0 and 1")
    return np.exp(np.minimum(_log_capital(x, m, _bets(x, alpha, planned), largest_bet), 700.0))


def confidence_sequence(
    outcomes: ArrayLike, *, confidence: float = 0.95, resolution: int = 1000
) -> tuple[Interval, ...]:
    """Return one interval after each outcome; with the given probability all cover the mean.

    The interval is every mean against which the evidence never reached 1/α. It may be read at any
    time, and stopping on what it shows does not spoil it. Outcomes must be in an order that does
    not depend on them. Means are tried on a grid, and the ends moved out by one step.
    """
    check_fraction(confidence, what="confidence")
    x = _unit(outcomes)
    refuted = _refuted_after(x, _bets(x, 1 - confidence, None), confidence, resolution, 0.5)
    return _hulls(refuted, np.arange(1, len(x) + 1))


def betting_interval(
    outcomes: ArrayLike, *, confidence: float = 0.95, resolution: int = 1000, seed: int = 0
) -> Interval:
    """Return an interval of the mean from one finished batch, valid at any sample size.

    Every mean against which the evidence never reached 1/α, with bets tuned to the size of the
    batch. The outcomes are taken in random order: a batch is often sorted, by task or by outcome,
    and bets on a sorted batch would not be fair.
    """
    check_fraction(confidence, what="confidence")
    x = np.random.default_rng(seed).permutation(_unit(outcomes))
    bets = _bets(x, 1 - confidence, len(x))
    refuted = _refuted_after(x, bets, confidence, resolution, _LARGEST_BET_OF_A_BATCH)
    return _hulls(refuted, np.array([len(x)]))[0]


def _log_capital(x: Vector, means: Vector, bets: Vector, largest_bet: float) -> Matrix:
    """Shape (outcomes, means)."""
    gains = x[:, None] - means[None, :]
    up_bets = np.minimum(bets[:, None], largest_bet / means)
    down_bets = np.minimum(bets[:, None], largest_bet / (1 - means))
    up = np.cumsum(np.log1p(up_bets * gains), axis=0)
    down = np.cumsum(np.log1p(-down_bets * gains), axis=0)
    return np.asarray(np.maximum(up, down) - math.log(2))


def _refuted_after(
    x: Vector, bets: Vector, confidence: float, resolution: int, largest_bet: float
) -> Counts:
    """Return, for each mean on the grid, after how many outcomes it was refuted.

    One more than the number of outcomes where it never was. The grid is worked off in pieces, so
    that long sequences fit into memory.
    """
    check_whole(resolution, what="resolution", least=2)
    grid = np.arange(1, resolution) / resolution
    threshold = -math.log(1 - confidence)
    pieces = np.array_split(grid, 1 + len(x) * len(grid) // _CELLS_AT_ONCE)
    found = []
    for means in pieces:
        crossed = _log_capital(x, means, bets, largest_bet) >= threshold
        found.append(np.where(crossed.any(axis=0), crossed.argmax(axis=0) + 1, len(x) + 1))
    return np.concatenate(found)


def _hulls(refuted: Counts, moments: Counts) -> tuple[Interval, ...]:
    """Return the range of means that are not refuted after each of these numbers of outcomes.

    Its ends lie one step further out, where the grid does not say. If every mean is refuted, which
    happens with probability alpha at most, nothing is known: [0, 1].
    """
    size = len(refuted)
    first = np.searchsorted(np.maximum.accumulate(refuted), moments, side="right")
    last = size - 1 - np.searchsorted(np.maximum.accumulate(refuted[::-1]), moments, side="right")
    steps = size + 1
    return tuple(
        Interval(0.0, 1.0) if low == size else Interval(low / steps, (high + 2) / steps)
        for low, high in zip(first.tolist(), last.tolist(), strict=True)
    )


def _bets(x: Vector, alpha: float, planned: int | None) -> Vector:
    t = np.arange(1, len(x) + 1)
    running = np.minimum((0.5 + np.cumsum(x)) / (t + 1), 1.0)
    variance = (0.25 + np.cumsum((x - running) ** 2)) / (t + 1)
    before = np.concatenate([[0.25], variance[:-1]])
    scale = t * np.log(t + 1) if planned is None else np.full(len(x), float(planned))
    return np.asarray(np.sqrt(2 * math.log(2 / alpha) / (scale * before)))


def _unit(outcomes: ArrayLike) -> Vector:
    x = vector(outcomes, what="outcomes")
    check_unit(x, what="outcomes")
    return x
