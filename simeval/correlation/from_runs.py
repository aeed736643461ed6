"""Simulated rates from run folders: one policy is one run, or several that share no task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from simeval.comparison.opened_run import open_run_folder
from simeval.correlation.averages import row_cells
from simeval.correlation.record import Source
from simeval.correlation.side import Cell, SideTable
from simeval.errors import UsageError
from simeval.protocol import Protocol
from simeval.result_table import TaskAndVariant
from simeval.runlog import EpisodeRecord
from simeval.runlog.summary import planned_keys
from simeval.stats.simreal.mean_of_tasks import MeanOfTasks
from simeval.stats.simreal.trials import Trials
from simeval.stats.wilson import unscored_bounds
from simeval.suites import table_of


def run_name(path: Path) -> str:
    """Return what the policy of a run calls itself.

    Raises:
        UsageError: The folder is not a run.
        RunFolderError: The run cannot be read.
    """
    return open_run_folder(path).info.policy_name


def read_runs(runs: Mapping[str, Sequence[Path]], *, metric: str = "success") -> SideTable:
    """Read the rates of every policy on every task from its runs.

    Episodes that differ only in the seed are one initial condition. Variants of a task count the
    same, however many episodes each has. Unscored episodes are left out, and noted with the rates
    that they could have led to. The rows of a suite's published table are tasks as well.

    Args:
        runs: Run folders by name of the policy.
        metric: "success" or "progress".

    Raises:
        UsageError: A folder is not a run, two runs of one policy share a task, or runs do not have
            this metric.
        RunFolderError: A run cannot be read.
    """
    if metric not in ("success", "progress"):
        raise UsageError(f"metric={metric} is not in run folders; allowed: success, progress.")
    cells: list[Cell] = []
    empty: dict[tuple[str, str], str] = {}
    for policy, paths in runs.items():
        seen: dict[str, Path] = {}
        suites: dict[str, dict[TaskAndVariant, Cell]] = {}
        for path in paths:
            run = _read_run(path)
            suites.setdefault(run.suite, {}).update(_variant_cells(policy, run, metric))
            for task, variants in run.tasks.items():
                found = _cell(policy, task, variants, metric)
                if task in seen:
                    raise UsageError(
                        f"{seen[task]} and {path} both hold {task} of policy {policy}. Leave one "
                        "out, or give them different names with names=[a,b]."
                    )
                seen[task] = path
                if isinstance(found, Cell):
                    cells.append(found)
                else:
                    empty[policy, task] = found
        for suite, parts in suites.items():
            for task, found in row_cells(policy, table_of(suite), parts).items():
                if task in seen:
                    continue
                if isinstance(found, Cell):
                    cells.append(found)
                else:
                    empty[policy, task] = found
    paths = [path for group in runs.values() for path in group]
    text = f"{len(paths)} run{'s' * (len(paths) != 1)}: {', '.join(runs)}"
    source = Source(kind="runs", text=text, paths=tuple(map(str, paths)))
    return SideTable(source=source, cells=tuple(cells), empty=empty)


class _Run(NamedTuple):
    """Records of a run by task, one entry per variant."""

    suite: str
    tasks: dict[str, list[tuple[Protocol, list[EpisodeRecord]]]]


def _read_run(path: Path) -> _Run:
    run = open_run_folder(path)
    records = run.records()
    variants: dict[str, list[tuple[Protocol, list[EpisodeRecord]]]] = {}
    for protocol in run.protocols.values():
        keys = planned_keys(run.info.spec.suite, [protocol])
        found = [records[key] for key in keys if key in records]
        variants.setdefault(protocol.task, []).append((protocol, found))
    return _Run(suite=run.info.spec.suite, tasks=variants)


def _variant_cells(policy: str, run: _Run, metric: str) -> dict[TaskAndVariant, Cell]:
    """Return each task and variant that has an outcome."""
    found = {
        (task, part[0].variant): _cell(policy, task, [part], metric)
        for task, parts in run.tasks.items()
        for part in parts
    }
    return {key: cell for key, cell in found.items() if isinstance(cell, Cell)}


def _cell(
    policy: str,
    task: str,
    variants: list[tuple[Protocol, list[EpisodeRecord]]],
    metric: str,
) -> Cell | str:
    """Return the cell, or why there is none."""
    parts: list[Trials] = []
    for protocol, records in variants:
        starts: dict[int, list[float]] = {}
        for record in records:
            if record.scored:
                starts.setdefault(record.episode_id, []).append(_outcome(record, metric))
        if not starts:
            name = "" if len(variants) == 1 else f" of variant {protocol.variant}"
            return f"no episode{name} has an outcome; the same simeval run command retries them"
        parts.append(Trials.from_clusters(list(starts.values())))
    scored = [record for _, records in variants for record in records if record.scored]
    return Cell(
        policy=policy,
        task=task,
        # Equal means over variants may differ in the last bits, and must tie.
        rate=round(MeanOfTasks(tasks=tuple(parts)).rate, 12) if len(parts) > 1 else parts[0].rate,
        successes=sum(record.success is True for record in scored) if metric == "success" else None,
        trials=len(scored),
        starts=min(len(part.cluster_sizes) for part in parts) * len(parts),
        outcomes=parts[0] if len(parts) == 1 else MeanOfTasks(tasks=tuple(parts)),
        protocols=tuple(protocol for protocol, _ in variants),
        notes=tuple(_notes(policy, variants)),
    )


def _outcome(record: EpisodeRecord, metric: str) -> float:
    return float(record.success is True) if metric == "success" else record.progress or 0.0


def _notes(policy: str, variants: list[tuple[Protocol, list[EpisodeRecord]]]) -> list[str]:
    planned = sum(len(item.episode_ids) * len(item.seeds) for item, _ in variants)
    records = [record for _, found in variants for record in found]
    scored = sum(record.scored for record in records)
    notes = []
    if len(records) < planned:
        notes.append(
            f"{policy}: {len(records)} of {planned} simulated episodes are finished; the same "
            "simeval run command goes on."
        )
    if scored < len(records):
        low, high = unscored_bounds(
            successes=sum(record.success is True for record in records),
            scored=scored,
            unscored=len(records) - scored,
        )
        notes.append(
            f"{policy}: {len(records) - scored} simulated episodes are unscored; its success rate "
            f"could be anything from {low:.1%} to {high:.1%}."
        )
    return notes
