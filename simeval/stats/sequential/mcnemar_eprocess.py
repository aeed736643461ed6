"""Is one policy better than another? McNemar's test that may be read after every pair."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simeval.stats.inputs import Vector
from simeval.stats.scalars import check_discordant, check_fraction, check_rate, check_whole


class SequentialMcNemar(NamedTuple):
    """Exact behaviour of the one-sided test at one truth."""

    reject: float
    expected_pairs: float


def mcnemar_e_value(*, a_only: int, b_only: int) -> float:
    """Return the evidence against H0: a wins at most half of the discordant pairs.

    The bet is a win probability drawn evenly from (1/2, 1):
    E = 2^{n+1} ∫_{1/2}^1 θ^a (1-θ)^b dθ = 2^{n+1} B(a+1, b+1) P(Beta(a+1, b+1) > 1/2). Ties do not
    change it. The mixture is that of H. Robbins (1970), Annals of Mathematical Statistics 41(5),
    1397-1409; reject at E >= 1/α, whenever one looks.
    """
    a_only, b_only = check_discordant(a_only, b_only)
    log_e = float(_log_e(np.array([a_only]), np.array([b_only]))[0])
    # Beyond this a float overflows; so much evidence is beyond any level too.
    return math.exp(min(log_e, 700.0))


def sequential_mcnemar_characteristics(
    *, discordant_rate: float, a_share: float, most_pairs: int, alpha: float = 0.05
) -> SequentialMcNemar:
    """Return the exact chance of rejecting and the expected number of pairs.

    Args:
        discordant_rate: Probability that a pair is discordant.
        a_share: Probability that a discordant pair goes to a.
        most_pairs: Pairs after which the test stops without rejecting.
        alpha: Level.
    """
    check_rate(discordant_rate, what="discordant rate")
    check_rate(a_share, what="share of a")
    check_fraction(alpha, what="alpha")
    check_whole(most_pairs, what="most_pairs", least=1)
    up, down = discordant_rate * a_share, discordant_rate * (1 - a_share)
    wins, losses = np.indices((most_pairs + 1, most_pairs + 1))
    crossed = _log_e(wins, losses) >= -math.log(alpha)
    mass = np.zeros((most_pairs + 1, most_pairs + 1))
    mass[0, 0] = 1.0
    reject = expected = 0.0
    for pairs in range(1, most_pairs + 1):
        before = mass[:pairs, :pairs]
        expected += float(before.sum())
        moved = np.zeros((pairs + 1, pairs + 1))
        moved[:-1, :-1] = before * (1 - discordant_rate)
        moved[1:, :-1] += before * up
        moved[:-1, 1:] += before * down
        stops = crossed[: pairs + 1, : pairs + 1]
        reject += float(moved[stops].sum())
        mass[: pairs + 1, : pairs + 1] = np.where(stops, 0.0, moved)
    return SequentialMcNemar(reject, expected)


def _log_e(wins: NDArray[np.int64], losses: NDArray[np.int64]) -> Vector:
    from scipy.special import betainc, betaln, hyp2f1

    # P(Beta(a+1, b+1) > 1/2) = P(Beta(b+1, a+1) < 1/2), which does not cancel.
    upper = betainc(losses + 1, wins + 1, 0.5)
    log_two = (wins + losses + 1) * math.log(2)
    tiny = upper < 1e-280
    log_e = log_two + betaln(wins + 1, losses + 1) + np.log(np.where(tiny, 1.0, upper))
    if tiny.any():
        # b is then far above a, and E = Σ_{j<=a} C(n+1, j) / ((n+1) C(n, a)), a short series.
        a, b = wins[tiny], losses[tiny]
        log_e[tiny] = np.log(hyp2f1(1, -a, b + 2, -1.0)) - np.log(b + 1)
    return np.asarray(log_e)
