"""What `simeval correlate` finds over one set of policies, as records."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Ends = tuple[float, float]
"""Lower and upper end of an interval."""

Method = Literal["fisher", "bootstrap", "t"]
"""Fisher's z; bootstrap over training runs and episodes; Student's t over training runs."""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A number over policies, with an interval for each of the two claims that it can support."""

    value: float | None
    """The number from the rates seen; null where it has no meaning."""
    these_policies: Ends | None = None
    """Interval if only the episodes had come out otherwise; nothing about other policies."""
    new_policies: Ends | None = None
    """Interval for other policies, drawn like these."""
    new_policies_method: Method | None = None
    """How the second interval is made."""
    why_none: str | None = None
    """Why the value is null."""
    why_no_these_policies: str | None = None
    """Why the first interval is null."""
    why_no_new_policies: str | None = None
    """Why the second interval is null."""

    def __post_init__(self) -> None:
        for name in ("these_policies", "new_policies"):
            _check_ends(getattr(self, name), name)


@dataclass(frozen=True, kw_only=True)
class MmrvEstimate:
    """Mean maximum rank violation, beside what a perfect and a useless simulator would show."""

    value: float | None
    """The MMRV; null with fewer than two policies."""
    variant: str = "simpler"
    """How ties count: "simpler" is the code of SIMPLER, [S_i > S_j] against [R_i > R_j]."""
    these_policies: Ends | None = None
    """Range over redrawn episodes; not a confidence interval, since noise only adds violations."""
    sign_value: float | None = None
    """With every tie on one side counted for both policies; null without ties in simulation."""
    noise_floor_mean: float | None = None
    """Mean MMRV of a perfect simulator at these numbers of policies and trials."""
    noise_floor_95: float | None = None
    """95 % of perfect simulators stay at or below this."""
    useless_mean: float | None = None
    """Mean MMRV of a simulator that knows nothing, at the same numbers."""
    why_none: str | None = None
    """Why the value is null."""
    why_no_interval: str | None = None
    """Why range and floor are null."""

    def __post_init__(self) -> None:
        _check_ends(self.these_policies, "these_policies")


@dataclass(frozen=True, kw_only=True)
class Side:
    """One policy on one task, on one side."""

    rate: float
    """Success rate, or mean progress."""
    successes: int | None
    """k; null where it is not known, and for progress."""
    trials: int | None
    """n; null where it is not known."""
    starts: int | None
    """Initial conditions among the trials; repeats of one are not independent."""
    low: float | None
    """Lower end of the interval of the rate; null where the trials are not known."""
    high: float | None
    """Upper end of it."""
    method: Literal["wilson", "clusters"] | None
    """Wilson's interval of k of n; or Student's t over initial conditions."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """One policy on one task, simulated and real."""

    policy: str
    """Policy."""
    training_run: str
    """Training run that the policy comes from; the policy itself unless grouped."""
    sim: Side
    """Simulated."""
    real: Side
    """Real."""
    gap: float
    """Simulated minus real rate."""
    gap_interval: Ends | None
    """Interval of the gap for these two sets of trials: Newcombe's for k of n."""
    kruskal_p: float | None
    """Kruskal-Wallis test of simulated against real trials; a large p is not agreement."""

    def __post_init__(self) -> None:
        _check_ends(self.gap_interval, "gap_interval")


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A policy or a task that takes no part."""

    name: str
    """Policy or task."""
    why: str
    """Reason, with what to do where something can be done."""


@dataclass(frozen=True, kw_only=True)
class PermutationResult:
    """One-sided test of "the order of the simulated rates is arbitrary"."""

    p_value: float
    """Share of orders with a Pearson r at least as large."""
    exact: bool
    """Whether every order was tried."""
    smallest_p: float
    """Smallest p-value that this number of policies can give."""


@dataclass(frozen=True, kw_only=True)
class Attenuation:
    """What sampling noise does to Pearson's r: a diagnostic, not a result."""

    reliability_sim: float | None
    """Share of the spread of the simulated rates that is not noise; may be negative."""
    reliability_real: float | None
    """The same of the real rates."""
    corrected_pearson: float | None
    """r divided by the square root of both; may exceed 1, and is not cut."""


@dataclass(frozen=True, kw_only=True)
class LeftOneOut:
    """Range of Pearson's r with one policy left out."""

    lowest: float | None
    """Lowest r."""
    lowest_without: str | None
    """The policy whose absence gives it."""
    highest: float | None
    """Highest r."""
    highest_without: str | None
    """The policy whose absence gives it."""


