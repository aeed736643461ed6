"""Rates from a file of trials, one row per trial: real ones, or simulated ones of another tool."""

from __future__ import annotations

from pathlib import Path

from simeval.correlation.record import Source
from simeval.correlation.side import Cell, SideTable
from simeval.errors import UsageError
from simeval.results.real_reader import read_real_results
from simeval.results.real_results import RealTrial
from simeval.stats.simreal.trials import Trials


def read_trials(path: Path, *, metric: str = "success") -> SideTable:
    """Read the rates of every policy on every task; trials with the same episode are one start.

    Raises:
        RealResultsError: The file does not follow `docs/real_results.md`.
        UsageError: The file does not have this metric.
    """
    results = read_real_results(path)
    present = [
        name for name in ("success", "progress") if getattr(results.trials[0], name) is not None
    ]
    if metric not in present:
        raise UsageError(
            f"metric={metric} is not in {path}, which has {' and '.join(present)}. "
            f"Write metric={present[0]}, or add a column {metric} where the format knows it."
        )
    groups: dict[tuple[str, str], list[RealTrial]] = {}
    for trial in results.trials:
        groups.setdefault((trial.policy, trial.task), []).append(trial)
    cells = tuple(_cell(policy, task, trials, metric) for (policy, task), trials in groups.items())
    text = f"{len(results.trials)} trials of {len(results.policies)} policies in {path.name}"
    return SideTable(source=Source(kind="trials", text=text, paths=(str(path),)), cells=cells)


def _cell(policy: str, task: str, trials: list[RealTrial], metric: str) -> Cell:
    starts: dict[str, list[float]] = {}
    for trial in trials:
        outcome = trial.success if metric == "success" else trial.progress
        assert outcome is not None
        starts.setdefault(trial.episode, []).append(float(outcome))
    outcomes = Trials.from_clusters(list(starts.values()))
    return Cell(
        policy=policy,
        task=task,
        rate=outcomes.rate,
        successes=sum(trial.success is True for trial in trials) if metric == "success" else None,
        trials=len(trials),
        starts=len(starts),
        outcomes=outcomes,
    )
