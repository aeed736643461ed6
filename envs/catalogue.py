"""Every task that simeval knows, by name."""

from __future__ import annotations

from simeval.envs.simpler.widowx_tasks import WIDOWX_TASKS
from simeval.envs.task_spec import TaskSpec
from simeval.errors import UnknownNameError

TASKS: dict[str, TaskSpec] = {task.name: task for task in WIDOWX_TASKS}


def find_task(name: str) -> TaskSpec:
    """Look up a task.

    Raises:
        UnknownNameError: No task has this name; the message lists the known ones.
    """
    try:
        return TASKS[name]
    except KeyError:
        raise UnknownNameError("task", name, TASKS) from None
