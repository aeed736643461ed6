"""Convex collision shapes of the Google robot, in mm in the link frames.

The sizes follow the shapes that SIMPLER simulates. Fingers, tips and nails decide every grasp, so
their corner points are set to a tenth of a millimetre.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simeval.assets.make.google_arm import BICEP, ELBOW, FOREARM, SHOULDER, WRIST
from simeval.assets.make.google_body import COLUMN, FOOT, HOLDER, MAST, NECK
from simeval.assets.make.google_hand import GRIPPER, NAIL
from simeval.assets.make.shapes import box, cylinder
from simeval.assets.make.solid import Solid, hull
from simeval.assets.make.spine import rings_along_x
from simeval.assets.make.sweep import Pipe

MM = 0.001
Stations = Sequence[tuple[float, float, float, float]]

# Height and one half of the plan (x, y) of the chassis.
_CHASSIS = (
    (-36.0, ((-400, 38), (-387, 112), (-350, 180), (112, 180), (136, 113))),
    (-10.0, ((-400, 38), (-388, 112), (-346, 188.6), (112, 188.6), (137.5, 113))),
    (150.0, ((-386, 38), (-373, 106), (-335, 177), (90, 177), (117, 106))),
    (205.0, ((-381, 34), (-369, 104), (-336, 167), (62, 167), (92, 104))),
    (212.6, ((-330, 110), (60, 100))),
)
# (x, y, z) of one half of the finger, root first, and of the fingertip.
FINGER = (
    (27.4, -16.2, 21.6),
    (27.4, 19.7, 19.2),
    (19.8, -17.6, 66.8),
    (19.8, 3.3, 69.6),
)
FINGER_TIP = (
    (21.2, 15.8, -1.0),
    (21.2, -6.7, -2.9),
    (20.0, -3.9, 3.0),
    (20.0, 7.5, 3.0),
    (15.4, -3.9, 28.0),
    (15.4, 2.8, 28.0),
    (11.9, -6.2, 38.0),
    (11.9, 0.3, 45.1),
)


def collision_parts() -> dict[str, list[Solid]]:
    """Return the convex parts of each link, in m."""
    parts = {
        "link_base": [
            _chassis(),
            _turned(FOOT[2:]),
            _turned(COLUMN[:4]),
            _turned(MAST[1:]),
            _turned(NECK[:3]),
            HOLDER,
        ],
        "link_wheel_left": [_wheel()],
        "link_wheel_right": [_wheel()],
        "link_rear_wheel_left": [cylinder(38.1, -11.1, 11.1, axis="y", segments=16)],
        "link_rear_wheel_right": [cylinder(38.1, -11.1, 11.1, axis="y", segments=16)],
        "link_torso": [
            _turned(((79.0, -0.8), (71.4, 213.0))),
            cylinder(52.0, -168.0, -66.0, axis="y", at=(113.8, 0.0), segments=16),
        ],
        "link_shoulder": _pipe(SHOULDER),
        "link_bicep": _pipe(BICEP),
        "link_elbow": _pipe(ELBOW),
        "link_forearm": [_lofted(FOREARM[:6]), _lofted(FOREARM[5:], power=5.0)],
        "link_wrist": [_lofted(WRIST[:6], power=5.0), _lofted(WRIST[5:])],
        "link_gripper": [_lofted(GRIPPER, power=3.0)],
        "link_head_pan": [
            _turned(((58.6, 4.4), (57.2, 65.0))),
            hull([(x, s * y, z) for s in (-1, 1) for x, y, z in _HEAD_BLOCK]),
        ],
        "link_head_tilt": [
            box((35.1, -52.0, -46.5), (121.0, 52.0, 46.5)),
            *(hull([(x, s * y, z) for x, y, z in _EAR]) for s in (-1, 1)),
        ],
    }
    for side in ("left", "right"):
        parts[f"link_finger_{side}"] = [_both_halves(FINGER)]
        parts[f"link_finger_tip_{side}"] = [_both_halves(FINGER_TIP)]
        parts[f"link_finger_nail_{side}"] = [NAIL]
    return {link: [solid.scaled(MM) for solid in solids] for link, solids in parts.items()}


_HEAD_BLOCK = (
    (-40, 40, 65), (-40, 40, 120), (-22, 54, 65), (-24, 50, 148), (24, 55, 65), (61, 54, 66),
    (88, 54, 88), (105.5, 55, 110), (103.5, 55, 133), (82, 54, 153), (31, 54, 153),
    (-56, 10, 66), (-55, 10, 148),
)  # fmt: skip
_EAR = (
    (35, 52, -44), (108, 52, -44), (121, 52, 0), (35, 52, 44), (108, 52, 44), (-22, 58, -26),
    (-33, 60, 0), (-22, 58, 26), (38, 70, -42), (110, 70, -42), (38, 70, 42), (110, 70, 42),
    (-23, 86, -17), (-23, 86, 17), (121, 92, -18), (121, 92, 18), (-8, 102, -15), (-8, 102, 15),
    (-2, 108, 0), (100, 104, -25), (100, 104, 25), (42, 104, -24), (42, 104, 24), (10, 106, 0),
    (47, 112, 0), (102, 111, 0), (116, 108, 0),
)  # fmt: skip


def _both_halves(half: Sequence[tuple[float, float, float]]) -> Solid:
    return hull([(s * x, y, z) for x, y, z in half for s in (-1, 1)])


def _turned(profile: Sequence[tuple[float, float]]) -> Solid:
    """The hull of a turned part about z."""
    return hull(
        np.vstack([cylinder(r, z, z + 0.01, segments=16).vertices for r, z in profile if r > 0])
    )


def _wheel() -> Solid:
    return hull(
        np.vstack(
            [
                cylinder(64.4, -9.9, 9.9, axis="y", segments=24).vertices,
                cylinder(21.5, -13.0, 13.0, axis="y", segments=12).vertices,
            ]
        )
    )


def _chassis() -> Solid:
    return hull([(x, s * y, z) for z, plan in _CHASSIS for x, y in plan for s in (-1, 1)])


def _pipe(pipe: Pipe) -> list[Solid]:
    return [hull(points) for points in pipe.hull_points()]


def _lofted(stations: Stations, *, power: float = 2.4) -> Solid:
    """The hull of a body along z."""
    rings = rings_along_x(stations, count=6, segments=16, power=power)
    return hull(np.vstack(rings)[:, [1, 2, 0]])
