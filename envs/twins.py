"""From a task to the environment class that simulates it; loading one loads the simulator."""

from __future__ import annotations

import pkgutil
from typing import TYPE_CHECKING, Any

from simeval.envs.simpler.variants import Variant
from simeval.envs.task_spec import TaskSpec

if TYPE_CHECKING:
    from simeval.envs.simpler.simpler_env import SimplerEnv

_GOOGLE_CLASSES = {
    "grasp": "simeval.envs.simpler.grasp:GraspEnv",
    "move_near": "simeval.envs.simpler.move_near:MoveNearEnv",
    "open_close": "simeval.envs.simpler.open_close:OpenCloseEnv",
    "place_in_drawer": "simeval.envs.simpler.place_in_drawer:PlaceInDrawerEnv",
}


def build_twin(task: TaskSpec, variant: Variant, **options: Any) -> SimplerEnv:
    """Build the simulation of a task.

    Args:
        task: The task.
        variant: Which version of it.
        **options: Passed on to the environment class.
    """
    if task.family == "put_on":
        from simeval.envs.simpler.put_on import PutOnEnv

        return PutOnEnv(task=task, **options)
    twin_class = pkgutil.resolve_name(_GOOGLE_CLASSES[task.family])
    twin: SimplerEnv = twin_class(task=task, variant=variant, **options)
    return twin