@dataclass(frozen=True, kw_only=True)
class Violation:
    """Two policies that the simulator puts in an order that the robot does not."""

    first: str
    """A policy."""
    second: str
    """The other policy."""
    sim_gap: float
    """Simulated rate of the first minus the second."""
    real_gap: float
    """Real rate of the first minus the second."""


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """All coefficients over one set of policies."""

    policies: tuple[str, ...]
    """Policies with a rate on both sides, in the order of the columns below."""
    training_runs: int
    """Independent training runs among them: the number that counts for new policies."""
    sim_trials: tuple[int | None, ...]
    """Simulated trials per policy; null where not known."""
    real_trials: tuple[int | None, ...]
    """Real trials per policy."""
    points: tuple[Point, ...]
    """The policies with their rates, in the same order."""
    pearson: Estimate
    """Pearson's r."""
    spearman: Estimate
    """Spearman's rank correlation."""
    kendall: Estimate
    """Kendall's tau-b."""
    mmrv: MmrvEstimate
    """Mean maximum rank violation."""
    mae: Estimate
    """Mean absolute gap."""
    bias: Estimate
    """Mean of simulated minus real rate: negative means that the simulator is harder."""
    slope: Estimate
    """Of the least-squares line real = intercept + slope * sim."""
    intercept: Estimate
    """Of the same line."""
    noise_mae: float | None
    """Mean absolute gap that sampling noise alone would make."""
    largest_gap: float | None
    """Largest absolute gap."""
    largest_gap_policy: str | None
    """The policy that has it."""
    permutation: PermutationResult | None
    """Whether chance could order the policies as well; null where Pearson's r is."""
    attenuation: Attenuation | None
    """Diagnostic; null where trials are not known."""
    leave_one_out: LeftOneOut | None
    """How much one policy makes the correlation; null with fewer than three policies."""
    violations: tuple[Violation, ...]
    """Pairs in wrong order, the largest real gap first."""
    notes: tuple[str, ...]
    """What to know about these numbers."""
    claims: tuple[str, ...]
    """What may and may not be said."""

    def __post_init__(self) -> None:
        for name in ("sim_trials", "real_trials"):
            if len(getattr(self, name)) != len(self.policies):
                raise ValueError(f"{name} needs one entry per policy, {len(self.policies)}")
        if len(set(self.policies)) != len(self.policies):
            raise ValueError(f"policies must differ, got {', '.join(self.policies)}")
        for name in ("pearson", "spearman", "kendall"):
            value = getattr(self, name).value
            if value is not None and not -1 <= value <= 1:
                raise ValueError(f"{name} is {value}, allowed: -1 to 1")
        if tuple(point.policy for point in self.points) != self.policies:
            raise ValueError("points must be in the order of the policies")


@dataclass(frozen=True, kw_only=True)
class TaskAgreement(Agreement):
    """Simulation against reality on one task."""

    task: str
    """Task, as the simulated side calls it."""
    real_task: str
    """Task, as the real side calls it."""
    part_of: str | None
    """Task that this one is a part of; then it does not enter averages a second time."""
    sim_protocol_ids: tuple[str | None, ...]
    """Protocol of the simulated episodes, per policy; null for published numbers and files."""
    left_out: tuple[LeftOut, ...]
    """Policies that one side lacks here."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.sim_protocol_ids) != len(self.policies):
            raise ValueError(
                f"sim_protocol_ids needs one entry for each of {len(self.policies)} policies"
            )


@dataclass(frozen=True, kw_only=True)
class MeanOverTasks:
    """A coefficient within each task, and its plain mean: a summary, not a coefficient."""

    mean: float | None
    """Mean over the tasks that have it."""
    lowest: float | None
    """Lowest over the tasks."""
    highest: float | None
    """Highest over the tasks."""
    tasks: int
    """Tasks that have it."""


@dataclass(frozen=True, kw_only=True)
class TaskGroup:
    """Tasks with the same policies; others are never mixed in."""

    policies: tuple[str, ...]
    """The policies."""
    tasks: tuple[str, ...]
    """The tasks; parts of a task that is here itself are not listed."""
    average: dict[str, MeanOverTasks]
    """Within-task coefficients averaged: pearson, spearman, kendall, mmrv, mae, bias."""
    suite: Agreement | None
    """Coefficients of the mean rate over these tasks; null with a single task."""


def _check_ends(ends: Ends | None, name: str) -> None:
    if ends is None:
        return
    if len(ends) != 2 or not all(map(math.isfinite, ends)) or ends[0] > ends[1]:
        raise ValueError(f"{name} is {list(ends)}, expected [low, high]")
