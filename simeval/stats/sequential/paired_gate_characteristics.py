"""Exact error rates and lengths of the gate, computed before it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simeval.errors import InputError
from simeval.stats.inputs import Matrix, Vector
from simeval.stats.scalars import check_rate
from simeval.stats.sequential.paired_gate import PairedGate

Counts = NDArray[np.int64]

# What is cut at the edges adds up to less than 1e-11 in a gate of thousands of pairs.
_NEGLIGIBLE = 1e-18


class GateCharacteristics(NamedTuple):
    """How the gate behaves at one truth."""

    new_only: float
    """True probability that only the new policy succeeds."""
    base_only: float
    """True probability that only the base policy succeeds."""
    passes: float
    fails: float
    inconclusive: float
    expected_pairs: float
    passed_by: tuple[float, ...]
    """Probability of PASS after at most 1, 2, ... pairs."""


def gate_characteristics(
    gate: PairedGate, truths: list[tuple[float, float]]
) -> tuple[GateCharacteristics, ...]:
    """Return the exact behaviour of the gate at each (P(new only), P(base only)).

    The e-values depend only on how many pairs went to either side, so that the probability of
    every such count is followed pair by pair, and leaves where the gate stops.
    """
    for new_only, base_only in truths:
        for share in (new_only, base_only):
            check_rate(share, what="the probability of a discordant outcome")
        if new_only + base_only > 1:
            raise InputError(
                "need probabilities of the two discordant outcomes that sum to at most 1, "
                f"got {new_only} and {base_only}"
            )
    if not truths:
        return ()
    up, down = (np.array(column)[:, None, None] for column in zip(*truths, strict=True))
    # mass[truth, pairs to the new policy, pairs to the base]: only the corner that can be reached.
    mass = np.ones((len(truths), 1, 1))
    passed, failed, expected = [], np.zeros(len(truths)), np.zeros(len(truths))
    for pairs in range(1, gate.most_pairs + 1):
        expected += mass.sum(axis=(1, 2))
        moved = np.zeros((len(truths), mass.shape[1] + 1, mass.shape[2] + 1))
        moved[:, :-1, :-1] = mass * (1 - up - down)
        moved[:, 1:, :-1] += mass * up
        moved[:, :-1, 1:] += mass * down
        wins = np.arange(moved.shape[1])[:, None]
        losses = np.arange(moved.shape[2])
        passing = wins >= _fewest_wins_to_pass(gate, pairs, losses)[None, :]
        failing = ~passing & (wins <= _most_wins_to_fail(gate, pairs, losses)[None, :])
        passed.append(moved[:, passing].sum(axis=1))
        failed += moved[:, failing].sum(axis=1)
        mass = _without_empty_edges(np.where(passing | failing, 0.0, moved))
    passed_by = np.cumsum(passed, axis=0)
    rest = mass.sum(axis=(1, 2))
    return tuple(
        GateCharacteristics(
            new_only=truth[0],
            base_only=truth[1],
            passes=float(passed_by[-1, i]),
            fails=float(failed[i]),
            inconclusive=float(rest[i]),
            expected_pairs=float(expected[i]),
            passed_by=tuple(passed_by[:, i].tolist()),
        )
        for i, truth in enumerate(truths)
    )


def _without_empty_edges(mass: Matrix) -> Matrix:
    """Cut off counts that no truth reaches with more than a negligible probability."""
    reached = mass.max(axis=0) > _NEGLIGIBLE
    if not reached.any():
        return mass[:, :1, :1]
    wins, losses = np.flatnonzero(reached.any(axis=1)), np.flatnonzero(reached.any(axis=0))
    return mass[:, : wins[-1] + 1, : losses[-1] + 1]


def _fewest_wins_to_pass(gate: PairedGate, pairs: int, losses: Counts) -> Counts:
    """Return, for each number of losses, the wins from which the gate passes."""
    steps = [np.log1p(gate.pass_bets * (d + gate.margin)) for d in (1, 0, -1)]

    def passes(wins: Counts, losses: Counts) -> NDArray[np.bool_]:
        return _mean_capital(wins, pairs - wins - losses, losses, steps) >= 1 / gate.alpha

    return _first_true(passes, pairs, losses)


def _most_wins_to_fail(gate: PairedGate, pairs: int, losses: Counts) -> Counts:
    """Return, for each number of losses, the wins up to which the gate fails; -1 for never."""
    steps = [np.log1p(-gate.fail_bets * (d + gate.margin)) for d in (1, 0, -1)]

    def no_failure(wins: Counts, losses: Counts) -> NDArray[np.bool_]:
        return _mean_capital(wins, pairs - wins - losses, losses, steps) < 1 / gate.beta

    return _first_true(no_failure, pairs, losses) - 1


def _mean_capital(wins: Counts, ties: Counts, losses: Counts, steps: list[Vector]) -> Vector:
    logs = sum(
        count[:, None] * step for count, step in zip((wins, ties, losses), steps, strict=True)
    )
    return np.asarray(np.exp(np.minimum(logs, 700.0)).mean(axis=1))


def _first_true(
    condition: Callable[[Counts, Counts], NDArray[np.bool_]], pairs: int, losses: Counts
) -> Counts:
    """Return for each number of losses the fewest wins at which the condition holds.

    The condition is monotone, since a win instead of a tie raises one capital and lowers the
    other. Where it never holds the answer is one more than the possible wins.
    """
    low, high = np.zeros(len(losses), dtype=np.int64), pairs - losses + 1
    while (low < high).any():
        middle = (low + high) // 2
        open_ = low < high
        holds = np.zeros(len(losses), dtype=bool)
        holds[open_] = condition(middle[open_], losses[open_])
        high = np.where(open_ & holds, middle, high)
        low = np.where(open_ & ~holds, middle + 1, low)
    return low
