"""Convex collision shapes of the arm, in mm in the link frames.

The sizes follow the shapes that SIMPLER simulates (each of its meshes acts as its convex hull).
The fingers decide every grasp, so their corner points are set to a tenth of a millimetre.
"""

from __future__ import annotations

from simeval.assets.make.shapes import box, cylinder
from simeval.assets.make.solid import Solid, hull

MM = 0.001


def collision_parts() -> dict[str, list[Solid]]:
    """Return the convex parts of each link, in m."""
    parts = {
        "base_link": [
            cylinder(76.4, 0, 7.5, segments=8),
            cylinder(51.5, 7.5, 71.5, segments=16),
            box((-157, -40.5, 0), (-55, 40.5, 37)),
        ],
        "shoulder_link": [
            cylinder(51, -3, 3, segments=16),
            box((-14.3, 15, 3), (14.3, 50.2, 49.5)),
            box((-14.3, -50.2, 3), (14.3, -15, 49.5)),
        ],
        "upper_arm_link": [
            box((-14.3, -14.3, -14.3), (14.3, 14.3, 52)),
            box((-10.2, -10.2, 52), (10.2, 10.2, 214)),
            _elbow_block(),
        ],
        "upper_forearm_link": [
            box((-14.3, -14.3, -14.3), (50, 14.3, 14.3)),
            box((50, -10.2, -10.2), (135, 10.2, 10.2)),
            box((135, -14.3, -14.3), (168, 14.3, 14.3)),
            cylinder(21.2, 168, 175, axis="x", segments=16),
        ],
        "lower_forearm_link": [
            cylinder(24.4, -4, 7, axis="x", segments=16),
            box((7, -11, -17.3), (37, 35.2, 17.3)),
            box((37, -17, -17.3), (86.3, 19, 17.3)),
        ],
        "wrist_link": [
            hull([(x, y, z) for y in (-22, 22) for x, z in _WRIST_SIDE]),
            box((30.5, -14.2, -11), (59.5, 14.2, 35.2)),
            cylinder(20, 59.5, 65, axis="x", segments=16),
        ],
        "gripper_link": [
            cylinder(20, 0, 2.9, axis="x", segments=16),
            box((2.9, -14.2, -11), (42.2, 14.2, 35.2)),
        ],
        "gripper_prop_link": [box((-1.5, -10.2, -18.2), (2.5, 10.2, 18.2))],
        "gripper_bar_link": [
            hull([(x, s * y, z) for x in (-0.6, 3.6) for s in (-1, 1) for y, z in _PLATE_WING]),
            hull([(x, s * y, z) for x in (-0.6, 3.6) for s in (-1, 1) for y, z in _PLATE_TONGUE]),
            box((17.4, -50.6, -5.6), (28.6, 50.6, 5.6)),
            box((3.6, 39.9, -4.8), (17.4, 50.1, 4.8)),
            box((3.6, -50.1, -4.8), (17.4, -39.9, 4.8)),
        ],
        "left_finger_link": [_finger()],
        "right_finger_link": [_finger().mirrored("y")],
    }
    return {link: [solid.scaled(MM) for solid in solids] for link, solids in parts.items()}


# Side views of flat parts: (x, z) of the wrist fork, (y, z) of the mounting plate.
_WRIST_SIDE = ((-3, -5), (-3, 5), (3, -11), (3, 11), (31, 23), (59.5, 13), (59.5, -11))
_PLATE_WING = ((52.3, -3), (52.3, 4), (42, 9), (24.2, 17.5), (4, -14.5), (28, -10), (47, -6))
_PLATE_TONGUE = ((24.2, 17.5), (17, 30), (13, 35.8))


def _elbow_block() -> Solid:
    """The hull over the elbow servos and their bracket at the top of the upper arm."""
    bracket = [(x, s * y, z) for x, y, z in _ELBOW for s in (-1, 1)]
    return hull(bracket)


_ELBOW = (
    (-10.2, 20, 214),
    (22, 20, 214),
    (22, 49, 230),
    (-10.2, 49, 232),
    (-10.2, 54, 240),
    (-10.2, 54, 252),
    (1, 53, 268.5),
    (21, 53, 268.5),
    (61, 54, 260),
    (61, 54, 240),
)


def _finger() -> Solid:
    """The left finger; it closes towards -y, its tip points along x.

    The inner face leans by 2.6 degrees because the hull reaches from the guide lug (y -11 at the
    root) to the pad at the tip (y -8.953).
    """
    return hull([(x, y, s * z) for x, y, z in _FINGER_HALF for s in (-1, 1)])


# (x, y, z) of one half of the finger: root, side of the root, guide lug, shoulder, taper, tip.
_FINGER_HALF = (
    (-12.15, -4.95, 4.65),
    (-12.15, -3.95, 5.65),
    (-12.15, 4.05, 5.65),
    (-12.15, 5.05, 4.65),
    (-8.15, -4.95, 12.6),
    (-8.15, 5.05, 12.6),
    (-6.25, -4.95, 14.5),
    (-6.25, 3.12, 14.5),
    (-5.0, -8.95, 14.5),
    (-1.9, -11.0, 10.0),
    (-1.34, -11.0, 11.34),
    (0.0, -11.0, 11.9),
    (1.34, -11.0, 11.34),
    (1.9, -11.0, 10.0),
    (9.55, 3.12, 14.5),
    (9.55, 5.05, 12.6),
    (12.0, -8.95, 14.5),
    (12.0, 2.5, 14.5),
    (12.0, 5.05, 12.0),
    (36.89, -2.37, 13.1),
    (38.25, -0.09, 10.52),
    (41.43, -3.95, 8.86),
    (42.31, -8.95, 12.8),
    (43.15, -8.95, 12.1),
    (43.15, -6.04, 10.25),
)
