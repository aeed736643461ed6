"""What repeats of the same initial conditions are worth."""

from __future__ import annotations

import math

from simeval.errors import InputError
from simeval.stats.scalars import check_number, check_rate, check_whole


def design_effect(*, repeats: float, icc: float) -> float:
    """Return 1 + (m - 1) ICC: by how much correlated repeats inflate the variance of a mean.

    L. Kish (1965), Survey Sampling. A negative correlation is not counted on.

    Args:
        repeats: Episodes per initial condition; a mean number will do.
        icc: Correlation of two episodes of the same condition, in [0, 1]: 1 where the policy and
            the simulator are deterministic.
    """
    check_number(repeats, what="repeats")
    check_rate(icc, what="icc")
    if repeats < 1:
        raise InputError(f"repeats must be at least 1, got {repeats}")
    return 1 + (repeats - 1) * icc


def effective_episodes(*, episodes: int, repeats: float, icc: float) -> float:
    """Return how many independent episodes the correlated ones are worth."""
    episodes = check_whole(episodes, what="episodes", least=1)
    return episodes / design_effect(repeats=repeats, icc=icc)


def conditions_needed(*, independent: int, repeats: int, icc: float) -> int:
    """Return the initial conditions that, repeated, are worth as many independent episodes."""
    independent = check_whole(independent, what="independent episodes", least=1)
    repeats = check_whole(repeats, what="repeats", least=1)
    return math.ceil(independent * design_effect(repeats=repeats, icc=icc) / repeats - 1e-9)
