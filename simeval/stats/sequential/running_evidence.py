"""The evidence of a gate while it runs: one pair more costs the same, however many there were."""

from __future__ import annotations

import numpy as np

from simeval.errors import InputError
from simeval.stats.sequential.paired_gate import PairedGate, mean_capital


class RunningEvidence:
    """E_pass and E_fail of a gate, pair by pair.

    The same pairs in the same order give the same numbers to the last bit.

    Args:
        gate: The plan.
    """

    def __init__(self, gate: PairedGate) -> None:
        self._gate = gate
        self._pairs = 0
        self._pass_bets, self._fail_bets = gate.pass_bets, gate.fail_bets
        self._log_pass = np.zeros_like(self._pass_bets)
        self._log_fail = np.zeros_like(self._fail_bets)

    def add(self, difference: float) -> tuple[float, float]:
        """Take in the next difference and return E_pass and E_fail.

        Raises:
            InputError: The difference is not in [-1, 1], or the plan has no pair left.
        """
        if not -1 <= difference <= 1:
            raise InputError(f"the difference of a pair lies in [-1, 1], got {difference}")
        if self._pairs == self._gate.most_pairs:
            raise InputError(f"the gate was planned for {self._gate.most_pairs} pairs")
        self._pairs += 1
        shifted = difference + self._gate.margin
        self._log_pass += np.log1p(self._pass_bets * shifted)
        self._log_fail += np.log1p(-self._fail_bets * shifted)
        return float(mean_capital(self._log_pass)), float(mean_capital(self._log_fail))
