"""What a gate of fixed size will do: the chance of every table, added up."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simeval.gate.fixed_test import fixed_test
from simeval.gate.plan import GatePlan

# Standard deviations of a count beyond which its probability is negligible.
_REACH = 8


def fixed_behaviour(
    plan: GatePlan, cells: Sequence[tuple[float, float]]
) -> list[tuple[float, float, float, float]]:
    """Return PASS, FAIL, INCONCLUSIVE and the number of pairs at each truth."""
    answers: dict[tuple[int, int], tuple[bool, bool]] = {}
    behaviour = []
    for up, down in cells:
        passes = fails = 0.0
        for wins, losses, chance in _tables(len(plan.units), up, down):
            if (wins, losses) not in answers:
                answers[wins, losses] = _answers(plan, wins, losses)
            passes += chance * answers[wins, losses][0]
            fails += chance * answers[wins, losses][1]
        behaviour.append((passes, fails, max(0.0, 1 - passes - fails), float(len(plan.units))))
    return behaviour


def _tables(n: int, up: float, down: float) -> list[tuple[int, int, float]]:
    """Return wins, losses and probability of every table that can be expected."""
    import numpy as np
    from scipy.special import gammaln, xlogy

    wins, losses = (
        grid.ravel() for grid in np.meshgrid(_likely(n, up), _likely(n, down), indexing="ij")
    )
    possible = wins + losses <= n
    wins, losses = wins[possible], losses[possible]
    ties = n - wins - losses
    ways = gammaln(n + 1) - gammaln(wins + 1) - gammaln(losses + 1) - gammaln(ties + 1)
    logs = xlogy(wins, up) + xlogy(losses, down) + xlogy(ties, max(0.0, 1 - up - down))
    chances = np.exp(ways + logs)
    return list(zip(wins.tolist(), losses.tolist(), chances.tolist(), strict=True))


def _likely(n: int, rate: float) -> range:
    reach = _REACH * math.sqrt(n * rate * (1 - rate)) + (1 if rate else 0)
    return range(max(0, math.floor(n * rate - reach)), min(n, math.ceil(n * rate + reach)) + 1)


def _answers(plan: GatePlan, wins: int, losses: int) -> tuple[bool, bool]:
    p = fixed_test(wins=wins, losses=losses, pairs=len(plan.units), margin=plan.margin)
    passes = p.p_pass <= plan.alpha
    return passes, not passes and p.p_fail <= plan.beta
