"""Summaries over tasks that never take (policy, task) points for independent ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simeval.correlation.agreement import MeanOverTasks, TaskAgreement, TaskGroup
from simeval.correlation.agreement_of import agreement_of
from simeval.correlation.columns import Columns
from simeval.correlation.settings import Settings
from simeval.correlation.side import Cell
from simeval.stats.simreal.mean_of_tasks import MeanOfTasks

AVERAGED = ("pearson", "spearman", "kendall", "mmrv", "mae", "bias")

SUITE = "mean over tasks"


def task_groups(
    tasks: Sequence[TaskAgreement], columns: Mapping[str, Columns], settings: Settings
) -> tuple[TaskGroup, ...]:
    """Return one summary per set of policies.

    Within-task coefficients are averaged; beside that the suite has the coefficients of each
    policy's mean rate over the tasks of the group. Parts of a task that is there itself count once,
    and tasks without coefficients not at all.
    """
    groups: dict[frozenset[str], list[TaskAgreement]] = {}
    for task in tasks:
        if task.part_of is None and not columns[task.task].refusal:
            groups.setdefault(frozenset(task.policies), []).append(task)
    return tuple(_group(members, columns, settings) for members in groups.values())


def _group(
    tasks: Sequence[TaskAgreement], columns: Mapping[str, Columns], settings: Settings
) -> TaskGroup:
    names = tuple(task.task for task in tasks)
    suite = None
    if len(tasks) > 1:
        suite = agreement_of(_suite_columns([columns[name] for name in names]), settings)
    return TaskGroup(
        policies=tasks[0].policies,
        tasks=names,
        average={
            name: _average([getattr(task, name).value for task in tasks]) for name in AVERAGED
        },
        suite=suite,
    )


def _average(values: Sequence[float | None]) -> MeanOverTasks:
    known = [value for value in values if value is not None]
    return MeanOverTasks(
        mean=sum(known) / len(known) if known else None,
        lowest=min(known, default=None),
        highest=max(known, default=None),
        tasks=len(known),
    )


def _suite_columns(tasks: Sequence[Columns]) -> Columns:
    policies = tasks[0].policies
    sides = [
        [{cell.policy: cell for cell in getattr(columns, side)} for columns in tasks]
        for side in ("sim", "real")
    ]
    sim, real = (
        tuple(_mean_cell(policy, [cells[policy] for cells in side]) for policy in policies)
        for side in sides
    )
    return Columns(sim=sim, real=real, training_runs=tasks[0].training_runs)


def _mean_cell(policy: str, cells: Sequence[Cell]) -> Cell:
    outcomes = [cell.outcomes for cell in cells if cell.outcomes is not None]
    known = len(outcomes) == len(cells)
    trials = [cell.trials for cell in cells if cell.trials is not None]
    starts = [cell.starts for cell in cells if cell.starts is not None]
    return Cell(
        policy=policy,
        task=SUITE,
        # Equal means may differ in the last bits, and must tie.
        rate=round(sum(cell.rate for cell in cells) / len(cells), 12),
        trials=sum(trials) if len(trials) == len(cells) else None,
        # The task with the fewest decides whether the error of the mean is known.
        starts=min(starts) if len(starts) == len(cells) else None,
        outcomes=MeanOfTasks(tasks=tuple(outcomes)) if known else None,
    )
