"""Base of all twins on ManiSkill: real background, frames on demand, one stepping loop."""

from __future__ import annotations

from typing import Any

import numpy as np
import sapien
import torch
from mani_skill.envs.sapien_env import BaseEnv
from mani_skill.sensors.camera import CameraConfig
from mani_skill.utils.structs.types import DefaultMaterialsConfig, SceneConfig, SimConfig

from simeval.assets import AssetSet
from simeval.envs.overlay import Overlay
from simeval.envs.robots.widowx_setup import CameraSetup
from simeval.envs.task_spec import TaskSpec

SHADERS = ("minimal", "default")


class DigitalTwinEnv(BaseEnv):
    """A robot cell whose camera sees simulated robot and objects over a real picture.

    Subclasses build the scene, place it at an initial condition and judge it.

    Args:
        task: What is fixed about the task.
        asset_set: Where geometry and pictures come from.
        image_size: Frame size (width, height); the camera's native size by default.
        shader: SAPIEN shader pack of the policy camera.
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
        shader: str = "minimal",
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
                shader_pack=self.shader,
            )
        ]

    def _step_action(self, action: Any) -> Any:
        """Advance one control step; the plain loop of the CPU backend without ManiSkill's hooks."""
        if action is not None:
            batch = torch.as_tensor(np.asarray(action), device=self.device)
            self.agent.set_action(batch.reshape(self.num_envs, -1))
        physics = self.scene.px
        for _ in range(self._sim_steps_per_control):
            physics.step()
        return action

    def capture(self) -> torch.Tensor:
        """Render the policy camera now, over the background: uint8 [N, H, W, 3]."""
        rgb, segmentation = self.render_foreground()
        if self._overlay is None:
            return rgb
        return self._overlay.composite(rgb, segmentation)

    def foreground_mask(self) -> torch.Tensor:
        """Pixels that the simulator contributes to the current frame, bool [N, H, W]."""
        assert self._overlay is not None
        return self._overlay.foreground(self.render_foreground()[1])

    def render_foreground(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Render without background: uint8 [N, H, W, 3] and entity ids, integer [N, H, W]."""
        self.scene.update_render(update_sensors=True, update_human_render_cameras=False)
        camera = self._sensors[self.camera_setup.name]
        camera.capture()
        images = camera.get_obs(
            rgb=True, depth=False, position=False, segmentation=True, normal=False, albedo=False
        )
        return images["rgb"], images["segmentation"][..., 0]

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
