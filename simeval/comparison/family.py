"""Several tasks are several tests: their p-values are corrected together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from simeval.comparison.document import TaskComparison


def with_corrected_p_values(tasks: Sequence[TaskComparison]) -> tuple[TaskComparison, ...]:
    """Add Holm's p-value to each task that has a test."""
    from simeval.stats import holm

    tested = [task.difference.p_value for task in tasks if task.difference.p_value is not None]
    corrected = iter(holm(tested) if tested else ())
    return tuple(
        replace(task, difference=replace(task.difference, p_holm=next(corrected)))
        if task.difference.p_value is not None
        else task
        for task in tasks
    )
