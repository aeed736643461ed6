"""Rotations between the ways in which networks write them."""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt
from scipy.spatial.transform import Rotation

from simeval.policies.specs.rotation import Representation

FloatArray = npt.NDArray[np.float64]

BRIDGE_TOPDOWN = Rotation.from_matrix([[0, 0, 1], [0, 1, 0], [-1, 0, 0]])
"""Pose of the WidowX gripper that points straight down; rotations of the Bridge data are relative
to it (rail-berkeley/bridge_data_robot, ``default_rotation`` of the WidowX controller)."""

DROID_VIEW = Rotation.from_matrix([[0, 0, -1], [-1, 0, 0], [0, 1, 0]])
"""Axes of the DROID gripper as GR00T names them (NVIDIA/Isaac-GR00T, ``examples/DROID``)."""

_EULER_AXES = {"euler_sxyz": "xyz", "euler_rxyz": "XYZ"}
_SMALLEST = 1e-6


def to_rotation(numbers: FloatArray, representation: Representation) -> Rotation:
    """Read rotations.

    Args:
        numbers: Float [T, n], n as the representation has it; angles in rad.
        representation: How they are written. The two vectors of ``rot6d`` and the columns of
            ``matrix`` need not be orthonormal: the first two are orthonormalised by Gram-Schmidt,
            and the third is their cross product (Zhou et al., CVPR 2019).

    Raises:
        ValueError: A quaternion or a column is zero, or two columns are parallel.
    """
    if representation == "rotvec":
        return Rotation.from_rotvec(numbers)
    if representation in _EULER_AXES:
        return Rotation.from_euler(_EULER_AXES[representation], numbers)
    if representation == "quat_xyzw":
        return Rotation.from_quat(numbers)
    if representation == "quat_wxyz":
        return Rotation.from_quat(numbers[:, [1, 2, 3, 0]])
    if representation == "rot6d_rows":
        return Rotation.from_matrix(_orthonormal(numbers[:, :3], numbers[:, 3:])).inv()
    first, second = _columns(numbers, representation)
    return Rotation.from_matrix(_orthonormal(first, second))


def from_rotation(rotation: Rotation, representation: Representation) -> FloatArray:
    """Write rotations [T] as float [T, n]; a quaternion keeps the sign that it was read with."""
    if representation == "rotvec":
        return np.asarray(rotation.as_rotvec())
    if representation in _EULER_AXES:
        with warnings.catch_warnings():
            # At a pitch of 90 degrees roll and yaw turn about one axis; one becomes 0, as in
            # transforms3d, and the rotation is still the right one.
            warnings.filterwarnings("ignore", message="Gimbal lock")
            return np.asarray(rotation.as_euler(_EULER_AXES[representation]))
    if representation in ("quat_xyzw", "quat_wxyz"):
        quat_xyzw = np.asarray(rotation.as_quat())
        return quat_xyzw if representation == "quat_xyzw" else quat_xyzw[:, [3, 0, 1, 2]]
    matrix = np.asarray(rotation.as_matrix())
    if representation == "matrix":
        return matrix.reshape(-1, 9)
    if representation == "rot6d_rows":
        return matrix[:, :2].reshape(-1, 6)
    if representation == "rot6d_columns":
        return np.concatenate([matrix[:, :, 0], matrix[:, :, 1]], axis=1)
    return matrix[:, :, :2].reshape(-1, 6)


def _columns(numbers: FloatArray, representation: Representation) -> tuple[FloatArray, FloatArray]:
    match representation:
        case "rot6d_columns":
            return numbers[:, :3], numbers[:, 3:]
        case "rot6d_interleaved":
            return numbers[:, 0::2], numbers[:, 1::2]
    matrix = numbers.reshape(-1, 3, 3)
    return matrix[:, :, 0], matrix[:, :, 1]


def _orthonormal(first: FloatArray, second: FloatArray) -> FloatArray:
    x = _unit(first)
    y = _unit(second - np.sum(x * second, axis=1, keepdims=True) * x)
    return np.stack([x, y, np.cross(x, y)], axis=2)


def _unit(vectors: FloatArray) -> FloatArray:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not np.all(lengths > _SMALLEST):
        raise ValueError("columns of a rotation matrix that are zero or parallel")
    return np.asarray(vectors / lengths)
