"""What the gate will do, computed before it runs, to see whether the plan is any good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simeval.gate.fixed_characteristics import fixed_behaviour
from simeval.gate.plan import GatePlan

_MOST_PAIRS_EXACTLY = 2000
_MOST_SIMULATED_PAIRS = 2_000_000
_SIMULATED_GATES = (500, 4000)
_SIMULATION_SEED = 0


@dataclass(frozen=True, kw_only=True)
class TruthRow:
    """The behaviour of the comparison over all pairs at one truth."""

    truth: str
    """The truth in words."""
    candidate_only: float
    """Probability that only the candidate solves a pair."""
    baseline_only: float
    """Probability that only the baseline solves a pair."""
    passes: float
    """Probability of PASS."""
    fails: float
    """Probability of FAIL."""
    inconclusive: float
    """Probability of INCONCLUSIVE."""
    expected_units: float
    """Expected number of units that are used."""


@dataclass(frozen=True, kw_only=True)
class Characteristics:
    """The table, with what it rests on."""

    rows: tuple[TruthRow, ...]
    """One per truth."""
    exact: bool
    """True: computed for every possible outcome; false: simulated."""
    standard_error: float | None
    """Largest error of a simulated probability."""
    identical_units: int | None
    """Units after which a candidate passes that never differs; null where the plan is too short."""
    fixed_pairs: dict[str, int]
    """Pairs that a fixed-size test of 80 % power needs for equal policies, by the share of pairs
    in which they differ; empty where the margin is 0."""
    unpaired_episodes: dict[str, int]
    """Episodes per policy that an unpaired test needs, by the success rate."""


def plan_characteristics(plan: GatePlan) -> Characteristics:
    """Compute the table of a plan.

    Exact over the counts of wins, ties and losses where a unit is a pair. Seeds that are averaged
    are taken as copies, which is the worst case. Rounds are simulated, every task at the truth,
    and so are plans whose exact table would take minutes.
    """
    truths = _truths(plan.margin)
    cells = [(up, down) for _, up, down in truths]
    error = None
    if plan.method == "fixed":
        behaviour = fixed_behaviour(plan, cells)
    elif plan.unit == "pair" and len(plan.units) <= _MOST_PAIRS_EXACTLY:
        behaviour = _exact(plan, cells)
    else:
        gates = _simulated_gates(len(plan.units))
        behaviour = _simulated(plan, cells, gates)
        error = max((p * (1 - p) / gates) ** 0.5 for row in behaviour for p in row[:3])
    return Characteristics(
        rows=tuple(
            TruthRow(
                truth=name,
                candidate_only=up,
                baseline_only=down,
                passes=row[0],
                fails=row[1],
                inconclusive=row[2],
                expected_units=row[3],
            )
            for (name, up, down), row in zip(truths, behaviour, strict=True)
        ),
        exact=error is None,
        standard_error=error,
        identical_units=_identical_units(plan),
        fixed_pairs=_fixed_pairs(plan),
        unpaired_episodes=_unpaired_episodes(plan),
    )


def _truths(margin: float) -> list[tuple[str, float, float]]:
    """Name the truths that matter at a margin: on it, at zero, better, and worse."""
    named = [
        ("on the margin", 0.05, 0.05 + margin),
        ("on the margin, nothing won", 0.0, margin),
        ("identical", 0.0, 0.0),
        ("equal, 20 % differ", 0.10, 0.10),
        ("better by 10 points", 0.15, 0.05),
        ("worse by two margins", 0.05, 0.05 + 2 * margin),
        ("worse by three margins", 0.05, 0.05 + 3 * margin),
    ]
    # At a margin of 0, or a large one, some of these coincide or do not exist.
    different = {(up, round(down, 10)): name for name, up, down in reversed(named)}
    return [(name, up, down) for (up, down), name in reversed(different.items()) if up + down <= 1]


def _exact(
    plan: GatePlan, cells: Sequence[tuple[float, float]]
) -> list[tuple[float, float, float, float]]:
    from simeval.stats import PairedGate, gate_characteristics

    gate = PairedGate(
        margin=plan.margin, alpha=plan.alpha, beta=plan.beta, most_pairs=len(plan.units)
    )
    return [
        (row.passes, row.fails, row.inconclusive, row.expected_pairs)
        for row in gate_characteristics(gate, list(cells))
    ]


def _simulated_gates(units: int) -> int:
    fewest, most = _SIMULATED_GATES
    return min(most, max(fewest, _MOST_SIMULATED_PAIRS // units))


def _simulated(
    plan: GatePlan, cells: Sequence[tuple[float, float]], gates: int
) -> list[tuple[float, float, float, float]]:
    import numpy as np

    from simeval.stats import PairedGate, stop_times

    units = len(plan.units)
    gate = PairedGate(margin=plan.margin, alpha=plan.alpha, beta=plan.beta, most_pairs=units)
    weights = np.array(list(plan.weights.values()) if plan.weights else [1.0])
    rng = np.random.default_rng(_SIMULATION_SEED)
    found = []
    for up, down in cells:
        draws = rng.choice(
            [1.0, 0.0, -1.0],
            p=[up, max(0.0, 1 - up - down), down],
            size=(gates, units, len(weights)),
        )
        # Rounding must not carry a mean out of its range.
        means = np.clip(draws @ weights / weights.sum(), -1.0, 1.0)
        stops = stop_times(gate, means)
        passes, fails = float(stops.passed.mean()), float(stops.failed.mean())
        found.append((passes, fails, max(0.0, 1 - passes - fails), float(stops.pairs.mean())))
    return found


def _identical_units(plan: GatePlan) -> int | None:
    if plan.method == "fixed":
        return len(plan.units)
    from simeval.stats import PairedGate

    units = len(plan.units)
    gate = PairedGate(margin=plan.margin, alpha=plan.alpha, beta=plan.beta, most_pairs=units)
    decision = gate.decide([0.0] * units)
    return decision.pairs if decision.verdict == "PASS" else None


def _fixed_pairs(plan: GatePlan) -> dict[str, int]:
    from simeval.stats import pairs_needed

    if not _fixed_tests_exist(plan):
        return {}
    return {
        share: pairs_needed(discordant_rate=rate, margin=plan.margin, alpha=plan.alpha)
        for share, rate in (("10 %", 0.1), ("20 %", 0.2))
    }


def _unpaired_episodes(plan: GatePlan) -> dict[str, int]:
    from simeval.stats import trials_per_arm

    if not _fixed_tests_exist(plan):
        return {}
    return {
        share: trials_per_arm(rate=rate, margin=plan.margin, alpha=plan.alpha)
        for share, rate in (("50 %", 0.5), ("80 %", 0.8))
    }


def _fixed_tests_exist(plan: GatePlan) -> bool:
    """No size shows equal policies at a margin of nothing; a power of 80 % must exceed alpha."""
    return plan.margin > 1e-6 and plan.alpha < 0.8
