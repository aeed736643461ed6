"""How the expert commands absolute poses through the controller of each robot."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from simeval.policies.expert.moving_target import MovingTarget, Pose
from simeval.policies.expert.sensed_target import SensedTarget

Vector = npt.NDArray[np.float64]

_WIDOWX_STEP_M, _WIDOWX_TURN_RAD = 0.04, 0.25
_GOOGLE_STEP_M, _GOOGLE_TURN_RAD = 0.15, 0.5


class Drive(Protocol):
    """Arm part of the next action, [6]: displacement (m), rotation vector (rad)."""

    def __call__(
        self, waypoint: Pose, sensed: Pose, *, step_m: float | None, disturbance: Vector | None
    ) -> Vector:
        """Move towards a waypoint.

        Args:
            waypoint: Where the end effector should end up.
            sensed: Where it is.
            step_m: Longest displacement of this action; None for the usual one.
            disturbance: Error added to the action, [6].
        """


def drive_of(task: str) -> Drive:
    """A new drive for an episode of a task."""
    return _google_drive() if task.startswith("google_robot_") else _WidowXDrive()


def _google_drive() -> Drive:
    return SensedTarget(max_step_m=_GOOGLE_STEP_M, max_turn_rad=_GOOGLE_TURN_RAD).step_towards


class _WidowXDrive:
    """The target inside the controller starts where the first observation finds the arm."""

    def __init__(self) -> None:
        self._target: MovingTarget | None = None

    def __call__(
        self, waypoint: Pose, sensed: Pose, *, step_m: float | None, disturbance: Vector | None
    ) -> Vector:
        if self._target is None:
            self._target = MovingTarget(
                sensed, max_step_m=_WIDOWX_STEP_M, max_turn_rad=_WIDOWX_TURN_RAD
            )
        return np.asarray(
            self._target.step_towards(waypoint, sensed.position, disturbance, step_m=step_m)
        )
