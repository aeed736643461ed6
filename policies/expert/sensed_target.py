"""Commanding absolute poses through the Google robot's controller.

That controller displaces the *sensed* end effector (`simeval.envs.controllers.ee_align_planned`),
so the action is what is left to go. The arm trails its plan by more than half a second, so that
what is left is bounded generously: a step covers about a third of it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simeval.policies.expert.moving_target import Pose, bounded

Vector = npt.NDArray[np.float64]


class SensedTarget:
    """Moves the sensed end effector towards waypoints.

    Args:
        max_step_m: Longest displacement per action, unless a leg says otherwise.
        max_turn_rad: Largest turn per action.
    """

    def __init__(self, *, max_step_m: float, max_turn_rad: float) -> None:
        self._max_step_m = max_step_m
        self._max_turn_rad = max_turn_rad

    def step_towards(
        self,
        waypoint: Pose,
        sensed: Pose,
        *,
        step_m: float | None = None,
        disturbance: Vector | None = None,
    ) -> Vector:
        """Arm part of the action, [6]: displacement (m), rotation vector (rad).

        Args:
            waypoint: Where the end effector should end up.
            sensed: Where it is.
            step_m: Longest displacement of this action.
            disturbance: Error added to the action, [6].
        """
        limit = self._max_step_m if step_m is None else step_m
        shift = bounded(waypoint.position - sensed.position, limit)
        turn = (waypoint.rotation * sensed.rotation.inv()).as_rotvec()
        action = np.concatenate([shift, bounded(turn, self._max_turn_rad)])
        return action if disturbance is None else action + disturbance
