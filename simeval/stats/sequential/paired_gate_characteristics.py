"""Exact error rates and lengths of the gate, computed before it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simeval.stats.inputs import Vector
from simeval.stats.sequential.paired_gate import PairedGate

Counts = NDArray[np.int64]


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
        if min(new_only, base_only) < 0 or new_only + base_only > 1:
            raise ValueError(
                "need probabilities of the two discordant outcomes that sum to at most 1, "
                f"got {new_only} and {base_only}"
            )
    if not truths:
        return ()
    up, down = (np.array(column)[:, None, None] for column in zip(*truths, strict=True))
    size = gate.most_pairs + 1
    # mass[truth, pairs to the new policy, pairs to the base]
    mass = np.zeros((len(truths), size, size))
    mass[:, 0, 0] = 1.0
    passed, failed, expected = [], np.zeros(len(truths)), np.zeros(len(truths))
    for pairs in range(1, gate.most_pairs + 1):
        live = mass[:, :pairs, :pairs]
        expected += live.sum(axis=(1, 2))
        moved = np.zeros((len(truths), pairs + 1, pairs + 1))
        moved[:, :-1, :-1] = live * (1 - up - down)
        moved[:, 1:, :-1] += live * up
        moved[:, :-1, 1:] += live * down
        wins = np.arange(pairs + 1)[:, None]
        passing = wins >= _fewest_wins_to_pass(gate, pairs)[None, :]
        failing = ~passing & (wins <= _most_wins_to_fail(gate, pairs)[None, :])
        passed.append(moved[:, passing].sum(axis=1))
        failed += moved[:, failing].sum(axis=1)
        mass[:, : pairs + 1, : pairs + 1] = np.where(passing | failing, 0.0, moved)
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


def _fewest_wins_to_pass(gate: PairedGate, pairs: int) -> Counts:
    """Return, for each number of losses, the wins from which the gate passes."""
    steps = [np.log1p(gate.pass_bets * (d + gate.margin)) for d in (1, 0, -1)]

    def passes(wins: Counts, losses: Counts) -> NDArray[np.bool_]:
        return _mean_capital(wins, pairs - wins - losses, losses, steps) >= 1 / gate.alpha

    return _first_true(passes, pairs)


def _most_wins_to_fail(gate: PairedGate, pairs: int) -> Counts:
    """Return, for each number of losses, the wins up to which the gate fails; -1 for never."""
    steps = [np.log1p(-gate.fail_bets * (d + gate.margin)) for d in (1, 0, -1)]

    def no_failure(wins: Counts, losses: Counts) -> NDArray[np.bool_]:
        return _mean_capital(wins, pairs - wins - losses, losses, steps) < 1 / gate.beta

    return _first_true(no_failure, pairs) - 1


def _mean_capital(wins: Counts, ties: Counts, losses: Counts, steps: list[Vector]) -> Vector:
    logs = sum(
        count[:, None] * step for count, step in zip((wins, ties, losses), steps, strict=True)
    )
    return np.asarray(np.exp(np.minimum(logs, 700.0)).mean(axis=1))


def _first_true(condition: Callable[[Counts, Counts], NDArray[np.bool_]], pairs: int) -> Counts:
    """Return for each number of losses the fewest wins at which the condition holds.

    The condition is monotone, since a win instead of a tie raises one capital and lowers the
    other. Where it never holds the answer is one more than the possible wins.
    """
    losses = np.arange(pairs + 1)
    low, high = np.zeros(pairs + 1, dtype=np.int64), pairs - losses + 1
    while (low < high).any():
        middle = (low + high) // 2
        open_ = low < high
        holds = np.zeros(pairs + 1, dtype=bool)
        holds[open_] = condition(middle[open_], losses[open_])
        high = np.where(open_ & holds, middle, high)
        low = np.where(open_ & ~holds, middle + 1, low)
    return low
