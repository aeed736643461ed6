"""WidowX gripper controller `gripper_pd_joint_pos` of SIMPLER: both fingers, one command."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from gymnasium import spaces
from mani_skill.agents.controllers.base_controller import BaseController, ControllerConfig

from simeval.envs.controllers.joint_drive import DriveGains, JointTargets, apply_drive_gains


class ParallelGripperController(BaseController):
    """Maps a command in [-1, 1] (clipped) linearly to one finger position for all fingers."""

    config: ParallelGripperControllerConfig
    sets_target_qpos = True
    sets_target_qvel = False

    def _initialize_action_space(self) -> None:
        self.single_action_space = spaces.Box(-1.0, 1.0, shape=(1,), dtype=np.float32)

    def _initialize_joints(self) -> None:
        super()._initialize_joints()
        self._targets = JointTargets([joint._objs[0] for joint in self.joints])
        self._articulation = self.articulation._objs[0]
        self._indices = self.active_joint_indices.cpu().numpy()

    def set_drive_property(self) -> None:
        """Apply stiffness, damping and force limits to the finger joints."""
        apply_drive_gains(self.joints, self.config.gains)

    def reset(self) -> None:
        """Hold the sensed finger positions."""
        self.set_drive_property()
        self._targets.set(self._articulation.get_qpos()[self._indices])

    def set_action(self, action: torch.Tensor) -> None:
        """Drive the fingers to the commanded opening, float [1, 1]."""
        command = min(max(float(action[0, 0]), -1.0), 1.0)
        closed, opened = self.config.closed_m, self.config.open_m
        self._targets.set(closed + 0.5 * (command + 1.0) * (opened - closed))


@dataclass
class ParallelGripperControllerConfig(ControllerConfig):
    """Configuration of `ParallelGripperController`; positions in metres at -1 and +1."""

    closed_m: float
    open_m: float
    gains: DriveGains
    controller_cls = ParallelGripperController
