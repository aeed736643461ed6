"""Google robot gripper `gripper_pd_joint_target_delta_pos_interpolate_by_planner` of SIMPLER.

A command in [-1, 1] moves the *last driven* target by up to 1.31 rad (+1 closes). Commands below
1 mrad keep the previous goal, so that a closing command persists. A plan starts at the *sensed*
fingers, and position and velocity targets are both driven.

Two things of PhysX 4 that the original's grasps depend on are not in PhysX 5 and are done here;
docs/google_robot.md has the measurements.

Fingers that have met: PhysX 5 gives a contact between two links of one articulation a net force,
with which the empty gripper swung the arm by 0.4 rad. The fingers therefore do not collide with
each other. They push with equal and opposite torque, which takes what they have in common from
their targets and leaves the rest.

Blocked fingers: PhysX 4 leaves a drive that pushes on a contact with velocity to spare, and reports
it, so that the next plan starts fast and holds on to the object. PhysX 5 reports rest, and a plan
from rest lets go for some milliseconds. The velocity to spare is therefore put in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from gymnasium import spaces
from mani_skill.agents.controllers.base_controller import BaseController, ControllerConfig

from simeval.envs.controllers.joint_drive import DriveGains, JointTargets, apply_drive_gains
from simeval.envs.controllers.joint_planner import JointPlanner, MotionLimits

FULL_COMMAND_RAD = 1.31
SMALLEST_COMMAND_RAD = 1e-3
# Targets may lie this far beyond the joint limits, for force when the fingers are at a stop.
BEYOND_LIMITS_RAD = 0.01
# Fingers this near to each other count as met; nothing so thin is ever between them.
MET_WITHIN_RAD = 0.02
# A finger this far behind its target is blocked; a free one follows within 5 mrad.
BLOCKED_RAD = 0.02
# Velocity to spare of a blocked finger, for each rad that it is behind: 7 to 14 in the original.
SPARE_VELOCITY_PER_S = 10.0


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
        self._commanded = self._driven.tolist()
        self._targets.set(self._driven)
        self._targets.drive_velocities(np.zeros(len(self._indices)).tolist())

    def set_action(self, action: torch.Tensor) -> None:
        """Plan the motion of one command, float [1, 1]."""
        command = FULL_COMMAND_RAD * min(max(float(action[0, 0]), -1.0), 1.0)
        if abs(command) >= SMALLEST_COMMAND_RAD:
            self._goal = np.clip(self._driven + command, self._lower, self._upper)
        start = self._sensed()
        velocity = self._articulation.get_qvel()[self._indices].astype(np.float64)
        velocity += spare_velocity(start, self._commanded)
        path = self._planner.plan(start=start, velocity=velocity, target=self._goal)
        self._driven = path.positions[-1]
        self._rows = self._targets.clamped(path.positions)
        self._velocities = path.velocities.tolist()

    def before_physics_step(self, step: int) -> None:
        """Drive to where the plan is after physics step `step`, counted from 1."""
        positions, velocities = self._rows[step], self._velocities[step]
        beyond = sum(positions) - self.config.meet_rad
        if beyond > 0.0 and self._have_met():
            positions = without_common_part(positions, beyond)
            velocities = without_common_part(velocities, sum(velocities))
        self._commanded = positions
        self._targets.drive(positions)
        self._targets.drive_velocities(velocities)

    def _have_met(self) -> bool:
        return float(self._sensed().sum()) > self.config.meet_rad - MET_WITHIN_RAD

    def get_state(self) -> dict[str, torch.Tensor]:
        """Goal, last driven target and last command of the fingers, [1, n] each."""
        kept = {"goal": self._goal, "driven": self._driven, "commanded": self._commanded}
        return {name: torch.as_tensor(value)[None] for name, value in kept.items()}

    def set_state(self, state: dict[str, torch.Tensor]) -> None:
        """Restore goal, last driven target and last command."""
        self._goal = state["goal"][0].cpu().numpy()
        self._driven = state["driven"][0].cpu().numpy()
        self._commanded = state["commanded"][0].tolist()

    def _sensed(self) -> np.ndarray:
        return np.asarray(self._articulation.get_qpos()[self._indices], dtype=np.float64)


def spare_velocity(
    sensed: npt.NDArray[np.float64], commanded: Sequence[float]
) -> npt.NDArray[np.float64]:
    """Velocity that PhysX 4 would report on top of the true one, [n] rad/s.

    Args:
        sensed: Finger positions, [n] rad.
        commanded: Where the fingers were to be, [n] rad.
    """
    behind = np.asarray(commanded) - sensed
    return np.where(np.abs(behind) > BLOCKED_RAD, SPARE_VELOCITY_PER_S * behind, 0.0)


def without_common_part(targets: Sequence[float], excess: float) -> list[float]:
    """Targets of fingers that have met: all take an equal share of what is too much, if it is."""
    share = max(excess, 0.0) / len(targets)
    return [target - share for target in targets]


@dataclass
class PlannedGripperControllerConfig(ControllerConfig):
    """Configuration of `PlannedGripperController`: gains, limits and rates.

    Empty fingers meet where their joint positions add up to `meet_rad`.
    """

    meet_rad: float
    gains: DriveGains
    limits: MotionLimits
    sim_hz: int
    sim_steps: int
    controller_cls = PlannedGripperController
