"""Every task that simeval knows, by name."""

from __future__ import annotations

from dataclasses import dataclass

from simeval.envs.simpler.put_on_scenes import PUT_ON_SCENES
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


@dataclass(frozen=True, kw_only=True)
class TaskAssets:
    """What a task draws from an asset set: object models and stages, by upstream name."""

    model_ids: tuple[str, ...]
    stages: tuple[str, ...]


def assets_of(task: TaskSpec) -> TaskAssets:
    """Return the models and stages of a task, without loading anything."""
    scene = PUT_ON_SCENES[task.name]
    return TaskAssets(model_ids=scene.model_ids, stages=(scene.look.stage,))
