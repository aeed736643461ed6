"""SIMPLER's tasks of opening a drawer and placing an object into it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import sapien
import torch

from simeval.envs.settle import settle_objects
from simeval.envs.simpler.drawer_env import DrawerEnv
from simeval.envs.simpler.drawer_scenes import RobotPlace
from simeval.envs.simpler.object_names import spoken_name
from simeval.envs.simpler.place_rule import FORCED_ADVANCE_STEPS, PlaceRecord
from simeval.envs.simpler.scenes_of import place_scene
from simeval.envs.simpler.simpler_env import DROP_Z, OFF_GRID, pose_vector
from simeval.envs.simpler.variants import Variant
from simeval.envs.task_spec import TaskSpec


class PlaceInDrawerEnv(DrawerEnv):
    """Open a drawer, then place an object from the top of the cabinet into it.

    The second sub-task, with its own instruction, begins when the policy says that it is done with
    the first, and at the latest after 100 steps.

    Args:
        task: One of the place tasks.
        variant: Which version of it.
        **options: Passed on to `DrawerEnv`.
    """

    facts = "info_pick_custom_baked_tex_v1"

    def __init__(self, *, task: TaskSpec, variant: Variant, **options: Any) -> None:
        self.place_scene = place_scene(task, variant)
        super().__init__(task=task, variant=variant, contact_offset_m=0.005, **options)

    @property
    def model_ids(self) -> tuple[str, ...]:
        """Every object that some episode places."""
        return self.place_scene.model_ids

    @property
    def instruction(self) -> str:
        """Instruction of the current sub-task."""
        drawer = self._start.drawer
        if self._record.placing:
            return f"place {spoken_name(self._start.model_id)} into {drawer} drawer"
        return f"open {drawer} drawer"

    @property
    def _place(self) -> RobotPlace:
        return self._start.place

    @property
    def _body(self) -> Any:
        return self.bodies[self._start.model_id]

    @property
    def _drawer(self) -> str:
        return self._start.drawer

    def _begin_episode(self, options: Mapping[str, Any]) -> None:
        self._record = PlaceRecord()
        if "original_seed" in options:
            self.episode_id = OFF_GRID
            self._start = self.place_scene.drawn_start(options["original_seed"])
            return
        self.episode_id = self._chosen_episode(options)
        self._start = self.place_scene.start(self.episode_id)

    def _episode_objects(self) -> tuple[str, ...]:
        return (self._start.model_id,)

    def _place_objects(self) -> None:
        self.cabinet.set_positions({})
        dropped = sapien.Pose([*self._start.xy, DROP_Z])
        settle_objects(self.scene.px, [self._body], [dropped], sim_hz=self.task.sim_hz)

    def advance_subtask(self) -> bool:
        """Go on to placing the object; False where that is what is going on already."""
        if self._record.placing:
            return False
        self._record.placing = True
        return True

    def _step_action(self, action: Any) -> Any:
        if int(self.elapsed_steps[0]) >= FORCED_ADVANCE_STEPS:
            self._record.placing = True
        return super()._step_action(action)

    def evaluate(self) -> dict[str, torch.Tensor]:
        """Success and sub-metrics, bool [1] each; position of the drawer (m), float [1]."""
        drawer = self._start.drawer
        position = self.cabinet.position(drawer)
        touches = self.cabinet.holds(self.scene.px.get_contacts(), self._body.entity, drawer=drawer)
        verdict = self._record.add(drawer_m=position, touches_floor=touches)
        return {
            **{name: torch.tensor([value]) for name, value in verdict.items()},
            "qpos": torch.tensor([position], dtype=torch.float64),
        }

    def privileged_state(self) -> dict[str, npt.NDArray[np.float64]]:
        """World poses [7] (m, quat_wxyz) of ``source``, ``tcp`` and ``base``."""
        return {"source": pose_vector(self._body.entity.pose), **super().privileged_state()}
