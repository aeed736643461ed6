"""WidowX arm controller `arm_pd_ee_target_delta_pose_align2` of SIMPLER.

An action is a displacement of the end effector in the robot base frame. It is composed onto the
previous *target* pose, and its rotation turns about the *sensed* end-effector position. (The
paper's Algorithm 2 takes the last goal for both; the published numbers come from the code.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import sapien
import torch
from gymnasium import spaces
from mani_skill.agents.controllers.base_controller import BaseController, ControllerConfig
from scipy.spatial.transform import Rotation

from simeval.envs.controllers.clik import ClikSolver
from simeval.envs.controllers.joint_drive import DriveGains, JointTargets, apply_drive_gains


def align2_target(
    *, previous_target: sapien.Pose, sensed_position: Any, delta_position: Any, rotvec: Any
) -> sapien.Pose:
    """Next target pose of the end effector, all in the base frame.

    With previous target (p, R), sensed position c, displacement d and rotation dR:
    ``p' = c + d + dR (p - c)`` and ``R' = dR R`` (ManiSkill2_real2sim@ef7a4d4, frame
    ``ee_align2``).

    Args:
        previous_target: Target pose of the last action.
        sensed_position: End-effector position from the sensed joints, [3] metres.
        delta_position: Commanded displacement, [3] metres.
        rotvec: Commanded rotation vector, [3] rad.
    """
    quat_wxyz = Rotation.from_rotvec(rotvec).as_quat()[[3, 0, 1, 2]]
    about_sensed = sapien.Pose(p=sensed_position)
    displacement = sapien.Pose(p=delta_position, q=quat_wxyz)
    return about_sensed * displacement * about_sensed.inv() * previous_target


class EEAlign2Controller(BaseController):
    """Drives the arm joints to the IK solution of the moving target pose, once per action."""

    config: EEAlign2ControllerConfig
    sets_target_qpos = True
    sets_target_qvel = False

    def _initialize_action_space(self) -> None:
        # The original's bounds; its arm action is neither normalised nor clipped.
        bound = np.array([1.0, 1.0, 1.0, np.pi / 2, np.pi / 2, np.pi / 2], dtype=np.float32)
        self.single_action_space = spaces.Box(-bound, bound, dtype=np.float32)

    def _initialize_joints(self) -> None:
        super()._initialize_joints()
        indices = self.active_joint_indices.cpu().numpy()
        articulation = self.articulation._objs[0]
        link = self.articulation.links_map[self.config.ee_link]._objs[0]
        self._kinematics = ClikSolver(articulation, link, indices)
        self._indices = indices
        self._articulation = articulation
        self._targets = JointTargets([joint._objs[0] for joint in self.joints])
        self._target_pose = sapien.Pose()

    def set_drive_property(self) -> None:
        """Apply stiffness, damping and force limits to the arm joints."""
        apply_drive_gains(self.joints, self.config.gains)

    def reset(self) -> None:
        """Take the sensed pose as the target and hold the sensed joint positions."""
        self.set_drive_property()
        self._targets.set(self._articulation.get_qpos()[self._indices])
        self._target_pose = self._kinematics.link_pose()

    def set_action(self, action: torch.Tensor) -> None:
        """Move the target pose by one action, float [1, 6]."""
        command = action[0].cpu().numpy().astype(np.float64)
        self._target_pose = align2_target(
            previous_target=self._target_pose,
            sensed_position=self._kinematics.link_pose().p,
            delta_position=command[:3],
            rotvec=command[3:],
        )
        solution = self._kinematics.solve(self._target_pose)
        if solution is None:
            # As the original: hold the sensed joints, although the target pose has moved on.
            solution = self._articulation.get_qpos()[self._indices]
        self._targets.set(solution)

    def get_state(self) -> dict[str, torch.Tensor]:
        """Target pose in the base frame, [1, 7]."""
        pose = np.concatenate([self._target_pose.p, self._target_pose.q])
        return {"target_pose": torch.from_numpy(pose)[None]}

    def set_state(self, state: dict[str, torch.Tensor]) -> None:
        """Restore the target pose."""
        pose = state["target_pose"][0].cpu().numpy()
        self._target_pose = sapien.Pose(pose[:3], pose[3:])


@dataclass
class EEAlign2ControllerConfig(ControllerConfig):
    """Configuration of `EEAlign2Controller`: joints, end-effector link and gains."""

    ee_link: str
    gains: DriveGains
    controller_cls = EEAlign2Controller
