"""SIMPLER's move-near tasks of the Google robot as a ManiSkill environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import sapien
import torch

from simeval.assets import ObjectModel
from simeval.envs.settle import settle_objects
from simeval.envs.simpler.google_env import GoogleEnv, standing_at
from simeval.envs.simpler.move_near_rule import Tracked, judge
from simeval.envs.simpler.object_names import spoken_name
from simeval.envs.simpler.scene_look import MOVE_NEAR_LOOK
from simeval.envs.simpler.scenes_of import move_near_scene
from simeval.envs.simpler.simpler_env import (
    DROP_Z,
    centre_of_mass,
    pose_vector,
    turned_extent,
)
from simeval.envs.simpler.variants import Variant
from simeval.envs.task_spec import TaskSpec
from simeval.envs.twin_assets import make_matt

_BASE_XY = (0.35, 0.21)
_BASE_YAW = -0.09


class MoveNearEnv(GoogleEnv):
    """Move one of three objects near another.

    Args:
        task: One of the move-near tasks.
        variant: Which version of it.
        **options: Passed on to `GoogleEnv`.
    """

    def __init__(self, *, task: TaskSpec, variant: Variant, **options: Any) -> None:
        self.move_near = move_near_scene(task, variant)
        self.facts = self.move_near.facts
        super().__init__(
            task=task,
            variant=variant,
            look=variant.look or MOVE_NEAR_LOOK,
            contact_offset_m=0.005,
            **options,
        )

    @property
    def model_ids(self) -> tuple[str, ...]:
        """Every object that some episode holds."""
        return self.move_near.model_ids

    @property
    def instruction(self) -> str:
        """Names source and target of the episode."""
        source, target = spoken_name(self._start.source), spoken_name(self._start.target)
        return f"move {source} near {target}"

    def _object_model(self, model_id: str) -> ObjectModel:
        model = super()._object_model(model_id)
        return replace(model, density=self.move_near.densities.get(model_id, model.density))

    def _load_scene(self, options: dict[str, Any]) -> None:
        super()._load_scene(options)
        if self.move_near.matt:
            for body in self.bodies.values():
                make_matt(body.entity)

    def _begin_episode(self, options: Mapping[str, Any]) -> None:
        if "original_seed" in options:
            self.episode_id = self.move_near.drawn_episode(options["original_seed"])
        else:
            self.episode_id = self._chosen_episode(options)
        find = self.move_near.lone_pair if self.variant.lone_pair else self.move_near.start
        self._start = find(self.episode_id)

    def _episode_objects(self) -> list[str]:
        return [placed.model_id for placed in self._start.objects]

    def _robot_base_pose(self) -> sapien.Pose:
        return standing_at(*_BASE_XY, yaw=_BASE_YAW)

    def _place_objects(self) -> None:
        settle_objects(
            self.scene.px,
            [self.bodies[name] for name in self._episode_objects()],
            [sapien.Pose([*placed.xy, DROP_Z], placed.quat) for placed in self._start.objects],
            sim_hz=self.task.sim_hz,
        )

    def _remember_start(self) -> None:
        poses = self.object_poses()
        self._settled = {name: pose.p.astype(np.float64) for name, pose in poses.items()}
        self._extents = {
            name: turned_extent(pose, self.models[name].extent) for name, pose in poses.items()
        }

    def _tracked(self, name: str) -> Tracked:
        body = self.bodies[name]
        return Tracked(
            settled=self._settled[name],
            origin=body.entity.pose.p.astype(np.float64),
            centre=centre_of_mass(body),
            extent=self._extents[name],
        )

    def evaluate(self) -> dict[str, torch.Tensor]:
        """Success and sub-metrics of the current step, bool [1] each."""
        source, target = self._start.source, self._start.target
        others = [name for name in self._episode_objects() if name not in (source, target)]
        verdict = judge(
            self._tracked(source),
            self._tracked(target),
            [self._tracked(name) for name in others],
        )
        return {name: torch.tensor([value]) for name, value in verdict.items()}

    def privileged_state(self) -> dict[str, npt.NDArray[np.float64]]:
        """World poses [7] (m, quat_wxyz) of ``source``, ``target``, ``tcp`` and ``base``."""
        roles = {"source": self._start.source, "target": self._start.target}
        return {
            **{role: pose_vector(self.bodies[name].entity.pose) for role, name in roles.items()},
            **super().privileged_state(),
        }
