"""What many gates would do, for plans that no formula covers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simeval.errors import InputError
from simeval.stats.inputs import finite_array
from simeval.stats.sequential.paired_gate import PairedGate, fail_evidence, pass_evidence

# Pairs that are evaluated at once, over all gates: bounds the memory.
_MOST_AT_ONCE = 40_000


class GateStops(NamedTuple):
    """When each of many gates would pass and fail; one more than its pairs where it never does.

    Each is the first crossing by itself; the verdict is the earlier one, PASS where both are equal.
    """

    pass_at: NDArray[np.int64]
    """Shape (gates,): pair at which E_pass reaches 1/α first."""
    fail_at: NDArray[np.int64]
    """Shape (gates,): pair at which E_fail reaches 1/β first."""
    most_pairs: int
    """Pairs of each gate."""

    @property
    def passed(self) -> NDArray[np.bool_]:
        """Which gates pass."""
        return (self.pass_at <= self.fail_at) & (self.pass_at <= self.most_pairs)

    @property
    def failed(self) -> NDArray[np.bool_]:
        """Which gates fail."""
        return (self.fail_at < self.pass_at) & (self.fail_at <= self.most_pairs)

    @property
    def pairs(self) -> NDArray[np.int64]:
        """Pairs that each gate uses."""
        return np.minimum(np.minimum(self.pass_at, self.fail_at), self.most_pairs)


def stop_times(gate: PairedGate, differences: ArrayLike) -> GateStops:
    """Return when each gate would stop.

    Args:
        gate: The plan.
        differences: Shape (gates, pairs), in [-1, 1], in the order of looking.
    """
    table = finite_array(differences, what="differences")
    if table.ndim != 2 or not (np.abs(table) <= 1).all():
        raise InputError("need a table of differences in [-1, 1], one row per gate")
    if table.shape[1] > gate.most_pairs:
        raise InputError(f"the gate was planned for {gate.most_pairs} pairs, got {table.shape[1]}")
    size = max(1, _MOST_AT_ONCE // max(1, table.shape[1]))
    batches = [table[start : start + size] for start in range(0, len(table), size)]
    return GateStops(
        pass_at=np.concatenate(
            [_first(pass_evidence(batch, gate.margin) >= 1 / gate.alpha) for batch in batches]
        ),
        fail_at=np.concatenate(
            [_first(fail_evidence(batch, gate.margin) >= 1 / gate.beta) for batch in batches]
        ),
        most_pairs=table.shape[1],
    )


def _first(crossed: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the number, from 1, of the first crossing in each row."""
    first = crossed.argmax(axis=1) + 1
    return np.asarray(np.where(crossed.any(axis=1), first, crossed.shape[1] + 1))
