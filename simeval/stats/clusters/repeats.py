"""Repeats that are copies: a deterministic policy in a deterministic simulator."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

from simeval.errors import InputError


class Repeats(NamedTuple):
    """What repeating the same initial condition added."""

    repeated_conditions: int
    """Initial conditions with more than one episode."""
    identical_conditions: int
    """Of these, the ones whose episodes all had the same outcome."""
    all_identical: bool
    """Every repeat copied its condition: count each condition once."""


def repeated_outcomes(*, conditions: Sequence[Hashable], outcomes: Sequence[Hashable]) -> Repeats:
    """Return how many repeats of an initial condition gave only the same outcome.

    An outcome should carry more than success, e.g. the final pose: binary outcomes agree by
    chance. Where `all_identical` holds, n is the number of conditions and not of episodes.
    """
    groups = _by_condition(conditions, outcomes).values()
    repeated = [{outcomes[episode] for episode in group} for group in groups if len(group) > 1]
    identical = sum(len(seen) == 1 for seen in repeated)
    return Repeats(len(repeated), identical, bool(repeated) and identical == len(repeated))


def episodes_that_count(
    *, conditions: Sequence[Hashable], outcomes: Sequence[Hashable]
) -> tuple[int, ...]:
    """Return the positions of the episodes to count, in order.

    The first of each initial condition where every repeat is a copy, since a copy adds nothing;
    otherwise all of them, as clusters for `cluster_mean`.
    """
    if not repeated_outcomes(conditions=conditions, outcomes=outcomes).all_identical:
        return tuple(range(len(outcomes)))
    return tuple(group[0] for group in _by_condition(conditions, outcomes).values())


def _by_condition(
    conditions: Sequence[Hashable], outcomes: Sequence[Hashable]
) -> dict[Hashable, list[int]]:
    if len(conditions) != len(outcomes):
        raise InputError(
            f"need one outcome per episode, got {len(conditions)} conditions and "
            f"{len(outcomes)} outcomes"
        )
    groups: dict[Hashable, list[int]] = {}
    for episode, condition in enumerate(conditions):
        groups.setdefault(condition, []).append(episode)
    return groups
