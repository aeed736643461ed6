"""What `simeval compare` found, as records: the JSON document of the verb."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from simeval.comparison.paired_difference import IntervalMethod, TestMethod
from simeval.comparison.rate import Rate

SCHEMA_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class ComparedRun:
    """One of the two runs."""

    folder: str
    """Run folder, as the user gave it."""
    suite: str
    """Suite name."""
    policy: str
    """Policy name."""
    options: dict[str, Any]
    """Every option of the policy."""
    spec_hash: str
    """Hash of what was asked for."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Success rate of A minus success rate of B."""

    estimate: float | None
    """The difference; null without episodes."""
    low: float
    """Lower end of the interval."""
    high: float
    """Upper end of the interval."""
    method: IntervalMethod
    """"tango": paired, one pair per initial condition, or repeats that all agree; "cluster_t":
    Student's t over repeated initial conditions; "betting": these all differ by the same
    fraction; "newcombe": unpaired; "mover": over tasks, from their intervals; "none": unknown."""
    p_value: float | None
    """Two-sided, of "no difference"; null without episodes."""
    test: TestMethod | None
    """"mcnemar_exact": over initial conditions in which one policy did better; "boschloo",
    "score", "cmh", "cluster_t": unpaired."""
    mid_p: float | None = None
    """Paired: the p-value with half the weight on what was seen; no guarantee, more power."""
    p_holm: float | None = None
    """Task: p-value corrected for the number of tasks; null for all tasks together."""
    miettinen_nurminen: tuple[float, float] | None = None
    """Unpaired: score interval, beside Newcombe's."""
    probability_a_better: float | None = None
    """Posterior probability that A is the better policy, flat prior; paired: from the initial
    conditions in which they differ; unpaired: from the counts. Beside the test, not in place."""
    probability_a_better_by_counts: float | None = None
    """The same from the two counts alone, Beta(1, 1) priors, pairs ignored."""


@dataclass(frozen=True, kw_only=True)
class Unscored:
    """Episodes without an outcome, and how much they could change."""

    pairs: int | None
    """Pairs left out of every number because A, B or both lost the episode; null when unpaired."""
    lost_a: int
    """Episodes that A lost."""
    lost_b: int
    """Episodes that B lost."""
    worst_difference: float | None
    """Difference if each lost episode of A had failed and each of B had succeeded."""
    best_difference: float | None
    """Difference if each lost episode of A had succeeded and each of B had failed."""


@dataclass(frozen=True, kw_only=True)
class Discordant:
    """A pair that only one policy solved."""

    task: str
    """Task name."""
    variant: str
    """Variant name."""
    episode_id: int
    """Initial condition."""
    seed: int
    """Repetition."""
    solved_by: Literal["A", "B"]
    """The policy that solved it."""
    key_a: str
    """Episode key in A."""
    key_b: str
    """Episode key in B."""
    video_a: str | None
    """Video of A, if there is one."""
    video_b: str | None
    """Video of B, if there is one."""
    strip_a: str | None
    """Film strip of A, if there is one."""
    strip_b: str | None
    """Film strip of B, if there is one."""


@dataclass(frozen=True, kw_only=True)
class TaskComparison:
    """One task and variant."""

    task: str
    """Task name."""
    variant: str
    """Variant name."""
    protocol_id_a: str
    """Protocol in A."""
    protocol_id_b: str
    """Protocol in B; the same unless the comparison is unpaired or of shared episodes."""
    a: Rate
    """Success of A."""
    b: Rate
    """Success of B."""
    difference: Difference
    """A minus B."""
    conditions: int
    """Initial conditions that count."""
    pairs: int | None
    """Pairs that count; null when unpaired."""
    both: int | None
    """Pairs that both solved."""
    only_a: int | None
    """Pairs that only A solved."""
    only_b: int | None
    """Pairs that only B solved."""
    neither: int | None
    """Pairs that neither solved."""
    copies_left_out: int
    """Repeats that copied an episode step by step and so count once."""
    unscored: Unscored
    """Episodes that either lost."""
    not_run_a: int
    """Planned episodes that A has not finished."""
    not_run_b: int
    """Planned episodes that B has not finished."""


@dataclass(frozen=True, kw_only=True)
class MacroRate:
    """Mean success over tasks, each task counting the same."""

    rate: float
    """The mean."""
    low: float
    """Lower end of its interval."""
    high: float
    """Upper end of its interval."""


@dataclass(frozen=True, kw_only=True)
class Overall:
    """All tasks together."""

    a: Rate
    """All episodes of A in one pot; tasks with more episodes weigh more."""
    b: Rate
    """All episodes of B in one pot."""
    macro_a: MacroRate | None
    """A over tasks; null where a task has no episode that counts."""
    macro_b: MacroRate | None
    """B over tasks."""
    difference: Difference
    """Macro mean of A minus that of B, and one test over all tasks."""
    only_a: int | None
    """Pairs that only A solved."""
    only_b: int | None
    """Pairs that only B solved."""
    odds_ratio: float | None = None
    """Unpaired: common odds ratio over tasks (Mantel-Haenszel)."""
    homogeneity_p: float | None = None
    """Unpaired: small where the tasks do not share one odds ratio (Breslow-Day, Tarone)."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The whole document."""

    schema: Literal["simeval.comparison"] = "simeval.comparison"
    """What kind of document this is."""
    schema_version: int = SCHEMA_VERSION
    """Version of this list of fields."""
    a: ComparedRun
    """First run."""
    b: ComparedRun
    """Second run."""
    paired: bool
    """Whether episodes were compared one with one."""
    confidence: float
    """Level of every interval."""
    tasks: tuple[TaskComparison, ...]
    """One entry per task and variant, in the order of A."""
    overall: Overall
    """All tasks together."""
    discordant: tuple[Discordant, ...]
    """Every pair that only one policy solved; empty when unpaired."""
    notes: tuple[str, ...]
    """What a reader must know to read the numbers rightly."""
