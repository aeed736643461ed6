"""Registration of the tasks with Gymnasium."""

from __future__ import annotations

from collections.abc import Iterable

import gymnasium

from simeval.envs.task_spec import TaskSpec


def register_tasks(tasks: Iterable[TaskSpec]) -> None:
    """Register each task under its `env_id`, by name of the class: nothing is loaded yet."""
    for task in tasks:
        if task.env_id not in gymnasium.registry:
            gymnasium.register(
                id=task.env_id,
                entry_point="simeval.envs.task_env:TaskEnv",
                kwargs={"task": task.name},
            )
