"""The registered plan of a gate: everything that decides the verdict besides the outcomes."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from simeval.canonical_json import canonical_json, short_hash
from simeval.comparison.opened_run import TaskVariant
from simeval.episodes import EpisodeKey
from simeval.gate.order import ORDER_RULE, Unit, row_of

SCHEMA_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class PlannedPolicy:
    """One policy of the gate."""

    policy: str
    """Policy name."""
    options: dict[str, Any]
    """Every option of the policy."""
    spec_hash: str
    """Hash of what its run was or is asked to do."""
    outcomes_sha256: str | None = None
    """Hash of the outcomes of a finished baseline or golden run; null for runs of this gate."""

    @property
    def policy_hash(self) -> str:
        """Hash of policy and options alone: the same however its episodes are filmed."""
        return short_hash([self.policy, self.options])


@dataclass(frozen=True, kw_only=True)
class PlannedCorrelation:
    """What is asked of the simulator."""

    sha256: str
    """Hash of the correlation file."""
    validity: Literal["warn", "refuse"]
    """What follows where the simulator cannot be trusted."""
    min_correlation: float
    """Lowest Pearson correlation that is trusted."""
    max_width: float
    """Widest interval that is trusted."""


@dataclass(frozen=True, kw_only=True)
class GatePlan:
    """A gate, before its first look."""

    suite: str
    """Suite of the candidate."""
    candidate: PlannedPolicy
    """The policy under test."""
    baseline: PlannedPolicy
    """The policy that it must not fall behind."""
    golden: PlannedPolicy | None
    """A pinned policy that it must not fall behind either."""
    protocol_ids: dict[str, str]
    """Protocol id of each task and variant, as "task/variant"; the same for all policies."""
    method: Literal["sequential", "fixed"]
    """"sequential": two e-processes, read after every unit; "fixed": Tango's test, read once."""
    unit: Literal["pair", "round"]
    """"pair": one difference; "round": the weighted mean of one difference per task."""
    repeats: Literal["average", "separate"]
    """Seeds of an initial condition: one difference together, or one each."""
    weights: dict[str, float] | None
    """Weight of each task and variant in a round; null where unit is "pair"."""
    margin: float
    """Margin over all pairs."""
    task_margin: float
    """Margin of each task."""
    golden_margin: float | None
    """Margin against the golden policy."""
    alpha: float
    """Error of PASS."""
    beta: float
    """Error of FAIL."""
    decide: Literal["overall", "every_task"]
    """What must pass."""
    veto: bool
    """Whether a failing task fails the gate where `decide` is "overall"."""
    correction: Literal["holm", "bonferroni"]
    """How tasks are corrected for their number."""
    unscored: Literal["exclude", "failure"]
    """What becomes of lost episodes."""
    most_unscored: int
    """Pairs of episodes that may be lost; with more there is no verdict."""
    inconclusive: Literal["pass", "fail"] | None
    """What an inconclusive gate counts as."""
    correlation: PlannedCorrelation | None
    """What is asked of the simulator."""
    order_rule: str = ORDER_RULE
    """How the order follows from the seed."""
    order_seed: int
    """Seed of the order."""
    units: tuple[tuple[tuple[str, ...], ...], ...]
    """Every unit in the order of looking: cells of episode keys."""

    @property
    def sha256(self) -> str:
        """Hash of every field."""
        return hashlib.sha256(canonical_json(dataclasses.asdict(self)).encode()).hexdigest()

    @cached_property
    def parsed_units(self) -> tuple[Unit, ...]:
        """The units with parsed keys."""
        return tuple(
            tuple(tuple(EpisodeKey.parse(text) for text in cell) for cell in unit)
            for unit in self.units
        )

    @cached_property
    def rows(self) -> tuple[TaskVariant, ...]:
        """Tasks and variants, in the order of the suite."""
        split = (text.rpartition("/") for text in self.protocol_ids)
        return tuple(TaskVariant(task, variant) for task, _, variant in split)

    @property
    def keys(self) -> tuple[EpisodeKey, ...]:
        """Every episode in the order of looking."""
        return tuple(key for unit in self.parsed_units for cell in unit for key in cell)

    def cells_of(self, row: TaskVariant) -> int:
        """Return how many differences a task has."""
        return sum(row_of(cell[0]) == row for unit in self.parsed_units for cell in unit)


@dataclass(frozen=True, kw_only=True)
class PlanFile:
    """The content of `plan.json`."""

    schema: Literal["simeval.gate-plan"] = "simeval.gate-plan"
    """What kind of document this is."""
    schema_version: int = SCHEMA_VERSION
    """Version of this list of fields."""
    sha256: str
    """Hash of the plan; a change of any field changes it."""
    registered_at: str
    """When the plan was written, before the first look; ISO 8601 in UTC."""
    simeval_version: str
    """Version of the package that wrote it."""
    plan: GatePlan
    """The plan."""
