"""Published simulated and real numbers of the same policies on the same task."""

from __future__ import annotations

from dataclasses import dataclass

from simeval.errors import UnknownNameError, UsageError
from simeval.results.published_tables import published_values
from simeval.results.published_value import ALL_POLICIES, PublishedValue
from simeval.results.vocabulary import BENCHMARKS, RATE_METRICS, SETTINGS

#: Editions that hold a benchmark's own numbers, the preferred one first. The printed coefficients
#: of SIMPLER follow from the rates in its repository, so those come before the paper's.
REPOSITORY_FIRST = ("repository", "paper")
PAPER_FIRST = ("paper", "repository")

#: Setting of the real trials.
REAL = "real"


@dataclass(frozen=True, kw_only=True)
class PublishedPair:
    """One policy on one task, simulated and real."""

    task: str
    policy: str
    sim: PublishedValue
    real: PublishedValue

    @property
    def corrected(self) -> bool:
        """Whether the rate of either side replaces a printed value that cannot be right."""
        return self.sim.corrected or self.real.corrected

    @property
    def flags(self) -> tuple[str, ...]:
        """What is wrong with either side, such as ``("real: stopped_early",)``."""
        sides = (("sim", self.sim), ("real", self.real))
        return tuple(f"{name}: {value.flag}" for name, value in sides if value.flag)


@dataclass(frozen=True, kw_only=True)
class PrintedAgreement:
    """The coefficients that a source prints for a task; None where it prints none.

    Each carries in `note` why it may not follow from the rates printed beside it.
    """

    mmrv: PublishedValue | None
    pearson_r: PublishedValue | None


def published_pairs(
    *,
    task: str,
    setting: str = "visual_matching",
    metric: str = "success",
    benchmark: str = "simpler",
    editions: tuple[str, ...] = REPOSITORY_FIRST,
) -> tuple[PublishedPair, ...]:
    """Pairs of a simulated and a real number for every policy that has both.

    Args:
        task: Task, as in `published_tasks`.
        setting: Setting that stands for the simulation.
        metric: A rate: ``"success"``, ``"grasp"`` or ``"progress"``.
        benchmark: Benchmark.
        editions: Texts to take numbers from; the first that has a number wins. Of the SIMPLER
            numbers, only the real eggplant differs between `REPOSITORY_FIRST` and `PAPER_FIRST`.

    Returns:
        Pairs in the order of the source's table.

    Raises:
        UnknownNameError: Nothing is published under one of the names.
        UsageError: The benchmark publishes no pairs.
    """
    tasks = published_tasks(setting=setting, metric=metric, benchmark=benchmark)
    if task not in tasks:
        raise UnknownNameError(f"published task of {benchmark}/{setting}", task, tasks)
    sides = [
        published_rates(benchmark=benchmark, setting=side, metric=metric, editions=editions)
        for side in (setting, REAL)
    ]
    sim, real = (
        {policy: v for (name, policy), v in side.items() if name == task} for side in sides
    )
    return tuple(
        PublishedPair(task=task, policy=policy, sim=sim[policy], real=real[policy])
        for policy in sim
        if policy in real
    )


def published_rates(
    *,
    benchmark: str,
    setting: str,
    metric: str = "success",
    editions: tuple[str, ...] = REPOSITORY_FIRST,
) -> dict[tuple[str, str], PublishedValue]:
    """A benchmark's own numbers in one setting, by task and policy, in the order of its file.

    Args as for `published_pairs`.

    Raises:
        UnknownNameError: No such benchmark.
    """
    found: dict[tuple[str, str], PublishedValue] = {}
    for value in published_values(benchmark):
        if (value.setting, value.metric) != (setting, metric):
            continue
        if not _main(value) or value.edition not in editions:
            continue
        present = found.get((value.task, value.policy))
        if present is None or editions.index(value.edition) < editions.index(present.edition):
            found[value.task, value.policy] = value
    return found


def published_tasks(
    *, setting: str = "visual_matching", metric: str = "success", benchmark: str = "simpler"
) -> tuple[str, ...]:
    """Tasks with pairs of simulated and real numbers.

    Raises:
        UnknownNameError: No such benchmark, metric, or setting with pairs.
        UsageError: The benchmark publishes no pairs.
    """
    paired = _paired(benchmark, metric)
    settings = {other for _, other in paired}
    if setting not in settings:
        raise UnknownNameError(f"setting of {benchmark} with real numbers", setting, settings)
    found = [value.task for value in published_values(benchmark) if (value.task, setting) in paired]
    return tuple(dict.fromkeys(found))


def published_settings(*, metric: str = "success", benchmark: str = "simpler") -> tuple[str, ...]:
    """Settings with pairs of simulated and real numbers, in the order of the vocabulary.

    Raises:
        UnknownNameError: No such benchmark or metric.
        UsageError: The benchmark publishes no pairs.
    """
    found = {setting for _, setting in _paired(benchmark, metric)}
    return tuple(setting for setting in SETTINGS if setting in found)


def _paired(benchmark: str, metric: str) -> set[tuple[str, str]]:
    """Tasks and settings with a policy that has a simulated and a real number."""
    if metric not in RATE_METRICS:
        raise UnknownNameError("metric of published pairs", metric, RATE_METRICS)
    keys = {
        (value.task, value.policy, value.setting)
        for value in published_values(benchmark)
        if _main(value) and value.metric == metric
    }
    paired = {
        (task, other)
        for task, policy, other in keys
        if other != REAL and (task, policy, REAL) in keys
    }
    if not paired:
        raise UsageError(
            f"No policy has both a simulated and a real number for {metric!r} in the published "
            f"results of {benchmark!r} ({BENCHMARKS[benchmark]}). "
            "Give your own real results as a file."
        )
    return paired


def printed_agreement(
    *,
    task: str,
    setting: str = "visual_matching",
    metric: str = "success",
    benchmark: str = "simpler",
) -> PrintedAgreement:
    """The rank violation and correlation that the source prints for a task."""
    # A source prints coefficients mostly for success; those of another rate have it as variant.
    variant = "" if metric == "success" else metric
    found = {
        value.metric: value
        for value in published_values(benchmark)
        if (value.task, value.setting, value.variant, value.policy)
        == (task, setting, variant, ALL_POLICIES)
    }
    return PrintedAgreement(mmrv=found.get("mmrv"), pearson_r=found.get("pearson_r"))


def _main(value: PublishedValue) -> bool:
    """Whether a number belongs to a benchmark's own main table."""
    return (
        value.variant == "" and value.policy != ALL_POLICIES and value.edition in REPOSITORY_FIRST
    )
