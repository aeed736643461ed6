"""Hold one side against the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simeval import __version__
from simeval.correlation.columns import Columns, protocol_difference
from simeval.correlation.matching import MatchedTask, match
from simeval.correlation.overall_claims import overall_claims
from simeval.correlation.record import CorrelationFile, PrintedComparison
from simeval.correlation.settings import Settings
from simeval.correlation.side import SideTable
from simeval.correlation.summaries import task_groups
from simeval.correlation.task_agreements import parent_of, task_agreement
from simeval.errors import UnknownNameError
from simeval.runlog.clock import utc_now


def correlate(
    sim: SideTable,
    real: SideTable,
    *,
    metric: str = "success",
    tasks: Sequence[str] | None = None,
    task_map: Mapping[str, str] | None = None,
    training_runs: Mapping[str, str] | None = None,
    parts: Mapping[str, Sequence[str]] | None = None,
    mixed_protocols: bool = False,
    printed: Sequence[PrintedComparison] = (),
    settings: Settings | None = None,
) -> CorrelationFile:
    """Return every coefficient of simulated against real rates, per task and summarised.

    Args:
        sim: Simulated side.
        real: Real side.
        metric: What the rates are of.
        tasks: Only these, by their simulated names.
        task_map: Simulated name of a task by its real name, where they differ.
        training_runs: Training run by policy, for policies that share one.
        parts: Tasks whose rate is a mean over others: task to its parts.
        mixed_protocols: Take policies together that were simulated under different protocols.
        printed: Coefficients that the source of the rates prints.
        settings: Level and resampling.

    Raises:
        UnknownNameError: A name of a task or policy is on neither side.
        UsageError: The sides share no task or no policy.
    """
    settings = settings or Settings()
    runs = training_runs or {}
    matching = match(sim, real, tasks=tasks, task_map=task_map)
    known = {*sim.policies, *real.policies}
    for policy in runs:
        if policy not in known:
            raise UnknownNameError("policy in groups", policy, known)
    columns = {
        task.task: _columns(task, runs, mixed_protocols=mixed_protocols) for task in matching.tasks
    }
    found = tuple(
        task_agreement(
            task,
            columns[task.task],
            settings,
            part_of=parent_of(task.task, columns, parts or {}),
        )
        for task in matching.tasks
    )
    return CorrelationFile(
        simeval_version=__version__,
        created_at=utc_now(),
        sim=sim.source,
        real=real.source,
        metric=metric,
        confidence=settings.confidence,
        resamples=settings.resamples,
        seed=settings.seed,
        tasks=found,
        groups=task_groups(found, columns, settings),
        left_out_tasks=matching.left_out,
        printed=tuple(printed),
        claims=overall_claims(found, columns),
    )


def _columns(
    task: MatchedTask, training_runs: Mapping[str, str], *, mixed_protocols: bool
) -> Columns:
    difference = protocol_difference(task.sim)
    refusal = warning = None
    if difference and mixed_protocols:
        warning = f"{difference[0].upper()}{difference[1:]}."
    elif difference:
        refusal = (
            f"{difference}. Run them alike, or take them together all the same with "
            "mixed_protocols=true"
        )
    return Columns(
        sim=task.sim,
        real=task.real,
        training_runs=tuple(training_runs.get(cell.policy, cell.policy) for cell in task.sim),
        refusal=refusal,
        warning=warning,
    )
