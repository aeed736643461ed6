"""SIMPLER's pick tasks of the Google robot as a ManiSkill environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import sapien
import torch

from simeval.envs.settle import settle_objects, settle_one_by_one
from simeval.envs.simpler.google_env import GoogleEnv
from simeval.envs.simpler.grasp_rule import GraspRecord
from simeval.envs.simpler.grasp_scenes import GRASP_SCENES, ORIENTATIONS, distractor_positions
from simeval.envs.simpler.object_names import spoken_name
from simeval.envs.simpler.scene_look import COKE_LOOK
from simeval.envs.simpler.simpler_env import DROP_Z, OFF_GRID, pose_vector
from simeval.envs.simpler.variants import Variant
from simeval.envs.task_spec import TaskSpec


class GraspEnv(GoogleEnv):
    """Pick one object up from the table.

    Args:
        task: One of the pick tasks.
        variant: Which version of it.
        **options: Passed on to `GoogleEnv`.
    """

    facts = "info_pick_custom_v0"
    _seed: int | None

    def __init__(self, *, task: TaskSpec, variant: Variant, **options: Any) -> None:
        self.grasp = GRASP_SCENES[task.name]
        self.distractors = variant.distractors
        super().__init__(
            task=task,
            variant=variant,
            look=variant.look or COKE_LOOK,
            contact_offset_m=0.02,
            **options,
        )

    @property
    def model_ids(self) -> tuple[str, ...]:
        """Every object that some episode picks up, and the distractors."""
        return tuple(dict.fromkeys((*self.grasp.model_ids, *self.distractors)))

    @property
    def instruction(self) -> str:
        """Names the object of the episode."""
        return f"pick {spoken_name(self._start.model_id)}"

    def _begin_episode(self, options: Mapping[str, Any]) -> None:
        if "original_seed" in options:
            self.episode_id = OFF_GRID
            self._seed = int(options["original_seed"])
            self._start = self.grasp.drawn_start(self._seed)
            return
        self.episode_id = self._chosen_episode(options)
        self._seed = None
        self._start = self.grasp.start(self.episode_id)

    def _episode_objects(self) -> tuple[str, ...]:
        return (self._start.model_id, *self._around)

    @property
    def _around(self) -> tuple[str, ...]:
        """The distractors; the object of the episode is not one beside itself."""
        return tuple(name for name in self.distractors if name != self._start.model_id)

    @property
    def _body(self) -> Any:
        return self.bodies[self._start.model_id]

    def _place_objects(self) -> None:
        # The original gives distractors the orientation of the object.
        quat = ORIENTATIONS[self._start.orientation]
        around = [self.bodies[name] for name in self._around]
        for number, body in enumerate(around):
            # Out of the way while the object settles.
            body.entity.pose = sapien.Pose([0.0, 10.0 + number, DROP_Z])
        dropped = sapien.Pose([*self._start.xy, DROP_Z], quat)
        settle_objects(self.scene.px, [self._body], [dropped], sim_hz=self.task.sim_hz)
        places = distractor_positions(len(around), self._start.xy, seed=self._seed)
        poses = [sapien.Pose([*xy, DROP_Z], quat) for xy in places]
        settle_one_by_one(self.scene.px, around, poses, sim_hz=self.task.sim_hz)

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
