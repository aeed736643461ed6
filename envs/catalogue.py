"""Every task that simeval knows, by name, with its variants."""

from __future__ import annotations

from simeval.envs.simpler.google_tasks import GOOGLE_TASKS
from simeval.envs.simpler.variants import Variant, variants_of
from simeval.envs.simpler.widowx_tasks import WIDOWX_TASKS
from simeval.envs.task_spec import TaskSpec
from simeval.errors import UnknownNameError

TASKS: dict[str, TaskSpec] = {task.name: task for task in (*WIDOWX_TASKS, *GOOGLE_TASKS)}


def find_task(name: str) -> TaskSpec:
    """Look up a task.

    Raises:
        UnknownNameError: No task has this name; the message lists the known ones.
    """
    try:
        return TASKS[name]
    except KeyError:
        raise UnknownNameError("task", name, TASKS) from None


def find_variant(task: TaskSpec, name: str) -> Variant:
    """Look up a variant of a task.

    Raises:
        UnknownNameError: The task has no such variant; the message lists those that it has.
    """
    known = variants_of(task)
    try:
        return known[name]
    except KeyError:
        raise UnknownNameError(f"variant of {task.name}", name, known) from None
