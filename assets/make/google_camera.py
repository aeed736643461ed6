"""Where the overhead camera of the Google robot is, from the head's joints in its start pose."""

from __future__ import annotations

import numpy as np

from simeval.assets.make.google_facts import JOINTS
from simeval.assets.make.path_tracer import GOOGLE_LENS, Camera
from simeval.assets.make.robot_facts import Vector

BASE_Z = 0.07905
_PAN, _TILT = -0.00285961, 0.7851361


def overhead_camera(x: float, y: float, *, yaw: float) -> Camera:
    """The camera of a robot at (x, y) m that looks along -x, turned by `yaw` rad.

    The camera looks along x of the tilted head.
    """
    pan, tilt, mount = (_origin(f"joint_{name}") for name in
                        ("head_pan", "head_tilt", "camera_mount"))  # fmt: skip
    c, s = np.cos(_PAN), np.sin(_PAN)
    turned = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
    c, s = np.cos(_TILT), np.sin(_TILT)
    tilted = np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])
    place = pan + turned @ (tilt + tilted @ mount)
    p, t = _PAN / 2, _TILT / 2
    quat = (np.cos(p) * np.cos(t), -np.sin(p) * np.sin(t), np.cos(p) * np.sin(t),
            np.sin(p) * np.cos(t))  # fmt: skip
    half = (yaw + np.pi) / 2
    return Camera(
        base_xyz=(x, y, BASE_Z),
        base_quat_wxyz=(float(np.cos(half)), 0.0, 0.0, float(np.sin(half))),
        mount_xyz=(float(place[0]), float(place[1]), float(place[2])),
        mount_quat_wxyz=(float(quat[0]), float(quat[1]), float(quat[2]), float(quat[3])),
        lens=GOOGLE_LENS,
    )


def _origin(name: str) -> Vector:
    return next(joint.xyz for joint in JOINTS if joint.name == name)
