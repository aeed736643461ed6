"""Commanding absolute poses through a controller that takes displacements.

The WidowX controller composes each action onto its previous target and turns it about the sensed
end-effector position (`simeval.envs.controllers.ee_align2`). This is the inverse: the action that
makes the next target a given pose.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial.transform import Rotation

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pose:
    """A pose in the robot base frame: position [3] m and rotation."""

    position: Vector
    rotation: Rotation

    @classmethod
    def from_vector(cls, pose: Vector) -> Pose:
        """From [7]: x, y, z, qw, qx, qy, qz."""
        return cls(pose[:3], Rotation.from_quat(pose[[4, 5, 6, 3]]))

    def inverse(self) -> Pose:
        """The inverse transform."""
        back = self.rotation.inv()
        return Pose(-back.apply(self.position), back)

    def __mul__(self, other: Pose) -> Pose:
        """Composition: `self` after `other`."""
        return Pose(
            self.position + self.rotation.apply(other.position), self.rotation * other.rotation
        )


class MovingTarget:
    """The target pose inside the controller, moved towards waypoints in bounded steps.

    Args:
        start: Pose at the reset, which the controller takes as its first target.
        max_step_m: Longest displacement of the target per action.
        max_turn_rad: Largest turn of the target per action.
    """

    def __init__(self, start: Pose, *, max_step_m: float, max_turn_rad: float) -> None:
        self._target = start
        self._max_step_m = max_step_m
        self._max_turn_rad = max_turn_rad

    def step_towards(
        self,
        waypoint: Pose,
        sensed_position: Vector,
        disturbance: Vector | None = None,
        *,
        step_m: float | None = None,
    ) -> Vector:
        """Arm part of the action, [6]: displacement (m), rotation vector (rad).

        Args:
            waypoint: Where the target should end up.
            sensed_position: End-effector position from the sensed joints, [3] m.
            disturbance: Error added to the action, [6]; later steps correct it, as a policy that
                sees the scene would.
            step_m: Longest displacement of this action, instead of the usual one.
        """
        limit = self._max_step_m if step_m is None else step_m
        shift = bounded(waypoint.position - self._target.position, limit)
        turn = (waypoint.rotation * self._target.rotation.inv()).as_rotvec()
        rotvec = bounded(turn, self._max_turn_rad)
        if disturbance is not None:
            shift, rotvec = shift + disturbance[:3], rotvec + disturbance[3:]
        rotation = Rotation.from_rotvec(rotvec)
        following = Pose(self._target.position + shift, rotation * self._target.rotation)
        lever = rotation.apply(self._target.position - sensed_position)
        displacement = following.position - sensed_position - lever
        self._target = following
        return np.concatenate([displacement, rotvec])


def bounded(vector: Vector, limit: float) -> Vector:
    """The vector, shortened to the limit where it is longer."""
    length = float(np.linalg.norm(vector))
    return vector if length <= limit else vector * (limit / length)
