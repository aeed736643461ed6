"""From differences to a verdict, as the plan says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from simeval.comparison.opened_run import TaskVariant
from simeval.gate.fixed_test import FixedTest, fixed_test
from simeval.gate.hypothesis import Answer, Hypothesis
from simeval.gate.outcomes import Look
from simeval.gate.plan import GatePlan

if TYPE_CHECKING:
    from simeval.stats import PairedGate

Verdict = Literal["PASS", "FAIL", "INCONCLUSIVE"]


class Rule:
    """Every hypothesis of a plan, and what their answers mean together.

    Over all pairs the answer is PASS at E_pass >= 1/α, else FAIL at E_fail >= 1/β. The tasks are a
    family of their own: their anytime p-values, 1 over the largest E, are corrected for the number
    of tasks, once for PASS and once for FAIL.
    """

    def __init__(self, plan: GatePlan) -> None:
        self._plan = plan
        units = len(plan.units)
        self.overall = Hypothesis(_gate(plan, plan.margin, units))
        self.tasks: dict[TaskVariant, Hypothesis] = {
            row: Hypothesis(_gate(plan, plan.task_margin, plan.cells_of(row)))
            for row in plan.rows
            if plan.cells_of(row)
        }
        self.golden: Hypothesis | None = None
        if plan.golden is not None and plan.golden_margin is not None:
            self.golden = Hypothesis(_gate(plan, plan.golden_margin, units))
        self.verdict: Verdict | None = None
        self.reason = ""

    def add(self, look: Look) -> Verdict | None:
        """Take in a unit; returns the verdict if it is there."""
        _add(self.overall, look, look.baseline, self._plan)
        for row, difference in zip(look.rows, look.baseline, strict=True):
            if difference is not None:
                self.tasks[row].add(difference)
        if self.golden is not None and look.golden is not None:
            _add(self.golden, look, look.golden, self._plan)
        if self._plan.method == "sequential":
            self._answer()
            self._decide()
        return self.verdict

    def finish(self) -> Verdict:
        """Return the verdict after the last unit."""
        if self._plan.method == "fixed":
            self._answer()
            self._decide()
        if self.verdict is None:
            self.verdict = "INCONCLUSIVE"
            self.reason = "every planned pair was used, and the evidence suffices for neither side"
        return self.verdict

    def p_value(self, hypothesis: Hypothesis, answer: Answer) -> float:
        """Return the p-value of a hypothesis for PASS or for FAIL."""
        if self._plan.method == "fixed":
            test = _fixed_test(hypothesis)
            return test.p_pass if answer == "PASS" else test.p_fail
        return hypothesis.p_pass if answer == "PASS" else hypothesis.p_fail

    def corrected(self, answer: Answer) -> dict[TaskVariant, float]:
        """Return the p-value of each task, corrected for their number."""
        alone = [self.p_value(task, answer) for task in self.tasks.values()]
        if self._plan.correction == "bonferroni":
            return dict(zip(self.tasks, (min(1.0, p * len(alone)) for p in alone), strict=True))
        from simeval.stats import holm

        return dict(zip(self.tasks, holm(alone), strict=True))

    def _answer(self) -> None:
        """Note every answer that is there now; PASS is looked at first."""
        for hypothesis in (self.overall, self.golden):
            if hypothesis is not None:
                p = (self.p_value(hypothesis, "PASS"), self.p_value(hypothesis, "FAIL"))
                self._conclude(hypothesis, *p)
        passing, failing = self.corrected("PASS"), self.corrected("FAIL")
        for row, task in self.tasks.items():
            self._conclude(task, passing[row], failing[row])

    def _conclude(self, hypothesis: Hypothesis, p_pass: float, p_fail: float) -> None:
        if p_pass <= self._plan.alpha:
            hypothesis.conclude("PASS")
        elif p_fail <= self._plan.beta:
            hypothesis.conclude("FAIL")

    def _decide(self) -> None:
        if self.verdict is not None:
            return
        every_task = self._plan.decide == "every_task"
        failed = [str(row) for row, task in self.tasks.items() if task.answer == "FAIL"]
        if not every_task and self.overall.answer == "FAIL":
            self.verdict = "FAIL"
            self.reason = "worse than the baseline by more than the margin"
        elif failed and (every_task or self._plan.veto):
            self.verdict = "FAIL"
            self.reason = f"worse than the baseline by more than the margin in {', '.join(failed)}"
        elif self.golden is not None and self.golden.answer == "FAIL":
            self.verdict = "FAIL"
            self.reason = "worse than the golden policy by more than the margin"
        elif self._passes(every_task):
            self.verdict = "PASS"
            self.reason = "not worse than the baseline by the margin"
            self.reason += " in any task" if every_task else ""
            self.reason += ", nor than the golden policy" if self.golden is not None else ""

    def _passes(self, every_task: bool) -> bool:
        needed = list(self.tasks.values()) if every_task else [self.overall]
        needed += [self.golden] if self.golden is not None else []
        return all(hypothesis.answer == "PASS" for hypothesis in needed)


def _gate(plan: GatePlan, margin: float, differences: int) -> PairedGate:
    from simeval.stats import PairedGate

    return PairedGate(margin=margin, alpha=plan.alpha, beta=plan.beta, most_pairs=differences)


def _add(
    hypothesis: Hypothesis, look: Look, differences: tuple[float | None, ...], plan: GatePlan
) -> None:
    """Add the weighted mean of a unit; a unit with a cell left out is left out."""
    known = [value for value in differences if value is not None]
    if len(known) < len(differences):
        return
    if plan.weights is None:
        hypothesis.add(sum(known) / len(known))
        return
    weights = [plan.weights[f"{row.task}/{row.variant}"] for row in look.rows]
    total = sum(weight * value for weight, value in zip(weights, known, strict=True))
    # Rounding must not carry the mean out of its range.
    hypothesis.add(max(-1.0, min(1.0, total / sum(weights))))


def _fixed_test(hypothesis: Hypothesis) -> FixedTest:
    differences = hypothesis.differences
    return fixed_test(
        wins=differences.count(1.0),
        losses=differences.count(-1.0),
        pairs=len(differences),
        margin=hypothesis.gate.margin,
    )
