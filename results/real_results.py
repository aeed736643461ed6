"""A lab's own real trials, and their counts per policy and task."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from simeval.errors import UnknownNameError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class RealTrial:
    """One trial on a real robot; `success` or `progress` is None where the file has no such column.

    `episode` names the initial condition, `trial` counts repetitions from the same one.
    """

    policy: str
    task: str
    episode: str
    trial: int
    success: bool | None
    progress: float | None
    date: date
    operator: str
    robot: str
    notes: str


@dataclass(frozen=True, kw_only=True)
class RealCell:
    """All trials of one policy on one task.

    Attributes:
        policy: Policy.
        task: Task.
        trials: Number of trials.
        initial_conditions: Number of different episode keys; trials from the same one are not
            independent of each other.
        successes: Trials that reached the goal; None without a success column.
        mean_progress: Mean progress; None without a progress column.
        first_date: Day of the first trial.
        last_date: Day of the last trial.
        operators: Everybody who ran trials, sorted.
    """

    policy: str
    task: str
    trials: int
    initial_conditions: int
    successes: int | None
    mean_progress: float | None
    first_date: date
    last_date: date
    operators: tuple[str, ...]

    @property
    def success_rate(self) -> float | None:
        """Successes over trials."""
        return None if self.successes is None else self.successes / self.trials


@dataclass(frozen=True, kw_only=True)
class RealResults:
    """Every trial of a file, in its order."""

    path: Path
    trials: tuple[RealTrial, ...]

    @cached_property
    def cells(self) -> tuple[RealCell, ...]:
        """Counts per policy and task, in the order in which the file first names them."""
        groups: dict[tuple[str, str], list[RealTrial]] = {}
        for trial in self.trials:
            groups.setdefault((trial.policy, trial.task), []).append(trial)
        return tuple(_cell(trials) for trials in groups.values())

    @property
    def policies(self) -> tuple[str, ...]:
        """Policies, in the order of the file."""
        return tuple(dict.fromkeys(trial.policy for trial in self.trials))

    @property
    def tasks(self) -> tuple[str, ...]:
        """Tasks, in the order of the file."""
        return tuple(dict.fromkeys(trial.task for trial in self.trials))

    def cell(self, *, policy: str, task: str) -> RealCell:
        """Counts of one policy on one task.

        Raises:
            UnknownNameError: The file has no trial of that policy, task, or of both together.
        """
        for kind, name, known in (("policy", policy, self.policies), ("task", task, self.tasks)):
            if name not in known:
                raise UnknownNameError(f"{kind} in {self.path}", name, known)
        for cell in self.cells:
            if (cell.policy, cell.task) == (policy, task):
                return cell
        ran = [cell.task for cell in self.cells if cell.policy == policy]
        raise UnknownNameError(f"task of {policy} in {self.path}", task, ran)

    def to_frame(self) -> pd.DataFrame:
        """Trials as a table, one row per trial."""
        import pandas as pd

        columns = list(RealTrial.__dataclass_fields__)
        rows = [[getattr(trial, column) for column in columns] for trial in self.trials]
        frame = pd.DataFrame(rows, columns=columns)
        return frame.astype({"success": "boolean", "progress": float})


def _cell(trials: Iterable[RealTrial]) -> RealCell:
    group = list(trials)
    successes = [trial.success for trial in group if trial.success is not None]
    progress = [trial.progress for trial in group if trial.progress is not None]
    return RealCell(
        policy=group[0].policy,
        task=group[0].task,
        trials=len(group),
        initial_conditions=len({trial.episode for trial in group}),
        successes=sum(successes) if successes else None,
        mean_progress=sum(progress) / len(progress) if progress else None,
        first_date=min(trial.date for trial in group),
        last_date=max(trial.date for trial in group),
        operators=tuple(sorted({trial.operator for trial in group})),
    )
