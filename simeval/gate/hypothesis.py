"""One question of the gate: the candidate against one policy, on some of the pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from simeval.stats import Interval, PairedGate

Answer = Literal["PASS", "FAIL"]


class Hypothesis:
    """The differences seen so far and the evidence in them.

    Args:
        gate: Margin, errors and number of differences.
    """

    def __init__(self, gate: PairedGate) -> None:
        from simeval.stats import RunningEvidence

        self.gate = gate
        self.differences: list[float] = []
        self.e_pass: list[float] = []
        self.e_fail: list[float] = []
        self.answer: Answer | None = None
        self._evidence = RunningEvidence(gate)
        self._largest = (1.0, 1.0)

    def add(self, difference: float) -> None:
        """Take in the next difference.

        An interrupted gate takes them in again from the first, and comes to the same evidence.
        """
        e_pass, e_fail = self._evidence.add(difference)
        self.differences.append(difference)
        self.e_pass.append(e_pass)
        self.e_fail.append(e_fail)
        self._largest = (max(self._largest[0], e_pass), max(self._largest[1], e_fail))

    @property
    def p_pass(self) -> float:
        """Anytime-valid p-value against "worse by the margin or more"."""
        return 1 / self._largest[0]

    @property
    def p_fail(self) -> float:
        """Anytime-valid p-value against "worse by no more than the margin"."""
        return 1 / self._largest[1]

    @property
    def last_e_pass(self) -> float:
        """Evidence for PASS at the last look; 1 before the first."""
        return self.e_pass[-1] if self.e_pass else 1.0

    @property
    def last_e_fail(self) -> float:
        """Evidence for FAIL at the last look."""
        return self.e_fail[-1] if self.e_fail else 1.0

    def conclude(self, answer: Answer) -> None:
        """Note the first verdict; later ones change nothing."""
        if self.answer is None:
            self.answer = answer

    @property
    def interval(self) -> Interval:
        """Interval of the mean difference that holds at any time, with the errors of the gate."""
        from simeval.stats import paired_gate_interval

        return paired_gate_interval(self.differences, alpha=self.gate.alpha, beta=self.gate.beta)
