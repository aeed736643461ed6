"""Online Elo ratings, to read those of others; they depend on the order of the games."""

from __future__ import annotations

from collections.abc import Iterable

from simeval.stats.ranking.bradley_terry import check_two_policies
from simeval.stats.scalars import check_number, check_rate, check_whole


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
    policies = check_whole(policies, what="policies", least=2)
    check_number(step, what="step")
    check_number(start, what="start")
    ratings = [start] * policies
    for i, j, score in games:
        check_two_policies(i, j, policies)
        check_rate(score, what="the score of a game")
        change = step * (score - 1 / (1 + 10 ** ((ratings[j] - ratings[i]) / 400)))
        ratings[i] += change
        ratings[j] -= change
    return tuple(ratings)
