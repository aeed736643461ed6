"""Tasks in the order in which people look for them: a task first, then its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simeval.correlation.agreement import TaskAgreement


def in_display_order(tasks: Iterable[TaskAgreement]) -> Iterator[TaskAgreement]:
    """Yield whole tasks in their order, each followed by its parts."""
    entries = list(tasks)
    for task in entries:
        if task.part_of is None:
            yield task
            yield from (part for part in entries if part.part_of == task.task)
