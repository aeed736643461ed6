"""Does success in this simulator say anything about the robot? What a correlation file knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simeval.gate.plan import GatePlan, PlannedCorrelation

if TYPE_CHECKING:
    from simeval.correlation.agreement import TaskAgreement
    from simeval.correlation.record import CorrelationFile


@dataclass(frozen=True, kw_only=True)
class TaskValidity:
    """What is known of one task of the gate."""

    task: str
    """Task name."""
    pearson: float | None
    """Correlation of simulated with real success over policies; null where it is not known."""
    low: float | None
    """Lower end of its interval for new policies, such as the candidate."""
    high: float | None
    """Upper end of it."""
    policies: int
    """Policies that it rests on."""
    problems: tuple[str, ...]
    """Why the task is not trusted; empty where it is."""


def check_validity(
    file: CorrelationFile, plan: GatePlan, wanted: PlannedCorrelation
) -> tuple[TaskValidity, ...]:
    """Hold the correlation of each task of the gate against what the plan asks for."""
    known = {entry.task: entry for entry in file.tasks}
    found = []
    for task in dict.fromkeys(row.task for row in plan.rows):
        entry = known.get(task)
        if entry is None:
            problem = f"not in the correlation file (tasks there: {', '.join(known) or 'none'})"
            found.append(
                TaskValidity(
                    task=task, pearson=None, low=None, high=None, policies=0, problems=(problem,)
                )
            )
            continue
        interval = entry.pearson.new_policies
        found.append(
            TaskValidity(
                task=task,
                pearson=entry.pearson.value,
                low=None if interval is None else interval[0],
                high=None if interval is None else interval[1],
                policies=len(entry.policies),
                problems=tuple(_problems(entry, plan, wanted)),
            )
        )
    return tuple(found)


def correlation_file(path: str) -> Path:
    """Return the file that a path names: itself, or the one in the folder."""
    from simeval.correlation.record import FILE_NAME

    return Path(path) / FILE_NAME if Path(path).is_dir() else Path(path)


def _problems(entry: TaskAgreement, plan: GatePlan, wanted: PlannedCorrelation) -> Iterator[str]:
    pearson = entry.pearson
    if pearson.value is None:
        yield f"no correlation ({pearson.why_none or 'unknown reason'})"
    elif pearson.value < wanted.min_correlation:
        yield f"r = {pearson.value:.2f} is below {wanted.min_correlation:g}"
    if pearson.new_policies is None:
        yield f"no interval for new policies ({pearson.why_no_new_policies or 'unknown reason'})"
    else:
        low, high = pearson.new_policies
        if high - low > wanted.max_width:
            yield (
                f"the interval of r for new policies, {low:.2f} to {high:.2f}, is wider than "
                f"{wanted.max_width:g}"
            )
    ours = {
        protocol for row, protocol in plan.protocol_ids.items() if row.startswith(f"{entry.task}/")
    }
    theirs = {protocol for protocol in entry.sim_protocol_ids if protocol is not None}
    if theirs - ours:
        yield (
            f"measured under protocol {', '.join(sorted(theirs - ours))}, the gate runs "
            f"{', '.join(sorted(ours))}"
        )
