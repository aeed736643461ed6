"""Kinematic and inertial facts of the WidowX 250 S (6 axes), as SIMPLER simulates it.

Frames are those of the maker's description: z up in `base_link`, x forward along the arm,
lengths in m, masses in kg, angles in rad, inertias in kg m2 about the inertial frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

Vector = tuple[float, float, float]
ZERO: Vector = (0.0, 0.0, 0.0)


@dataclass(frozen=True, kw_only=True)
class LinkFacts:
    """Mass properties of a link."""

    name: str
    mass_kg: float
    com_xyz: Vector = ZERO
    com_rpy: Vector = ZERO
    inertia: tuple[float, float, float, float, float, float]  # xx, xy, xz, yy, yz, zz


@dataclass(frozen=True, kw_only=True)
class JointFacts:
    """A joint and where it sits in its parent."""

    name: str
    kind: str  # "revolute" | "prismatic" | "fixed"
    parent: str
    child: str
    xyz: Vector
    axis: Vector = (1.0, 0.0, 0.0)
    lower: float = 0.0
    upper: float = 0.0
    effort: float = 0.0
    velocity: float = 0.0
    mimics: str | None = None


_YAW = (0.0, 0.0, pi / 2)
_FLAT = (0.001, 0.0, 0.0, 0.001, 0.0, 0.001)  # massless frames carry a token inertia
_TURN = 3.141582653589793  # the roll joints stop 1e-5 short of half a turn

LINKS = (
    LinkFacts(
        name="base_link",
        mass_kg=0.538736,
        com_xyz=(-0.0380446, 0.000613892, 0.0193354),
        com_rpy=_YAW,
        inertia=(0.002115, -1.635e-05, 6.998e-07, 0.0006921, 4.642e-05, 0.002524),
    ),
    LinkFacts(
        name="shoulder_link",
        mass_kg=0.480879,
        com_xyz=(2.23482e-05, 4.14609e-05, 0.0066287),
        com_rpy=_YAW,
        inertia=(0.000379, 2.2e-09, -3.561e-07, 0.0005557, 1.2245e-06, 0.0005889),
    ),
    LinkFacts(
        name="upper_arm_link",
        mass_kg=0.430811,
        com_xyz=(0.0171605, 2.725e-07, 0.191323),
        com_rpy=_YAW,
        inertia=(0.003463, -1e-10, -2e-10, 0.003587, 0.0004272, 0.0004566),
    ),
    LinkFacts(
        name="upper_forearm_link",
        mass_kg=0.234589,
        com_xyz=(0.107963, 0.000115876, 0.0),
        inertia=(3.971e-05, 2.3528e-06, 0.0, 0.0008878, 0.0, 0.000888),
    ),
    LinkFacts(
        name="lower_forearm_link",
        mass_kg=0.220991,
        com_xyz=(0.0374395, 0.00522252, 0.0),
        com_rpy=(pi, 0.0, 0.0),
        inertia=(6.369e-05, -2.292e-05, 0.0, 0.0001677, 0.0, 0.0001834),
    ),
    LinkFacts(
        name="wrist_link",
        mass_kg=0.084957,
        com_xyz=(0.04236, -1.0663e-05, 0.010577),
        com_rpy=_YAW,
        inertia=(3.082e-05, 1.91e-08, 2.3e-09, 2.822e-05, 2.5481e-06, 3.152e-05),
    ),
    LinkFacts(
        name="gripper_link",
        mass_kg=0.072885,
        com_xyz=(0.021631, 2.516e-07, 0.01141),
        com_rpy=_YAW,
        inertia=(2.537e-05, 0.0, 0.0, 1.836e-05, 4.34e-07, 1.674e-05),
    ),
    LinkFacts(name="ee_arm_link", mass_kg=0.001, inertia=_FLAT),
    LinkFacts(
        name="gripper_prop_link",
        mass_kg=0.00434,
        com_xyz=(0.000846, -1.6817e-06, 4.2e-05),
        com_rpy=_YAW,
        inertia=(5.923e-07, 0.0, 3.195e-07, 1.1156e-06, -4e-10, 5.743e-07),
    ),
    LinkFacts(
        name="gripper_bar_link",
        mass_kg=0.034199,
        com_xyz=(0.009687, 8.177e-07, 0.004962),
        com_rpy=_YAW,
        inertia=(7.4125e-06, -8e-10, -6e-10, 2.843e-05, -1.3889e-06, 2.86e-05),
    ),
    LinkFacts(name="fingers_link", mass_kg=0.001, inertia=_FLAT),
    LinkFacts(
        name="left_finger_link",
        mass_kg=0.016246,
        com_xyz=(0.013816, 0.0, 0.0),
        com_rpy=(pi, pi, pi / 2),
        inertia=(4.731e-06, -4.56e-07, 0.0, 1.5506e-06, 0.0, 3.7467e-06),
    ),
    LinkFacts(
        name="right_finger_link",
        mass_kg=0.016246,
        com_xyz=(0.013816, 0.0, 0.0),
        com_rpy=(0.0, pi, pi / 2),
        inertia=(4.731e-06, 4.56e-07, 0.0, 1.5506e-06, 0.0, 3.7467e-06),
    ),
    LinkFacts(name="ee_gripper_link", mass_kg=0.001, inertia=_FLAT),
)

JOINTS = (
    JointFacts(
        name="waist",
        kind="revolute",
        parent="base_link",
        child="shoulder_link",
        xyz=(0.0, 0.0, 0.072),
        axis=(0.0, 0.0, 1.0),
        lower=-pi,
        upper=pi,
        effort=10.0,
        velocity=pi,
    ),
    JointFacts(
        name="shoulder",
        kind="revolute",
        parent="shoulder_link",
        child="upper_arm_link",
        xyz=(0.0, 0.0, 0.03865),
        axis=(0.0, 1.0, 0.0),
        lower=-1.8849555921538759,
        upper=1.9896753472735358,
        effort=20.0,
        velocity=pi,
    ),
    JointFacts(
        name="elbow",
        kind="revolute",
        parent="upper_arm_link",
        child="upper_forearm_link",
        xyz=(0.04975, 0.0, 0.25),
        axis=(0.0, 1.0, 0.0),
        lower=-2.1467549799530254,
        upper=1.6057029118347832,
        effort=15.0,
        velocity=pi,
    ),
    JointFacts(
        name="forearm_roll",
        kind="revolute",
        parent="upper_forearm_link",
        child="lower_forearm_link",
        xyz=(0.175, 0.0, 0.0),
        lower=-_TURN,
        upper=_TURN,
        effort=2.0,
        velocity=pi,
    ),
    JointFacts(
        name="wrist_angle",
        kind="revolute",
        parent="lower_forearm_link",
        child="wrist_link",
        xyz=(0.075, 0.0, 0.0),
        axis=(0.0, 1.0, 0.0),
        lower=-1.7453292519943295,
        upper=2.1467549799530254,
        effort=5.0,
        velocity=pi,
    ),
    JointFacts(
        name="wrist_rotate",
        kind="revolute",
        parent="wrist_link",
        child="gripper_link",
        xyz=(0.065, 0.0, 0.0),
        lower=-_TURN,
        upper=_TURN,
        effort=1.0,
        velocity=pi,
    ),
    JointFacts(
        name="ee_arm",
        kind="fixed",
        parent="gripper_link",
        child="ee_arm_link",
        xyz=(0.043, 0.0, 0.0),
    ),
    JointFacts(
        name="gripper",
        kind="fixed",
        parent="ee_arm_link",
        child="gripper_prop_link",
        xyz=(0.0055, 0.0, 0.0),
    ),
    JointFacts(
        name="gripper_bar",
        kind="fixed",
        parent="ee_arm_link",
        child="gripper_bar_link",
        xyz=ZERO,
    ),
    JointFacts(
        name="ee_bar",
        kind="fixed",
        parent="gripper_bar_link",
        child="fingers_link",
        xyz=(0.023, 0.0, 0.0),
    ),
    JointFacts(
        name="left_finger",
        kind="prismatic",
        parent="fingers_link",
        child="left_finger_link",
        xyz=ZERO,
        axis=(0.0, 1.0, 0.0),
        lower=0.015,
        upper=0.037,
        effort=5.0,
        velocity=1.0,
    ),
    JointFacts(
        name="right_finger",
        kind="prismatic",
        parent="fingers_link",
        child="right_finger_link",
        xyz=ZERO,
        axis=(0.0, -1.0, 0.0),
        lower=0.015,
        upper=0.037,
        effort=5.0,
        velocity=1.0,
        mimics="left_finger",
    ),
    JointFacts(
        name="ee_gripper",
        kind="fixed",
        parent="fingers_link",
        child="ee_gripper_link",
        xyz=(0.027575, 0.0, 0.0),
    ),
)
