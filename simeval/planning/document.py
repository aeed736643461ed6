"""What `simeval plan` answers, as records: the JSON document of the verb."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simeval.planning.baseline import Baseline
from simeval.planning.question import Question

SCHEMA_VERSION = 1

Claim = Literal["not_worse", "better"]


@dataclass(frozen=True, kw_only=True)
class PairedSize:
    """Pairs for a claim at one share of discordant pairs."""

    discordant: float
    """Share of pairs that just one policy solves; a gain may leave fewer than was asked for."""
    pairs: int | None
    """Pairs by the normal approximation; null where the base rate or the share of discordant
    pairs does not allow the difference."""
    power: float | None
    """Exact power of Tango's test (not worse) or the exact McNemar test (better) with them; null
    beyond a million pairs."""


@dataclass(frozen=True, kw_only=True)
class ComparisonSize:
    """Episodes for one claim, if their number is fixed."""

    claim: Claim
    """Not worse than the base by the margin, of equal policies; or better, of a policy that is."""
    size: float
    """The margin or the gain."""
    tasks: int
    """Tasks of which each must be shown: alpha is divided by this (Bonferroni, and the hardest
    step of Holm), and the numbers are per task."""
    unpaired_per_policy: int | None
    """Episodes of each policy without pairing, by the normal approximation; null where rate + gain
    exceeds 1."""
    unpaired_power: float | None
    """Exact power of the score test of Farrington and Manning with them; null beyond a million."""
    paired: tuple[PairedSize, ...]
    """With pairing."""


@dataclass(frozen=True, kw_only=True)
class GateTruth:
    """How the gate behaves at one truth, exactly."""

    name: str
    """In words."""
    new_only: float
    """True share of pairs that only the new policy solves."""
    base_only: float
    """True share of pairs that only the base solves."""
    passes: float
    """Probability of PASS."""
    fails: float
    """Probability of FAIL."""
    inconclusive: float
    """Probability of using all pairs without a verdict."""
    expected_pairs: float
    """Mean number of pairs until it stops."""


@dataclass(frozen=True, kw_only=True)
class GateAllowance:
    """Pairs to allow, so that equal policies pass with the wanted power."""

    discordant: float
    """Share of pairs that just one policy solves."""
    pairs: int | None
    """Pairs; null where the limit does not do."""
    limit: int
    """Pairs up to which was searched."""


@dataclass(frozen=True, kw_only=True)
class GatePlan:
    """The gate that stops early."""

    pairs_max: int
    """Pairs after which it gives up."""
    truths: tuple[GateTruth, ...]
    """Its behaviour."""
    allowances: tuple[GateAllowance, ...]
    """How many pairs to allow."""


@dataclass(frozen=True, kw_only=True)
class PairedReach:
    """What paired episodes can show at one share of discordant pairs."""

    discordant: float
    """Share of pairs that just one policy solves."""
    gain: float | None
    """Smallest difference that is found; null where none is."""
    margin: float
    """Smallest margin that equal policies clear."""


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What a number of episodes can show."""

    episodes: int
    """Episodes of each policy, or pairs."""
    half_width: float
    """Half width of Wilson's interval of the rate."""
    unpaired_gain: float | None
    """Smallest gain that is found without pairing; null where none is."""
    unpaired_margin: float
    """Smallest margin that equal policies clear without pairing."""
    paired: tuple[PairedReach, ...]
    """With pairing."""


@dataclass(frozen=True, kw_only=True)
class SimRealPlan:
    """What a number of policies can say about the simulator."""

    policies: int
    """Policies run on both sides."""
    seen_low: float
    """Pearson's r that will be seen if the true one is the hoped-for: lower end."""
    seen_high: float
    """Upper end."""
    perfect_low: float
    """The same for a perfect simulator: lower end."""
    perfect_high: float
    """Upper end."""
    mmrv_perfect_mean: float
    """MMRV of a perfect simulator, mean."""
    mmrv_perfect_high: float
    """MMRV of a perfect simulator, 95 % quantile: below it nothing is to be told from perfect."""
    mmrv_useless_mean: float
    """MMRV of a simulator that knows nothing, mean."""


@dataclass(frozen=True, kw_only=True)
class RepeatedEpisodes:
    """What repeats of the same initial conditions are worth."""

    repeats: int
    """Episodes of each initial condition."""
    design_effect: float
    """By how much they inflate the variance of a mean."""
    episodes: tuple[int, ...]
    """Numbers of episodes."""
    effective: tuple[float, ...]
    """Independent episodes that each of them is worth."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The whole document."""

    schema: Literal["simeval.plan"] = "simeval.plan"
    """What kind of document this is."""
    schema_version: int = SCHEMA_VERSION
    """Version of this list of fields."""
    question: Question
    """Every value that the plan rests on."""
    baseline: Baseline | None
    """What the run said, if there is one."""
    interval_episodes: int
    """Episodes for an interval of the wanted half width."""
    comparisons: tuple[ComparisonSize, ...]
    """Sizes of comparisons with a fixed number of episodes."""
    gate: GatePlan
    """The gate that stops early."""
    reaches: tuple[Reach, ...]
    """What given numbers of episodes can show."""
    sim_real: tuple[SimRealPlan, ...]
    """What given numbers of policies can say about the simulator."""
    policies_needed: int
    """Policies for which Fisher's interval around the hoped-for correlation exceeds at_least."""
    repeated: RepeatedEpisodes
    """What repeats are worth."""
    assumptions: tuple[str, ...]
    """What must hold for the numbers to hold."""
