"""SIMPLER's WidowX put-on tasks as a ManiSkill environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import sapien
import torch

from simeval.envs.contacts import touches_any_other
from simeval.envs.robots.widowx import WidowX
from simeval.envs.robots.widowx_setup import widowx_setup
from simeval.envs.settle import place_at_rest, settle_objects
from simeval.envs.simpler.original_seeds import fresh_draws
from simeval.envs.simpler.put_on_rule import moved_objects, rests_on
from simeval.envs.simpler.put_on_scenes import PUT_ON_SCENES
from simeval.envs.simpler.settled_poses import recorded_starts
from simeval.envs.simpler.simpler_env import (
    DROP_Z,
    SimplerEnv,
    centre_of_mass,
    pose_vector,
    turned_extent,
)
from simeval.envs.task_spec import TaskSpec
from simeval.envs.twin_assets import undamp

CONSECUTIVE_GRASP_STEPS = 5


class PutOnEnv(SimplerEnv):
    """Put one object on another with the WidowX.

    Args:
        task: One of the WidowX tasks.
        **options: Passed on to `SimplerEnv`.
    """

    agent: WidowX

    def __init__(self, *, task: TaskSpec, **options: Any) -> None:
        self.put_on = PUT_ON_SCENES[task.name]
        self.setup = widowx_setup(task.robot)
        super().__init__(task=task, look=self.put_on.look, camera=self.setup.camera, **options)

    @property
    def model_ids(self) -> tuple[str, ...]:
        """Source, target and what never moves."""
        return self.put_on.model_ids

    def _load_agent(self, options: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        self.agent = WidowX(
            self.scene,
            self.control_freq,
            setup=self.setup,
            urdf=self.asset_set.robot_urdf("widowx"),
        )

    def _load_scene(self, options: dict[str, Any]) -> None:
        super()._load_scene(options)
        self._source_body = self.bodies[self.put_on.source]
        self._target_body = self.bodies[self.put_on.target]
        for fixed in self.put_on.fixed:
            body = self.bodies[fixed.model_id]
            undamp(body)
            body.set_locked_motion_axes([True] * 6)
        self._recorded_starts = recorded_starts(self.task.name, self.asset_set)

    def _begin_episode(self, options: Mapping[str, Any]) -> None:
        if "original_seed" in options:
            draws = fresh_draws(options["original_seed"])
            self.episode_id = int(draws.randint(self.put_on.episode_count))
        else:
            self.episode_id = self._chosen_episode(options)

    def _episode_objects(self) -> tuple[str, ...]:
        return self.model_ids

    def _place_objects(self) -> None:
        for fixed in self.put_on.fixed:
            self.bodies[fixed.model_id].entity.pose = sapien.Pose(fixed.position)
        bodies = [self._source_body, self._target_body]
        if self._recorded_starts:
            resting = self._recorded_starts[self.episode_id % self.put_on.episode_count]
            place_at_rest(self.scene.px, bodies, resting, sim_hz=self.task.sim_hz)
            return
        start = self.put_on.initial_condition(self.episode_id)
        dropped = [
            sapien.Pose([*start.source_xy, DROP_Z], start.source_quat),
            sapien.Pose([*start.target_xy, DROP_Z], start.target_quat),
        ]
        settle_objects(self.scene.px, bodies, dropped, sim_hz=self.task.sim_hz)

    def _remember_start(self) -> None:
        source, target = self._source_body.entity.pose, self._target_body.entity.pose
        self._source_settled_xy = source.p[:2].astype(np.float64)
        self._target_settled_xy = target.p[:2].astype(np.float64)
        self._source_extent = turned_extent(source, self.models[self.put_on.source].extent)
        self._target_extent = turned_extent(target, self.models[self.put_on.target].extent)
        self._grasped_steps = 0

    def evaluate(self) -> dict[str, torch.Tensor]:
        """Success and sub-metrics of the current step, bool [1] each."""
        grasped = bool(self.agent.is_grasping(self._source_body.entity)[0])
        self._grasped_steps = self._grasped_steps + 1 if grasped else 0
        source = centre_of_mass(self._source_body)
        target = centre_of_mass(self._target_body)
        # The original compares the source's centre of mass with where its origin settled.
        moved_correct, moved_wrong = moved_objects(
            _distance(source[:2], self._source_settled_xy),
            [_distance(self._target_body.entity.pose.p[:2], self._target_settled_xy)],
        )
        on_target = rests_on(
            source_position=source,
            target_position=target,
            source_extent=self._source_extent,
            target_extent=self._target_extent,
            max_gap_m=self.put_on.max_gap_m,
        )
        if on_target and self.put_on.needs_sole_support:
            on_target = not self._source_touches_surroundings()
        verdict = {
            "success": on_target,
            "moved_correct_obj": moved_correct,
            "moved_wrong_obj": moved_wrong,
            "is_src_obj_grasped": grasped,
            "consecutive_grasp": self._grasped_steps >= CONSECUTIVE_GRASP_STEPS,
            "src_on_target": on_target,
        }
        return {name: torch.tensor([value]) for name, value in verdict.items()}

    def _source_touches_surroundings(self) -> bool:
        links = self.agent.link_entities()
        return touches_any_other(
            self.scene.px.get_contacts(),
            self._source_body.entity,
            [self._target_body.entity, *links],
        )

    def privileged_state(self) -> dict[str, npt.NDArray[np.float64]]:
        """World poses [7] (m, quat_wxyz) of ``source``, ``target``, ``tcp`` and ``base``."""
        return {
            "source": pose_vector(self._source_body.entity.pose),
            "target": pose_vector(self._target_body.entity.pose),
            **super().privileged_state(),
        }


def _distance(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> float:
    return float(np.linalg.norm(a - b))
