"""From the robot's state to the numbers that a network wants to feel."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy.spatial.transform import Rotation

from simeval.policies.pipeline.rotations import BRIDGE_TOPDOWN, DROID_VIEW, from_rotation
from simeval.policies.specs import Robot, StatePart, StateVector

FloatArray = npt.NDArray[np.float64]
State = Mapping[str, FloatArray]


def state_vector(
    state: State, vector: StateVector, robot: Robot, last_row: FloatArray | None
) -> npt.NDArray[np.float32]:
    """Lay out a state input.

    Args:
        state: Robot state as in `simeval.policies.interface.Observation`.
        vector: The layout.
        robot: Whose state it is.
        last_row: The network's last executed row, [D], or None before the first.

    Returns:
        Float32 [D], or [1, D] with a time axis.
    """
    if vector.feedback and last_row is not None:
        numbers = np.zeros(vector.size)
        numbers[: vector.feedback] = last_row[: vector.feedback]
    else:
        numbers = np.concatenate([_part(state, part, robot) for part in vector.parts])
    row = numbers.astype(np.float32)
    return row[np.newaxis] if vector.time_axis else row


def tcp_rotation(state: State) -> Rotation:
    """Return the rotation of the TCP in the base frame, [1]."""
    return Rotation.from_quat(state["tcp_pose_in_base"][np.newaxis, [4, 5, 6, 3]])


def _part(state: State, part: StatePart, robot: Robot) -> FloatArray:
    numbers = _quantity(state, part, robot)
    return numbers if part.pick is None else numbers[list(part.pick)]


def _quantity(state: State, part: StatePart, robot: Robot) -> FloatArray:
    match part.quantity:
        case "position":
            return state["tcp_pose_in_base"][:3]
        case "rotation":
            assert part.representation is not None
            rotation = tcp_rotation(state)
            if part.frame == "bridge_topdown":
                rotation = rotation * BRIDGE_TOPDOWN.inv()
            elif part.frame == "droid_view":
                rotation = rotation * DROID_VIEW
            return np.asarray(from_rotation(rotation, part.representation)[0])
        case "gripper":
            return _gripper(state, part, robot)
        case "joints":
            return state["qpos"][: part.count]
        case "zeros":
            return np.zeros(part.count or 0)
        case "values":
            return np.array(part.values, dtype=np.float64)


def _gripper(state: State, part: StatePart, robot: Robot) -> FloatArray:
    opening = state["gripper_opening"][:1]
    match part.gripper:
        case "closed01":
            return np.asarray(1.0 - opening)
        case "width_m":
            return np.array([state["qpos"][list(robot.finger_joints)].sum()])
    return opening
