"""Gymnasium environments: digital twins of real robot set-ups, on ManiSkill3 and SAPIEN.

Importing this package registers every task with Gymnasium (ids ``simeval/<task>-v1``) where
Gymnasium is installed; the simulator is loaded when an environment is made.
"""

from __future__ import annotations

import importlib.util

from simeval.envs.catalogue import TASKS, find_task
from simeval.envs.task_spec import TaskSpec

__all__ = ["TASKS", "TaskSpec", "find_task"]

if importlib.util.find_spec("gymnasium") is not None:
    from simeval.envs.registration import register_tasks

    register_tasks(TASKS.values())
