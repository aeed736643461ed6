"""What a finished run of the base policy says about the runs to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from simeval.errors import UsageError
from simeval.runlog import EpisodeRecord


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """Estimates from one run."""

    folder: str
    """Run folder, as the user gave it."""
    policy: str
    """Policy name."""
    suite: str
    """Suite name."""
    tasks: int
    """Tasks and variants of the run."""
    successes: int
    """Successes among the scored episodes."""
    scored: int
    """Episodes with an outcome."""
    unscored: int
    """Episodes lost to infrastructure; left out."""
    rate: float
    """Successes over scored episodes."""
    rate_low: float
    """Lower end of its Wilson interval."""
    rate_high: float
    """Upper end of it."""
    planning_rate: float
    """The rate that the plan takes; not 0 or 1, since these would need no episode."""
    discordant: tuple[float, ...] | None
    """Shares of discordant pairs that the plan takes; null where repeats never differ."""
    discordant_from: str
    """How they were estimated."""
    icc: float | None
    """Correlation of two repeats of an initial condition; null without repeats."""
    repeated_conditions: int
    """Initial conditions with more than one scored episode."""


def read_baseline(folder: str, *, confidence: float) -> Baseline:
    """Estimate rate, discordance and correlation of repeats from a run.

    Raises:
        UsageError: There is no run, or none of its episodes is scored.
        RunFolderError: It cannot be read.
    """
    from simeval.comparison.opened_run import open_run_folder
    from simeval.stats.wilson import wilson_interval

    run = open_run_folder(folder)
    records = list(run.records().values())
    scored = [record for record in records if record.scored]
    if not scored:
        raise UsageError(
            f"{folder} has no scored episode, so that nothing can be estimated from it. Finish the "
            "run, or give rate=... instead of run=..."
        )
    successes, trials = sum(record.success is True for record in scored), len(scored)
    low, high = wilson_interval(successes=successes, trials=trials, confidence=confidence)
    conditions = _by_condition(scored)
    repeated = [outcomes for outcomes in conditions.values() if len(outcomes) > 1]
    rate = _inside(successes, trials)
    # More than this two equal policies of the rate cannot differ.
    discordant, how = _discordance(scored, repeated, 2 * min(rate, 1 - rate))
    return Baseline(
        folder=folder,
        policy=run.info.policy_name,
        suite=run.info.spec.suite,
        tasks=len(run.protocols),
        successes=successes,
        scored=trials,
        unscored=len(records) - trials,
        rate=successes / trials,
        rate_low=low,
        rate_high=high,
        planning_rate=rate,
        discordant=discordant,
        discordant_from=how,
        icc=_icc(conditions) if repeated else None,
        repeated_conditions=len(repeated),
    )


def differing_pairs(repeated: Iterable[list[bool]]) -> float:
    """Return how often two repeats of an initial condition differ, over the conditions.

    2k(m-k)/(m(m-1)) of m repeats with k successes: the share of differing pairs among all pairs.
    """
    shares = []
    for outcomes in repeated:
        m, k = len(outcomes), sum(outcomes)
        shares.append(2 * k * (m - k) / (m * (m - 1)))
    return sum(shares) / len(shares)


def independent_discordance(tasks: Mapping[object, list[bool]]) -> float:
    """Return how often two policies of these rates differ if pairing brings nothing.

    2p(1-p) of each task, unbiased by the factor n/(n-1), over its episodes.
    """
    total = sum(len(outcomes) for outcomes in tasks.values())
    expected = 0.0
    for outcomes in tasks.values():
        n, k = len(outcomes), sum(outcomes)
        expected += n * (2 * k * (n - k) / (n * (n - 1)) if n > 1 else 0.5)
    return expected / total


def _discordance(
    scored: list[EpisodeRecord], repeated: list[list[bool]], possible: float
) -> tuple[tuple[float, ...] | None, str]:
    if repeated:
        share = differing_pairs(repeated)
        where = f"two repeats of one initial condition, over {len(repeated)} conditions"
        if share == 0:
            return None, f"{where}, never differ; a changed policy will"
        return (min(share, possible),), f"how often {where}, differ"
    tasks: dict[object, list[bool]] = defaultdict(list)
    for record in scored:
        tasks[record.task, record.variant].append(record.success is True)
    most = min(independent_discordance(tasks), possible)
    if most == 0:
        return None, "every episode of a task ended alike, which says nothing about pairs"
    return (most / 2, most), (
        "no initial condition was repeated: half of, and all of, what two policies of these rates "
        "would show if pairing brought nothing"
    )


def _by_condition(scored: list[EpisodeRecord]) -> dict[object, list[bool]]:
    conditions: dict[object, list[bool]] = defaultdict(list)
    for record in scored:
        conditions[record.task, record.variant, record.episode_id].append(record.success is True)
    return conditions


def _icc(conditions: Mapping[object, list[bool]]) -> float:
    from simeval.stats.clusters.cluster_mean import cluster_mean

    if len(conditions) < 2:
        return 1.0
    found = cluster_mean(list(conditions.values())).icc
    # Where nothing varies, repeats are taken to add nothing.
    return 1.0 if found is None else max(0.0, found)


def _inside(successes: int, trials: int) -> float:
    if 0 < successes < trials:
        return successes / trials
    return (successes + 0.5) / (trials + 1)
