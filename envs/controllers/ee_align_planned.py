"""Google robot arm controller `arm_pd_ee_delta_pose_align_interpolate_by_planner` of SIMPLER.

An action displaces the *sensed* end effector: translation and rotation both along the axes of the
robot base, rotation about the end effector itself. Inverse kinematics gives joint targets, and a
jerk-limited plan leads there. A plan starts where the one before was cut off, in position and
velocity, not at the sensed joints. (The paper's Algorithm 1 has arm and gripper the other way
round; the published numbers come from the code.)
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
from simeval.envs.controllers.joint_planner import JointPath, JointPlanner, MotionLimits


def align_target(sensed: sapien.Pose, *, delta_position: Any, rotvec: Any) -> sapien.Pose:
    """Next target pose of the end effector, in the base frame.

    With the sensed pose (p, R), displacement d and rotation dR: ``p' = p + d`` and ``R' = dR R``
    (ManiSkill2_real2sim@ef7a4d4, frame ``ee_align``).

    Args:
        sensed: Sensed pose of the end effector.
        delta_position: Commanded displacement, [3] metres.
        rotvec: Commanded rotation vector, [3] rad.
    """
    turn = sapien.Pose(q=Rotation.from_rotvec(rotvec).as_quat()[[3, 0, 1, 2]])
    return sapien.Pose(p=sensed.p + np.asarray(delta_position), q=(turn * sensed).q)


class EEAlignPlannedController(BaseController):
    """Drives the arm joints along a plan to the IK solution of the displaced end effector."""

    config: EEAlignPlannedControllerConfig
    sets_target_qpos = True
    sets_target_qvel = False

    def _initialize_action_space(self) -> None:
        # The original's bounds; its arm action is neither normalised nor clipped.
        bound = np.array([1.0, 1.0, 1.0, np.pi / 2, np.pi / 2, np.pi / 2], dtype=np.float32)
        self.single_action_space = spaces.Box(-bound, bound, dtype=np.float32)

    def _initialize_joints(self) -> None:
        super()._initialize_joints()
        self._indices = self.active_joint_indices.cpu().numpy()
        self._articulation = self.articulation._objs[0]
        self._link = self.articulation.links_map[self.config.ee_link]._objs[0]
        self._kinematics = ClikSolver(self._articulation, self._link, self._indices)
        self._targets = JointTargets([joint._objs[0] for joint in self.joints])
        self._planner = JointPlanner(
            len(self._indices),
            self.config.limits,
            sim_hz=self.config.sim_hz,
            sim_steps=self.config.sim_steps,
        )
        self._path: JointPath | None = None

    def set_drive_property(self) -> None:
        """Apply stiffness, damping and force limits to the arm joints."""
        apply_drive_gains(self.joints, self.config.gains)

    def reset(self) -> None:
        """Forget the plan and hold the sensed joint positions."""
        self.set_drive_property()
        self._targets.set(self._sensed())
        self._path = None

    def set_action(self, action: torch.Tensor) -> None:
        """Plan the motion of one action, float [1, 6]."""
        command = action[0].cpu().numpy().astype(np.float64)
        sensed_pose = self._articulation.pose.inv() * self._link.entity_pose
        target_pose = align_target(sensed_pose, delta_position=command[:3], rotvec=command[3:])
        target = self._kinematics.solve(target_pose)
        if target is None:
            # As the original: stay at the sensed joints.
            target = self._sensed()
        if self._path is None:
            start = self._sensed()
            velocity = self._articulation.get_qvel()[self._indices].astype(np.float64)
        else:
            start, velocity = self._path.positions[-1], self._path.velocities[-1]
        self._path = self._planner.plan(start=start, velocity=velocity, target=target)
        self._rows = self._targets.clamped(self._path.positions)

    def before_physics_step(self, step: int) -> None:
        """Drive to where the plan is after physics step `step`, counted from 1."""
        self._targets.drive(self._rows[step])

    def get_state(self) -> dict[str, torch.Tensor]:
        """Nothing outlives an action but the plan, which a restored state starts anew."""
        return {}

    def set_state(self, state: dict[str, torch.Tensor]) -> None:
        """Start the next plan at the sensed joints."""
        self._path = None

    def _sensed(self) -> np.ndarray:
        return np.asarray(self._articulation.get_qpos()[self._indices], dtype=np.float64)


@dataclass
class EEAlignPlannedControllerConfig(ControllerConfig):
    """Configuration of `EEAlignPlannedController`: end-effector link, gains, limits and rates."""

    ee_link: str
    gains: DriveGains
    limits: MotionLimits
    sim_hz: int
    sim_steps: int
    controller_cls = EEAlignPlannedController
