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
        self.gate = gate
        self.differences: list[float] = []
        self.e_pass: list[float] = []
        self.e_fail: list[float] = []
        self.answer: Answer | None = None
        self.answered_at: int | None = None

    def add(self, difference: float) -> None:
        """Take in the next difference.

        The whole path is computed again: the differences are the state, and a gate that was
        interrupted comes to the same numbers to the last bit.
        """
        self.differences.append(difference)
        e_pass, e_fail = self.gate.path(self.differences)
        self.e_pass.append(float(e_pass[-1]))
        self.e_fail.append(float(e_fail[-1]))

    @property
    def p_pass(self) -> float:
        """Anytime-valid p-value against "worse by the margin or more"."""
        return 1 / max([1.0, *self.e_pass])

    @property
    def p_fail(self) -> float:
        """Anytime-valid p-value against "worse by no more than the margin"."""
        return 1 / max([1.0, *self.e_fail])

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
            self.answer, self.answered_at = answer, len(self.differences)

    @property
    def interval(self) -> Interval:
        """Interval of the mean difference that holds at any time, with the errors of the gate."""
        from simeval.stats import paired_gate_interval

        return paired_gate_interval(self.differences, alpha=self.gate.alpha, beta=self.gate.beta)
