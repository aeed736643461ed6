"""SIMPLER's pick tasks of the Google robot as a ManiSkill environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import sapien
import torch

from simeval.envs.settle import settle_objects
from simeval.envs.simpler.google_env import GoogleEnv
from simeval.envs.simpler.grasp_rule import GraspRecord
from simeval.envs.simpler.grasp_scenes import GRASP_SCENES, ORIENTATIONS
from simeval.envs.simpler.object_names import spoken_name
from simeval.envs.simpler.scene_look import COKE_LOOK
from simeval.envs.simpler.simpler_env import DROP_Z, OFF_GRID, pose_vector
from simeval.envs.task_spec import TaskSpec


class GraspEnv(GoogleEnv):
    """Pick one object up from the table.

    Args:
        task: One of the pick tasks.
        **options: Passed on to `GoogleEnv`.
    """

    facts = "info_pick_custom_v0"

    def __init__(self, *, task: TaskSpec, **options: Any) -> None:
        self.grasp = GRASP_SCENES[task.name]
        super().__init__(
            task=task,
            look=COKE_LOOK,
            contact_offset_m=0.02,
            **options,
        )

    @property
    def model_ids(self) -> tuple[str, ...]:
        """Every object that some episode picks up."""
        return self.grasp.model_ids

    @property
    def instruction(self) -> str:
        """Names the object of the episode."""
        return f"pick {spoken_name(self._start.model_id)}"

    def _begin_episode(self, options: Mapping[str, Any]) -> None:
        if "original_seed" in options:
            self.episode_id = OFF_GRID
            self._start = self.grasp.drawn_start(options["original_seed"])
            return
        self.episode_id = self._chosen_episode(options)
        self._start = self.grasp.start(self.episode_id)

    def _episode_objects(self) -> tuple[str, ...]:
        return (self._start.model_id,)

    @property
    def _body(self) -> Any:
        return self.bodies[self._start.model_id]

    def _place_objects(self) -> None:
        dropped = sapien.Pose([*self._start.xy, DROP_Z], ORIENTATIONS[self._start.orientation])
        settle_objects(self.scene.px, [self._body], [dropped], sim_hz=self.task.sim_hz)

    def _remember_start(self) -> None:
        self._settled_z = float(self._body.entity.pose.p[2])
        self._record = GraspRecord()

    def evaluate(self) -> dict[str, torch.Tensor]:
        """Success and sub-metrics of the current step, bool [1] each."""
        verdict = self._record.add(
            grasped=bool(self.agent.is_grasping(self._body.entity)[0]),
            touches_surroundings=self._touches_surroundings(self._body),
            rise_m=float(self._body.entity.pose.p[2]) - self._settled_z,
        )
        return {name: torch.tensor([value]) for name, value in verdict.items()}

    def privileged_state(self) -> dict[str, npt.NDArray[np.float64]]:
        """World poses [7] (m, quat_wxyz) of ``source``, ``tcp`` and ``base``."""
        return {"source": pose_vector(self._body.entity.pose), **super().privileged_state()}
