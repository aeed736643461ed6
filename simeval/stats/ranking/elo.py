"""Online Elo ratings, to read those of others; they depend on the order of the games."""

from __future__ import annotations

from collections.abc import Iterable


def online_elo(
    games: Iterable[tuple[int, int, float]],
    *,
    policies: int,
    step: float = 32.0,
    start: float = 1500.0,
) -> tuple[float, ...]:
    """Return ratings after updating them game by game.

    After each game R_i += K (score - 1/(1 + 10^((R_j - R_i)/400))), and R_j -= the same: A. Elo
    (1978), The Rating of Chessplayers. The same games in another order give other ratings: never
    rank by it, take `bradley_terry`.

    Args:
        games: (i, j, score of i), the score 1, 1/2 or 0.
        policies: Number of policies.
        step: K.
        start: Rating before the first game.
    """
    ratings = [start] * policies
    for i, j, score in games:
        if i == j or not (0 <= i < policies and 0 <= j < policies) or not 0.0 <= score <= 1.0:
            raise ValueError(f"not a game between two of {policies} policies: {(i, j, score)}")
        change = step * (score - 1 / (1 + 10 ** ((ratings[j] - ratings[i]) / 400)))
        ratings[i] += change
        ratings[j] -= change
    return tuple(ratings)
