"""`summary.json`: counts and intervals per task, computed from the records alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from simeval.episodes import EpisodeKey
from simeval.protocol import Protocol
from simeval.runlog.record import SCHEMA_VERSION, EpisodeRecord
from simeval.runlog.row_summary import RowSummary, summarise_rows
from simeval.runlog.run_info import RunInfo
from simeval.stats.wilson import unscored_bounds, wilson_interval
from simeval.suites import table_of


@dataclass(frozen=True, kw_only=True)
class SubmetricCount:
    """How often a sub-metric held among the scored episodes."""

    final: int
    """Episodes in which it held after the last step."""
    ever: int
    """Episodes in which it held after any step."""


@dataclass(frozen=True, kw_only=True)
class TaskSummary:
    """The result of one task and variant."""

    task: str
    """Task name."""
    variant: str
    """Variant name."""
    protocol_id: str
    """Protocol of all these episodes."""
    planned: int
    """Episodes that the run asks for."""
    scored: int
    """Episodes with an outcome: n."""
    successes: int
    """Successes among them: k."""
    unscored: int
    """Episodes lost to infrastructure."""
    rate: float | None
    """k/n; null without scored episodes."""
    wilson_low: float
    """Lower end of the Wilson 95 % interval of the rate."""
    wilson_high: float
    """Upper end of it."""
    rate_if_unscored_fail: float | None
    """Rate over scored and unscored episodes if each unscored one had failed."""
    rate_if_unscored_succeed: float | None
    """Rate over scored and unscored episodes if each unscored one had succeeded."""
    mean_progress: float | None
    """Mean progress of the scored episodes."""
    mean_steps: float | None
    """Mean number of control steps of the scored episodes."""
    submetrics: dict[str, SubmetricCount]
    """Counts of each sub-metric."""


@dataclass(frozen=True, kw_only=True)
class RunSummary:
    """The result of a run."""

    schema_version: int = SCHEMA_VERSION
    """Version of this list of fields."""
    suite: str
    """Suite name."""
    policy: str
    """Policy name."""
    spec_hash: str
    """Hash of the spec of the run."""
    planned: int
    """Episodes that the run asks for."""
    finished: int
    """Episodes that have a record."""
    scored: int
    """Episodes with an outcome."""
    successes: int
    """Successes among them."""
    unscored: int
    """Episodes lost to infrastructure."""
    rate: float | None
    """Successes over scored episodes, all tasks together; null without scored episodes."""
    wilson_low: float
    """Lower end of the Wilson 95 % interval of that rate."""
    wilson_high: float
    """Upper end of it."""
    tasks: tuple[TaskSummary, ...]
    """The tasks, in the order of the suite."""
    rows: tuple[RowSummary, ...] = ()
    """The rows of the published table of the suite, if it has one."""

    @property
    def complete(self) -> bool:
        """True when every planned episode is scored."""
        return self.scored == self.planned


def planned_keys(suite: str, protocols: Iterable[Protocol]) -> tuple[EpisodeKey, ...]:
    """Return every episode that the protocols ask for, task by task."""
    return tuple(
        EpisodeKey(
            suite=suite,
            task=protocol.task,
            variant=protocol.variant,
            episode_id=episode_id,
            seed=seed,
        )
        for protocol in protocols
        for seed in protocol.seeds
        for episode_id in protocol.episode_ids
    )


def summarise(info: RunInfo, records: Mapping[EpisodeKey, EpisodeRecord]) -> RunSummary:
    """Count a run; the order of the records does not matter."""
    protocols = info.spec.parsed_protocols()
    tasks = tuple(
        _summarise_task(
            protocol,
            [records[key] for key in planned_keys(info.spec.suite, [protocol]) if key in records],
        )
        for protocol in protocols
    )
    scored = sum(task.scored for task in tasks)
    successes = sum(task.successes for task in tasks)
    low, high = wilson_interval(successes=successes, trials=scored)
    return RunSummary(
        suite=info.spec.suite,
        policy=info.policy_name,
        spec_hash=info.spec_hash,
        planned=sum(task.planned for task in tasks),
        finished=sum(task.scored + task.unscored for task in tasks),
        scored=scored,
        successes=successes,
        unscored=sum(task.unscored for task in tasks),
        rate=successes / scored if scored else None,
        wilson_low=low,
        wilson_high=high,
        tasks=tasks,
        rows=summarise_rows(table_of(info.spec.suite), tasks),
    )


def _summarise_task(protocol: Protocol, records: list[EpisodeRecord]) -> TaskSummary:
    scored = [record for record in records if record.scored]
    count, unscored = len(scored), len(records) - len(scored)
    successes = sum(record.success is True for record in scored)
    low, high = wilson_interval(successes=successes, trials=count)
    worst, best = unscored_bounds(successes=successes, scored=count, unscored=unscored)
    names = dict.fromkeys(name for record in scored for name in record.final or {})
    return TaskSummary(
        task=protocol.task,
        variant=protocol.variant,
        protocol_id=protocol.id,
        planned=len(protocol.episode_ids) * len(protocol.seeds),
        scored=count,
        successes=successes,
        unscored=unscored,
        rate=successes / count if count else None,
        wilson_low=low,
        wilson_high=high,
        rate_if_unscored_fail=worst if records else None,
        rate_if_unscored_succeed=best if records else None,
        mean_progress=_mean([record.progress or 0.0 for record in scored]),
        mean_steps=_mean([float(record.steps) for record in scored]),
        submetrics={
            name: SubmetricCount(
                final=sum((record.final or {}).get(name, False) for record in scored),
                ever=sum((record.ever or {}).get(name, False) for record in scored),
            )
            for name in names
        },
    )


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None
