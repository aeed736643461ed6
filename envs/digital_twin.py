"""Base of all twins on ManiSkill: real background, frames on demand, one stepping loop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import sapien
import torch
from mani_skill.envs.sapien_env import BaseEnv
from mani_skill.sensors.camera import CameraConfig
from mani_skill.utils.structs.types import DefaultMaterialsConfig, SceneConfig, SimConfig

from simeval.assets import AssetSet
from simeval.envs.foreground import Foreground, HoldoutForeground, SegmentedForeground
from simeval.envs.overlay import Overlay
from simeval.envs.robots.camera_setup import CameraSetup
from simeval.envs.shaders import twin_pack
from simeval.envs.task_spec import TaskSpec


class DigitalTwinEnv(BaseEnv):
    """A robot cell whose camera sees simulated robot and objects over a real picture.

    Subclasses build the scene, place it at an initial condition and judge it.

    Args:
        task: What is fixed about the task.
        asset_set: Where geometry and pictures come from.
        image_size: Frame size (width, height); the camera's native size by default.
        shader: Shader pack of the policy camera, one of `twin_pack.SHADERS`.
        contact_offset_m: PhysX contact offset.
        **options: Passed on to ManiSkill.
    """

    SUPPORTED_OBS_MODES = ("state_dict", "rgb")
    SUPPORTED_REWARD_MODES = ("normalized_dense", "none")

    def __init__(
        self,
        *,
        task: TaskSpec,
        asset_set: AssetSet,
        camera: CameraSetup,
        image_size: tuple[int, int] | None = None,
        shader: str = "twin",
        contact_offset_m: float = 0.005,
        **options: Any,
    ) -> None:
        self.task = task
        self.asset_set = asset_set
        self.camera_setup = camera
        self.image_size = image_size or camera.size
        self.shader = shader
        self._contact_offset_m = contact_offset_m
        self._overlay: Overlay | None = None
        self._foreground: Foreground = HoldoutForeground()
        super().__init__(robot_uids="none", **options)

    @property
    def _default_sim_config(self) -> SimConfig:
        # Solver settings of the original: TGS, 25 iterations, no persistent contact manifolds.
        return SimConfig(
            sim_freq=self.task.sim_hz,
            control_freq=self.task.control_hz,
            scene_config=SceneConfig(
                solver_position_iterations=25,
                solver_velocity_iterations=1,
                enable_pcm=False,
                enable_tgs=True,
                contact_offset=self._contact_offset_m,
            ),
            default_materials_config=DefaultMaterialsConfig(
                static_friction=1.0, dynamic_friction=1.0, restitution=0.0
            ),
        )

    @property
    def _default_sensor_configs(self) -> list[CameraConfig]:
        setup = self.camera_setup
        width, height = self.image_size
        return [
            CameraConfig(
                uid=setup.name,
                pose=sapien.Pose(setup.position_in_link, setup.quat_wxyz_in_link),
                width=width,
                height=height,
                intrinsic=scaled_intrinsics(setup, width=width, height=height),
                near=setup.near_m,
                far=setup.far_m,
                mount=self.agent.robot.links_map[setup.link],
                shader_config=twin_pack.shader_config(self.shader),
            )
        ]

    def _step_action(self, action: Any) -> Any:
        """Advance one control step; the plain loop of the CPU backend without ManiSkill's hooks."""
        if action is not None:
            batch = torch.as_tensor(np.asarray(action), device=self.device)
            self.agent.set_action(batch.reshape(self.num_envs, -1))
        physics = self.scene.px
        if self.agent.drives_every_physics_step:
            for step in range(1, self._sim_steps_per_control + 1):
                self.agent.before_physics_step(step)
                physics.step()
        else:
            for _ in range(self._sim_steps_per_control):
                physics.step()
        return action

    @property
    def hidden_actors(self) -> frozenset[str]:
        """Names of the actors that the background covers; they still occlude."""
        return frozenset()

    def _setup_sensors(self, options: dict[str, Any]) -> None:
        if self.shader == "twin":
            twin_pack.set_picture_formats()
        super()._setup_sensors(options)

    def _after_reconfigure(self, options: dict[str, Any]) -> None:
        if self.shader != "twin" or not self.scene.can_render():
            return
        holdouts = [self.scene.actors[name]._objs[0] for name in self.hidden_actors]
        twin_pack.require_drawable(self.scene.sub_scenes[0].entities, holdouts=holdouts)
        for entity in holdouts:
            twin_pack.hold_out(entity)

    def _find_foreground(self) -> None:
        """Look up what is shown; due after each reset, which gives entities new ids."""
        if self.shader != "twin" and self.scene.can_render():
            ids = [entity.per_scene_id for entity in self._shown_entities()]
            self._foreground = SegmentedForeground([ids], self.device)

    def _shown_entities(self) -> Iterator[sapien.Entity]:
        for name, actor in self.scene.actors.items():
            if name not in self.hidden_actors:
                yield actor._objs[0]
        for articulation in self.scene.articulations.values():
            for link in articulation.get_links():
                yield link._objs[0].entity

    def capture(self) -> torch.Tensor:
        """Render the policy camera now, over the background: uint8 [N, H, W, 3]."""
        rgba, foreground = self.render_foreground()
        if self._overlay is None:
            return rgba[..., :3]
        return self._overlay.composite(rgba, foreground)

    def render_foreground(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Render without background.

        Returns:
            The picture, uint8 [N, H, W, 4], and the pixels of it that the simulator contributes
            to a frame, bool [N, H, W].
        """
        self.scene.update_render(update_sensors=True, update_human_render_cameras=False)
        camera = self._sensors[self.camera_setup.name]
        camera.capture()
        return self._foreground.read(camera)

    def camera_parameters(self) -> dict[str, torch.Tensor]:
        """OpenCV intrinsics [N, 3, 3], OpenCV extrinsics [N, 3, 4], OpenGL pose [N, 4, 4]."""
        self.scene.update_render(update_sensors=True, update_human_render_cameras=False)
        parameters: dict[str, torch.Tensor] = self._sensors[self.camera_setup.name].get_params()
        return parameters

    def compute_normalized_dense_reward(
        self, obs: Any, action: Any, info: dict[str, Any]
    ) -> torch.Tensor:
        """1 on success, else 0, float [N]; the original has no denser reward."""
        success: torch.Tensor = info["success"]
        return success.float()


def scaled_intrinsics(setup: CameraSetup, *, width: int, height: int) -> np.ndarray:
    """Intrinsic matrix [3, 3] at a frame size, pixels."""
    scale_x = width / setup.size[0]
    scale_y = height / setup.size[1]
    centre_x, centre_y = setup.principal_px
    return np.array(
        [
            [setup.focal_px * scale_x, 0.0, centre_x * scale_x],
            [0.0, setup.focal_px * scale_y, centre_y * scale_y],
            [0.0, 0.0, 1.0],
        ]
    )
