"""Google robot gripper `gripper_pd_joint_target_delta_pos_interpolate_by_planner` of SIMPLER.

A command in [-1, 1] moves the *last driven* target by up to 1.31 rad (+1 closes). Commands below
1 mrad keep the previous goal, so that a closing command persists. A plan starts at the *sensed*
fingers, and position and velocity targets are both driven.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from gymnasium import spaces
from mani_skill.agents.controllers.base_controller import BaseController, ControllerConfig

from simeval.envs.controllers.joint_drive import DriveGains, JointTargets, apply_drive_gains
from simeval.envs.controllers.joint_planner import JointPlanner, MotionLimits

FULL_COMMAND_RAD = 1.31
SMALLEST_COMMAND_RAD = 1e-3
# Targets may lie this far beyond the joint limits, for force when the fingers are at a stop.
BEYOND_LIMITS_RAD = 0.01


class PlannedGripperController(BaseController):
    """Moves all fingers by the same displacement of their targets."""

    config: PlannedGripperControllerConfig
    sets_target_qpos = True
    sets_target_qvel = True

    def _initialize_action_space(self) -> None:
        self.single_action_space = spaces.Box(-1.0, 1.0, shape=(1,), dtype=np.float32)

    def _initialize_joints(self) -> None:
        super()._initialize_joints()
        self._indices = self.active_joint_indices.cpu().numpy()
        self._articulation = self.articulation._objs[0]
        joints = [joint._objs[0] for joint in self.joints]
        limits = np.concatenate([joint.limits for joint in joints]).astype(np.float64)
        self._lower = limits[:, 0] - BEYOND_LIMITS_RAD
        self._upper = limits[:, 1] + BEYOND_LIMITS_RAD
        self._targets = JointTargets(joints)
        self._planner = JointPlanner(
            len(joints),
            self.config.limits,
            sim_hz=self.config.sim_hz,
            sim_steps=self.config.sim_steps,
        )

    def set_drive_property(self) -> None:
        """Apply stiffness, damping and force limits to the finger joints."""
        apply_drive_gains(self.joints, self.config.gains)

    def reset(self) -> None:
        """Hold the sensed finger positions."""
        self.set_drive_property()
        self._goal = self._driven = self._sensed()
        self._targets.set(self._driven)
        self._targets.drive_velocities(np.zeros(len(self._indices)).tolist())

    def set_action(self, action: torch.Tensor) -> None:
        """Plan the motion of one command, float [1, 1]."""
        command = FULL_COMMAND_RAD * min(max(float(action[0, 0]), -1.0), 1.0)
        if abs(command) >= SMALLEST_COMMAND_RAD:
            self._goal = np.clip(self._driven + command, self._lower, self._upper)
        velocity = self._articulation.get_qvel()[self._indices].astype(np.float64)
        path = self._planner.plan(start=self._sensed(), velocity=velocity, target=self._goal)
        self._driven = path.positions[-1]
        self._rows = self._targets.clamped(path.positions)
        self._velocities = path.velocities.tolist()

    def before_physics_step(self, step: int) -> None:
        """Drive to where the plan is after physics step `step`, counted from 1."""
        self._targets.drive(self._rows[step])
        self._targets.drive_velocities(self._velocities[step])

    def get_state(self) -> dict[str, torch.Tensor]:
        """Goal and last driven target of the fingers, [1, n] each."""
        return {
            "goal": torch.from_numpy(self._goal)[None],
            "driven": torch.from_numpy(self._driven)[None],
        }

    def set_state(self, state: dict[str, torch.Tensor]) -> None:
        """Restore goal and last driven target."""
        self._goal = state["goal"][0].cpu().numpy()
        self._driven = state["driven"][0].cpu().numpy()

    def _sensed(self) -> np.ndarray:
        return np.asarray(self._articulation.get_qpos()[self._indices], dtype=np.float64)


@dataclass
class PlannedGripperControllerConfig(ControllerConfig):
    """Configuration of `PlannedGripperController`: gains, limits and rates."""

    gains: DriveGains
    limits: MotionLimits
    sim_hz: int
    sim_steps: int
    controller_cls = PlannedGripperController
