"""What the SIMPLER tasks have in common: stage, objects, lights, background, robot state."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import sapien
import torch

from simeval.assets import AssetSet, ObjectModel
from simeval.envs.digital_twin import DigitalTwinEnv
from simeval.envs.fresh_physics import join, renew_physics
from simeval.envs.overlay import Overlay, load_background
from simeval.envs.robots.simpler_robot import SimplerRobot
from simeval.envs.simpler.scene_look import SceneLook
from simeval.envs.simpler.stages import stage_or_stand_in
from simeval.envs.twin_assets import build_object, build_stage, rigid_body

# Objects fall from half a metre above the nominal table.
DROP_Z = 0.87 + 0.5

# Half the edge of the square that a shadow map covers.
_SHADOW_SCALE_M = 5.0

# Episode id of an episode that does not start on the grid of its task.
OFF_GRID = -1


class SimplerEnv(DigitalTwinEnv):
    """One SIMPLER environment on the CPU backend.

    Subclasses name objects and robot, choose the start of an episode and judge the outcome. All
    objects that any episode needs are built once; an episode simulates its own.

    Args:
        look: Surroundings.
        table_top_z: Puts a plain table at this height (world frame, m) in place of the stage.
        flat_stand_ins: Draws stand-ins of visual meshes in one colour, without texture.
        **options: Passed on to `DigitalTwinEnv`.
    """

    agent: SimplerRobot
    #: Upstream facts file of the objects, where an id stands in several with different numbers.
    facts: str | None = None

    def __init__(
        self,
        *,
        asset_set: AssetSet,
        look: SceneLook,
        table_top_z: float | None = None,
        flat_stand_ins: bool = False,
        **options: Any,
    ) -> None:
        self.look = look
        self.table_top_z = table_top_z
        self.flat_stand_ins = flat_stand_ins
        self.episode_id = 0
        super().__init__(asset_set=asset_set, **options)

    @property
    @abstractmethod
    def model_ids(self) -> tuple[str, ...]:
        """Every object that an episode may hold."""

    @property
    def instruction(self) -> str:
        """Current language instruction."""
        return self.task.instruction

    @abstractmethod
    def _begin_episode(self, options: Mapping[str, Any]) -> None:
        """Choose the start of the episode and remember it.

        Args:
            options: ``episode_id`` names a start of the task's grid; ``original_seed`` asks for
                the start that the original draws after a reset with that seed.
        """

    def _chosen_episode(self, options: Mapping[str, Any]) -> int:
        """The episode id in the options, or a random one."""
        if "episode_id" in options:
            return int(options["episode_id"])
        return int(self._episode_rng.randint(self.task.episode_count))

    @abstractmethod
    def _episode_objects(self) -> Sequence[str]:
        """Model ids of the objects of this episode."""

    @abstractmethod
    def _place_objects(self) -> None:
        """Bring the objects of the episode to rest; the robot is not there yet."""

    def _robot_base_pose(self) -> sapien.Pose | None:
        """Where the robot stands in this episode; None for the place of its set-up."""
        return None

    def _remember_start(self) -> None:
        """Take down what the judgement compares with; everything is in place."""

    def _background(self) -> str:
        """Upstream name of the picture behind this episode."""
        assert self.look.background is not None, "an episode has no background"
        return self.look.background

    def advance_subtask(self) -> bool:
        """Go on to the next sub-task; False where there is none."""
        return False

    def articulations(self) -> dict[str, npt.NDArray[np.float64]]:
        """Joint positions of furniture, by name (m, rad)."""
        return {}

    def _build_surroundings(self) -> None:
        assert self.look.stage is not None, "a look without stage has surroundings of its own"
        build_stage(
            self.scene,
            stage_or_stand_in(self.asset_set, self.look.stage),
            offset=self.look.stage_offset,
            table_xy=self.look.table_xy,
            table_top_z=self.table_top_z,
        )

    def _load_scene(self, options: dict[str, Any]) -> None:
        self._overlays: dict[str, Overlay] = {}
        self._build_surroundings()
        self.models = {model_id: self._object_model(model_id) for model_id in self.model_ids}
        self.bodies = {
            model_id: rigid_body(build_object(self.scene, model))
            for model_id, model in self.models.items()
        }

    def _object_model(self, model_id: str) -> ObjectModel:
        model = self.asset_set.object_model(model_id, info=self.facts)
        if self.flat_stand_ins and model.stand_in:
            return replace(model, stand_in=model.stand_in.untextured())
        return model

    def _load_lighting(self, options: dict[str, Any]) -> None:
        self.scene.set_ambient_light([self.look.ambient] * 3)
        for light in self.look.lights:
            self.scene.add_directional_light(
                list(light.direction),
                [light.intensity] * 3,
                shadow=light.shadow and self.shader != "twin",
                shadow_scale=_SHADOW_SCALE_M,
            )

    @property
    def hidden_actors(self) -> frozenset[str]:
        """The surroundings, and what of the scene the background shows."""
        return frozenset() if self.look.visible else frozenset({"arena", *self.look.hidden})

    def _overlay_of(self, background: str) -> Overlay:
        if background not in self._overlays:
            width, height = self.image_size
            path = self.asset_set.background(background)
            picture = load_background(path, width=width, height=height)
            self._overlays[background] = Overlay(picture[None].to(self.device))
        return self._overlays[background]

    def _initialize_episode(self, env_idx: torch.Tensor, options: dict[str, Any]) -> None:
        self._begin_episode(options)
        self._overlay = None if self.look.visible else self._overlay_of(self._background())
        links = self.agent.link_entities()
        every_object = [body.entity for body in self.bodies.values()]
        # The original teleports the robot 10 m away while objects settle; without it the physics
        # steps of the settling cost half.
        renew_physics(self.scene, leave_out=[*links, *every_object])
        join(self.scene, [self.bodies[name].entity for name in self._episode_objects()])
        self._place_objects()
        join(self.scene, links)
        self.agent.place_at_start(self._robot_base_pose())
        self._remember_start()
        self._find_foreground()

    def object_poses(self) -> dict[str, sapien.Pose]:
        """World pose of every object of the episode, by model id."""
        return {name: self.bodies[name].entity.pose for name in self._episode_objects()}

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
        """World poses [7] (m, quat_wxyz) of ``tcp`` and ``base``; subclasses add the objects."""
        return {
            "tcp": pose_vector(self.agent.tcp_pose()),
            "base": pose_vector(self.agent.base_link_pose()),
        }


def pose_vector(pose: sapien.Pose) -> npt.NDArray[np.float64]:
    """A SAPIEN pose as [7]: x, y, z, qw, qx, qy, qz."""
    return np.concatenate([pose.p, pose.q]).astype(np.float64)


def centre_of_mass(body: Any) -> npt.NDArray[np.float64]:
    """Position of a rigid body's centre of mass in the world, [3] m."""
    return np.asarray((body.entity.pose * body.cmass_local_pose).p, dtype=np.float64)


def turned_extent(pose: sapien.Pose, extent: tuple[float, float, float]) -> npt.NDArray[np.float64]:
    """The extent vector of a model in world axes, [3] m; signed, as the original has it."""
    rotation = pose.to_transformation_matrix()[:3, :3].astype(np.float64)
    return np.asarray(rotation @ np.array(extent))
