"""The Google robot's gripper in scripts: commands, and how it points.

The approach axis of its TCP is z, the fingers close along y.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.spatial.transform import Rotation

from simeval.policies.expert.moving_target import Pose
from simeval.policies.expert.phase import Scene

Vector = npt.NDArray[np.float64]

# Commands move the target of the fingers: +1 closes, -1 opens.
OPEN, CLOSED = -1.0, 1.0

# The wrist stops at 1.79 rad. Within the tables it can point straight down at no height; these
# leans leave it at least 0.05 rad everywhere (base frame: the table top is at 0.808 m).
_LEAST_LEAN_RAD, _LEAST_LEAN_Z = 0.22, 0.825
_LEAN_RAD_PER_M = 2.2
_LARGEST_LEAN_RAD = 0.8

_UP = np.array([0.0, 0.0, 1.0])


def pointing(approach: Vector, closing: Vector) -> Rotation:
    """The rotation with an approach axis and, as nearly as possible, a closing axis, [3] each."""
    z = approach / np.linalg.norm(approach)
    y = closing - (closing @ z) * z
    y /= np.linalg.norm(y)
    return Rotation.from_matrix(np.stack([np.cross(y, z), y, z], axis=1))


def reaching_down(position: Vector, tcp: Pose, closing: Vector | None = None) -> Rotation:
    """Down, leaning outwards as far as the wrist needs at that height.

    Args:
        position: Where the TCP will be, [3] m, in the base frame.
        tcp: Where the gripper is; of the two senses of the closing axis, the nearer one is taken.
        closing: Horizontal closing axis, [3]; by default across the reach, so that both fingers
            are at the same height in spite of the lean.
    """
    if closing is None:
        closing = np.cross(position, _UP)
    if closing @ tcp.rotation.apply([0.0, 1.0, 0.0]) < 0:
        closing = -closing
    return pointing(_leaning(position), closing)


def _leaning(position: Vector) -> Vector:
    """Approach axis at a position, [3]."""
    outwards = np.array([position[0], position[1], 0.0]) / np.linalg.norm(position[:2])
    lean = _LEAST_LEAN_RAD + _LEAN_RAD_PER_M * max(position[2] - _LEAST_LEAN_Z, 0.0)
    lean = min(lean, _LARGEST_LEAN_RAD)
    return np.asarray(np.sin(lean) * outwards - np.cos(lean) * _UP)


def raised(pose: Pose, height: float) -> Pose:
    """The pose higher up by so many metres, with the lean of that height."""
    position = pose.position + height * _UP
    return Pose(position, pointing(_leaning(position), pose.rotation.apply([0.0, 1.0, 0.0])))


def lifted(height: float) -> Callable[[Scene], Pose]:
    """A waypoint: the TCP higher up by so many metres."""
    return lambda scene: raised(scene["tcp"], height)


def still(scene: Scene) -> Pose:
    """A waypoint: where the TCP is."""
    return scene["tcp"]
