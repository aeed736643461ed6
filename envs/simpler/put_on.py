"""SIMPLER's WidowX put-on tasks as a ManiSkill environment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import sapien
import torch

from simeval.assets import AssetSet, ObjectModel
from simeval.envs.contacts import touches_any_other
from simeval.envs.digital_twin import DigitalTwinEnv
from simeval.envs.fresh_physics import join, renew_physics
from simeval.envs.overlay import Overlay, load_background
from simeval.envs.robots.widowx import WidowX
from simeval.envs.robots.widowx_setup import widowx_setup
from simeval.envs.settle import place_at_rest, settle_objects
from simeval.envs.simpler.put_on_rule import moved_objects, rests_on
from simeval.envs.simpler.put_on_scenes import PUT_ON_SCENES
from simeval.envs.simpler.settled_poses import recorded_starts
from simeval.envs.task_spec import TaskSpec
from simeval.envs.twin_assets import build_object, build_stage, rigid_body

AMBIENT_LIGHT = 0.3
CONSECUTIVE_GRASP_STEPS = 5

# Objects fall from half a metre above the nominal table.
_DROP_Z = 0.87 + 0.5
_STAGE_OFFSET = (-2.0634, -2.8313, 0.0)


class PutOnEnv(DigitalTwinEnv):
    """Put one object on another with the WidowX; one environment on the CPU backend.

    Args:
        task: One of the WidowX tasks.
        asset_set: Where geometry and pictures come from.
        table_top_z: Puts a plain table at this height (world frame, m) in place of the stage.
        flat_stand_ins: Draws stand-ins of visual meshes in one colour, without texture.
        **options: Passed on to `DigitalTwinEnv`.
    """

    agent: WidowX

    def __init__(
        self,
        *,
        task: TaskSpec,
        asset_set: AssetSet,
        table_top_z: float | None = None,
        flat_stand_ins: bool = False,
        **options: Any,
    ) -> None:
        self.put_on = PUT_ON_SCENES[task.name]
        self.setup = widowx_setup(task.robot)
        self.table_top_z = table_top_z
        self.flat_stand_ins = flat_stand_ins
        self.episode_id = 0
        super().__init__(task=task, asset_set=asset_set, camera=self.setup.camera, **options)

    def _load_agent(self, options: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        self.agent = WidowX(
            self.scene,
            self.control_freq,
            setup=self.setup,
            urdf=self.asset_set.robot_urdf("widowx"),
        )

    def _load_scene(self, options: dict[str, Any]) -> None:
        scene = self.put_on
        build_stage(
            self.scene,
            self.asset_set.stage(scene.stage),
            offset=_STAGE_OFFSET,
            table_top_z=self.table_top_z,
        )
        self._source_model = self._object_model(scene.source)
        self._target_model = self._object_model(scene.target)
        self._source = build_object(self.scene, self._source_model)
        self._target = build_object(self.scene, self._target_model)
        self._source_body = rigid_body(self._source)
        self._target_body = rigid_body(self._target)
        for fixed in scene.fixed:
            model = self._object_model(fixed.model_id)
            actor = build_object(self.scene, model, pose=sapien.Pose(fixed.position), damped=False)
            rigid_body(actor).set_locked_motion_axes([True] * 6)
        self._recorded_starts = recorded_starts(self.task.name, self.asset_set)

    def _object_model(self, model_id: str) -> ObjectModel:
        model = self.asset_set.object_model(model_id)
        if self.flat_stand_ins and model.stand_in:
            return replace(model, stand_in=model.stand_in.untextured())
        return model

    def _load_lighting(self, options: dict[str, Any]) -> None:
        self.scene.set_ambient_light([AMBIENT_LIGHT] * 3)
        for light in self.put_on.lights:
            self.scene.add_directional_light(list(light.direction), [light.intensity] * 3)

    @property
    def hidden_actors(self) -> frozenset[str]:
        """The surroundings, and what of the scene the background shows."""
        return frozenset({"arena", *self.put_on.hidden})

    def _after_reconfigure(self, options: dict[str, Any]) -> None:
        super()._after_reconfigure(options)
        width, height = self.image_size
        path = self.asset_set.background(self.put_on.background)
        picture = load_background(path, width=width, height=height)
        self._overlay = Overlay(picture[None].to(self.device))

    def _initialize_episode(self, env_idx: torch.Tensor, options: dict[str, Any]) -> None:
        self.episode_id = self._choose_episode(options)
        bodies = [self._source_body, self._target_body]
        links = self.agent.link_entities()
        # The original teleports the robot 10 m away while objects settle; without it the physics
        # steps of the settling cost half.
        renew_physics(self.scene, leave_out=links)
        if self._recorded_starts:
            resting = self._recorded_starts[self.episode_id % self.put_on.episode_count]
            place_at_rest(self.scene.px, bodies, resting, sim_hz=self.task.sim_hz)
        else:
            start = self.put_on.initial_condition(self.episode_id)
            dropped = [
                sapien.Pose([*start.source_xy, _DROP_Z], start.source_quat),
                sapien.Pose([*start.target_xy, _DROP_Z], start.target_quat),
            ]
            settle_objects(self.scene.px, bodies, dropped, sim_hz=self.task.sim_hz)
        join(self.scene, links)
        self.agent.place_at_start()
        self._remember_settled_state()
        self._find_foreground()

    def _choose_episode(self, options: dict[str, Any]) -> int:
        if "episode_id" in options:
            return int(options["episode_id"])
        return int(self._episode_rng.randint(self.put_on.episode_count))

    def _remember_settled_state(self) -> None:
        source, target = self._source_body.entity.pose, self._target_body.entity.pose
        self._source_settled_xy = source.p[:2].astype(np.float64)
        self._target_settled_xy = target.p[:2].astype(np.float64)
        self._source_extent = _turned(source, self._source_model.extent)
        self._target_extent = _turned(target, self._target_model.extent)
        self._grasped_steps = 0

    def evaluate(self) -> dict[str, torch.Tensor]:
        """Success and sub-metrics of the current step, bool [1] each."""
        grasped = bool(self.agent.is_grasping(self._source_body.entity)[0])
        self._grasped_steps = self._grasped_steps + 1 if grasped else 0
        source = _centre_of_mass(self._source_body)
        target = _centre_of_mass(self._target_body)
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

    def object_poses(self) -> dict[str, sapien.Pose]:
        """World pose of every object, by model id."""
        return {
            name: actor._objs[0].pose
            for name, actor in self.scene.actors.items()
            if name != "arena"
        }

    def get_obs(self, info: Any = None, unflattened: bool = False) -> dict[str, Any]:
        """Robot state, and the frame in obs mode ``rgb``; batched tensors [1, ...]."""
        observation: dict[str, Any] = {
            "state": {name: torch.from_numpy(value)[None] for name, value in self.state().items()}
        }
        if self.obs_mode == "rgb":
            observation["frames"] = {self.camera_setup.name: self.capture()}
        return observation

    def state(self) -> dict[str, npt.NDArray[np.float64]]:
        """Robot state as in `simeval.policies.interface.Observation`."""
        qpos, qvel = self.agent.joint_state()
        base = self.agent.base_link_pose()
        return {
            "qpos": qpos,
            "qvel": qvel,
            "tcp_pose_in_base": pose_vector(base.inv() * self.agent.tcp_pose()),
            "base_pose": pose_vector(base),
            "gripper_opening": np.array([self.agent.gripper_opening()]),
        }

    def privileged_state(self) -> dict[str, npt.NDArray[np.float64]]:
        """World poses [7] (m, quat_wxyz) of ``source``, ``target``, ``tcp`` and ``base``."""
        return {
            "source": pose_vector(self._source_body.entity.pose),
            "target": pose_vector(self._target_body.entity.pose),
            "tcp": pose_vector(self.agent.tcp_pose()),
            "base": pose_vector(self.agent.base_link_pose()),
        }


def pose_vector(pose: sapien.Pose) -> npt.NDArray[np.float64]:
    """A SAPIEN pose as [7]: x, y, z, qw, qx, qy, qz."""
    return np.concatenate([pose.p, pose.q]).astype(np.float64)


def _turned(pose: sapien.Pose, extent: tuple[float, float, float]) -> npt.NDArray[np.float64]:
    rotation = pose.to_transformation_matrix()[:3, :3].astype(np.float64)
    return np.asarray(rotation @ np.array(extent))


def _centre_of_mass(body: sapien.physx.PhysxRigidDynamicComponent) -> npt.NDArray[np.float64]:
    return np.asarray((body.entity.pose * body.cmass_local_pose).p, dtype=np.float64)


def _distance(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> float:
    return float(np.linalg.norm(a - b))
