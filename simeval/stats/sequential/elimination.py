"""Drop policies that cannot be the best any more, while episodes come in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from numpy.typing import ArrayLike

from simeval.errors import InputError
from simeval.stats.scalars import check_fraction
from simeval.stats.sequential.betting import confidence_sequence
from simeval.stats.wilson import Interval


class Elimination(NamedTuple):
    """Who is still in the race."""

    remaining: tuple[str, ...]
    dropped_after: dict[str, int]
    """For each policy out of the race, after how many rounds that was known."""
    intervals: dict[str, Interval]
    """Simultaneous and valid at any time; a Wilson interval after stopping would be biased."""


def successive_elimination(
    outcomes: Mapping[str, ArrayLike], *, confidence: float = 0.95
) -> Elimination:
    """Return the policies that can still be the best.

    A round is one episode of every policy in the race; a policy is out once the upper end of its
    confidence sequence lies below the lower end of another's, each at error α/K. With the given
    probability the best policy is never dropped: E. Even-Dar et al. (2006), JMLR 7, 1079-1105,
    with the confidence sequences of Waudby-Smith and Ramdas (2024).

    Args:
        outcomes: Per policy its outcomes in [0, 1], in order; shorter where it was dropped.
        confidence: That the best policy stays.
    """
    check_fraction(confidence, what="confidence")
    if len(outcomes) < 2:
        raise InputError(f"a race needs at least two policies, got {len(outcomes)}")
    each = 1 - (1 - confidence) / len(outcomes)
    paths = {
        name: confidence_sequence(values, confidence=each) for name, values in outcomes.items()
    }
    dropped: dict[str, int] = {}
    for rounds in range(1, max(len(path) for path in paths.values()) + 1):
        now = {name: path[min(rounds, len(path)) - 1] for name, path in paths.items()}
        best_low = max(interval.low for interval in now.values())
        for name, interval in now.items():
            if interval.high < best_low:
                dropped.setdefault(name, rounds)
    remaining = tuple(name for name in paths if name not in dropped)
    return Elimination(remaining, dropped, {name: path[-1] for name, path in paths.items()})
