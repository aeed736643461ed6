"""What a gate found, as records: the content of `gate.json`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from simeval.comparison.document import Discordant
from simeval.comparison.rate import Rate
from simeval.gate.characteristics import Characteristics
from simeval.gate.outcomes import LostEpisode
from simeval.gate.validity import TaskValidity

SCHEMA_VERSION = 1

FinalVerdict = Literal["PASS", "FAIL", "INCONCLUSIVE", "ERROR", "INTERRUPTED"]


@dataclass(frozen=True, kw_only=True)
class GatePolicy:
    """One policy of the gate."""

    side: Literal["candidate", "baseline", "golden"]
    """Its part."""
    policy: str
    """Policy name."""
    options: dict[str, Any]
    """Every option of the policy."""
    run_folder: str
    """Its run folder."""
    run_by_gate: bool
    """Whether the gate ran it; otherwise it was finished before."""
    episodes_used: int
    """Episodes that entered the evidence."""
    episodes_finished: int
    """Episodes of the plan that its run folder holds, those beyond the verdict included."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The answer to one question of the gate."""

    task: str | None
    """Task name; null over all tasks."""
    variant: str | None
    """Variant name; null over all tasks."""
    against: Literal["baseline", "golden"]
    """The policy that the candidate is compared with."""
    verdict: Literal["PASS", "FAIL", "INCONCLUSIVE"]
    """"INCONCLUSIVE": not answered, because the evidence does not suffice or the gate stopped."""
    decides: bool
    """Whether the verdict of the gate depends on it."""
    margin: float
    """By how much the candidate may be worse."""
    units: int
    """Differences that entered: pairs, or rounds."""
    units_planned: int
    """Differences in the plan."""
    candidate: Rate
    """Success of the candidate in these pairs; descriptive where the gate stopped early."""
    other: Rate
    """Success of the other policy."""
    candidate_only: int
    """Pairs of episodes that only the candidate solved."""
    other_only: int
    """Pairs that only the other policy solved."""
    both: int
    """Pairs that both solved."""
    neither: int
    """Pairs that neither solved."""
    difference: float | None
    """Mean difference; null before the first look."""
    low: float
    """Lower end of the interval of the difference."""
    high: float
    """Upper end of the interval."""
    interval: Literal["anytime", "tango"]
    """"anytime": holds whenever the gate stops, errors alpha below and beta above, and agrees
    with the e-processes; "tango": of a test of fixed size, errors the same."""
    e_pass: float | None
    """Evidence for PASS at the last look; null with method "fixed"."""
    e_fail: float | None
    """Evidence for FAIL at the last look."""
    p_pass: float
    """p-value of "worse by the margin or more": 1 over the largest E_pass, or Tango's."""
    p_fail: float
    """p-value of "worse by no more than the margin"."""
    p_pass_corrected: float
    """The same, corrected for the number of tasks; equal over all tasks."""
    p_fail_corrected: float
    """The same, corrected for the number of tasks."""


@dataclass(frozen=True, kw_only=True)
class UnscoredEpisodes:
    """Episodes lost to infrastructure, and what they could change."""

    rule: Literal["exclude", "failure"]
    """What the plan makes of them."""
    pairs: int
    """Pairs with a lost episode among those looked at."""
    most: int
    """Pairs that may be lost; with more there is no verdict."""
    episodes: tuple[LostEpisode, ...]
    """The lost episodes."""
    verdict_if_against: Literal["PASS", "FAIL", "INCONCLUSIVE"] | None
    """Verdict if each lost episode had gone against the candidate; null where none was lost."""


@dataclass(frozen=True, kw_only=True)
class EvidencePoint:
    """The evidence over all tasks after one unit."""

    e_pass: float
    """For PASS."""
    e_fail: float
    """For FAIL."""


@dataclass(frozen=True, kw_only=True)
class GateResult:
    """The whole document."""

    schema: Literal["simeval.gate"] = "simeval.gate"
    """What kind of document this is."""
    schema_version: int = SCHEMA_VERSION
    """Version of this list of fields."""
    simeval_version: str
    """Version of the package that wrote it."""
    verdict: FinalVerdict
    """"ERROR": no verdict, because of infrastructure or data; "INTERRUPTED": stopped by a user."""
    exit_code: int
    """0 PASS, 1 FAIL, 2 wrong usage, 3 INCONCLUSIVE unless declared otherwise, 4 ERROR."""
    reason: str
    """Why, in one sentence."""
    folder: str
    """Gate folder."""
    plan_sha256: str
    """Hash of the registered plan."""
    registered_at: str
    """When the plan was registered, ISO 8601 in UTC."""
    finished_at: str
    """When this document was written."""
    method: Literal["sequential", "fixed"]
    """"sequential": read after every unit; "fixed": read once."""
    unit: Literal["pair", "round"]
    """What one look adds."""
    margin: float
    """Margin over all pairs."""
    alpha: float
    """Error of PASS."""
    beta: float
    """Error of FAIL."""
    units_used: int
    """Units that were looked at, those left out for a lost episode included."""
    units_planned: int
    """Units of the plan."""
    pairs_used: int
    """Pairs of episodes looked at."""
    pairs_planned: int
    """Pairs of episodes in the plan."""
    policies: tuple[GatePolicy, ...]
    """Candidate, baseline and golden policy."""
    overall: Finding
    """Against the baseline, over all tasks."""
    golden: Finding | None
    """Against the golden policy, over all tasks."""
    tasks: tuple[Finding, ...]
    """Against the baseline, per task."""
    unscored: UnscoredEpisodes
    """Lost episodes."""
    discordant: tuple[Discordant, ...]
    """Pairs that only one policy solved: A is the candidate, B the baseline."""
    path: tuple[EvidencePoint, ...]
    """Evidence over all tasks after each unit that entered."""
    characteristics: Characteristics
    """What the plan was known to do before it ran."""
    validity: tuple[TaskValidity, ...]
    """What is known of the simulator; empty without a correlation file."""
    notes: tuple[str, ...]
    """What a reader must know."""
