"""Repeats that are copies: a deterministic policy in a deterministic simulator."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple


class Repeats(NamedTuple):
    """What repeating the same initial condition added."""

    repeated_conditions: int
    """Initial conditions with more than one episode."""
    identical_conditions: int
    """Of these, the ones whose episodes all had the same outcome."""
    all_identical: bool
    """Every repeat copied its condition: count each condition once."""


def repeated_outcomes(conditions: Sequence[Hashable], outcomes: Sequence[Hashable]) -> Repeats:
    """Return how many repeats of an initial condition gave only the same outcome.

    An outcome should carry more than success, e.g. the final pose: binary outcomes agree by
    chance. Where `all_identical` holds, n is the number of conditions and not of episodes.
    """
    if len(conditions) != len(outcomes):
        raise ValueError(
            f"need one outcome per episode, got {len(conditions)} conditions and "
            f"{len(outcomes)} outcomes"
        )
    seen: dict[Hashable, list[Hashable]] = {}
    for condition, outcome in zip(conditions, outcomes, strict=True):
        seen.setdefault(condition, []).append(outcome)
    repeated = [group for group in seen.values() if len(group) > 1]
    identical = sum(len(set(group)) == 1 for group in repeated)
    return Repeats(len(repeated), identical, bool(repeated) and identical == len(repeated))
