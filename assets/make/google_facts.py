"""Kinematic and inertial facts of the Google robot with fixed wheels, as SIMPLER simulates it.

Frames are those of the public description: z up and x forward in `link_base`, whose origin lies
between the driven wheels; lengths in m, masses in kg, angles in rad.
"""

from __future__ import annotations

from math import pi

from simeval.assets.make.robot_facts import ZERO, JointFacts, LinkFacts, Vector

Inertia = tuple[float, float, float, float, float, float]


def _link(name: str, mass_kg: float, com_xyz: Vector, inertia: Inertia) -> LinkFacts:
    return LinkFacts(name=name, mass_kg=mass_kg, com_xyz=com_xyz, inertia=inertia)


def _fixed(name: str, parent: str, child: str, xyz: Vector, rpy: Vector = ZERO) -> JointFacts:
    return JointFacts(name=name, kind="fixed", parent=parent, child=child, xyz=xyz, rpy=rpy)


def _turning(
    name: str, parent: str, child: str, xyz: Vector, axis: str, limits: tuple[float, float],
    *, velocity: float, rpy: Vector = ZERO,
) -> JointFacts:  # fmt: skip
    """A revolute joint about a coordinate axis; limits in rad, velocity in rad/s."""
    x, y, z = (float(axis == letter) for letter in "xyz")
    return JointFacts(
        name=name, kind="revolute", parent=parent, child=child, xyz=xyz, rpy=rpy, axis=(x, y, z),
        lower=limits[0], upper=limits[1], effort=10.0, velocity=velocity,
    )  # fmt: skip


# Sensor frames: joint, parent, child, place, turn.
_SENSORS = (
    _fixed("joint_base_imu_mount", "link_base", "link_base_imu_mount", (0.09005, 0.0622, 0.065)),
    _fixed("joint_imu.base", "link_base_imu_mount", "imu.base", (0.0, 0.0, 0.0)),
    _fixed("joint_neck_imu_mount", "link_base", "link_neck_imu_mount", (0.89029, 0.00965, 0.03835)),
    _fixed("joint_imu.neck", "link_neck_imu_mount", "imu.neck", (0.0, 0.0, 0.0)),
    _fixed(
        "time_of_flight.right_1_mount", "link_base", "time_of_flight.right_1",
        (-0.3227, -0.1755, 0.093), (0.0, 0.0, 4.4279),
    ),
    _fixed(
        "time_of_flight.right_2_mount", "link_base", "time_of_flight.right_2",
        (-0.3639, -0.1338, 0.093), (0.0, 0.0, 4.0596),
    ),
    _fixed(
        "time_of_flight.right_back_1_mount", "link_base", "time_of_flight.right_back_1",
        (-0.3779, -0.0812, 0.093), (0.0, 0.0, 3.6931),
    ),
    _fixed(
        "time_of_flight.right_back_2_mount", "link_base", "time_of_flight.right_back_2",
        (-0.3848, -0.0277, 0.093), (0.0, 0.0, 3.3249),
    ),
    _fixed(
        "time_of_flight.left_1_mount", "link_base", "time_of_flight.left_1",
        (-0.3227, 0.1755, 0.093), (0.0, 0.0, 1.8553),
    ),
    _fixed(
        "time_of_flight.left_2_mount", "link_base", "time_of_flight.left_2",
        (-0.3639, 0.1338, 0.093), (0.0, 0.0, 2.2235),
    ),
    _fixed(
        "time_of_flight.left_back_1_mount", "link_base", "time_of_flight.left_back_1",
        (-0.3779, 0.0812, 0.093), (0.0, 0.0, 2.5901),
    ),
    _fixed(
        "time_of_flight.left_back_2_mount", "link_base", "time_of_flight.left_back_2",
        (-0.3848, 0.0277, 0.093), (0.0, 0.0, 2.9583),
    ),
    _fixed(
        "cliff.rear_right_mount", "link_base", "cliff.rear_right", (-0.3597, -0.1522, -0.0139),
        (0.0, 1.570795, 0.0),
    ),
    _fixed(
        "cliff.rear_left_mount", "link_base", "cliff.rear_left", (-0.3597, 0.1522, -0.0139),
        (0.0, 1.570795, 0.0),
    ),
)  # fmt: skip

LINKS = (
    _link(
        "link_base", 52.910105216, (-0.142542994625, 0.00233339305548, 0.130110970093),
        (2.7832147599, 0.0010201363622, -0.544719331016,
         3.24941132526, 0.00751942241522, 1.33602142044),
    ),
    _link(
        "link_wheel_left", 0.227550092516, (0.0, 0.0, 0.0),
        (0.000225894737565, -1.73680020768e-07, -7.41129856416e-07,
         0.000434263997688, -1.74562742842e-07, 0.000225894737559),
    ),
    _link(
        "link_wheel_right", 0.227550092516, (0.0, 0.0, 0.0),
        (0.000225894737565, -1.73680020768e-07, 7.41129856416e-07,
         0.000434263997688, 1.74562742842e-07, 0.000225894737559),
    ),
    LinkFacts(name="link_rear_wheel_left"),
    LinkFacts(name="link_rear_wheel_right"),
    _link(
        "link_torso", 1.89574781414, (-0.0034944077562, -0.0607148425485, 0.111756043504),
        (0.0133075265763, 0.000189697020107, 2.61969764389e-05,
         0.006704732369, 0.000174650164173, 0.0114604440224),
    ),
    _link(
        "link_shoulder", 1.8471938189, (0.00108073648299, 0.00480943923807, 0.104943810828),
        (0.0139748177933, -4.34243299681e-05, -1.63555207177e-05,
         0.0142491663186, 0.00044623964969, 0.00294679102627),
    ),
    _link(
        "link_bicep", 1.24742039827, (0.000409029241155, -0.0211440998419, 0.135242657169),
        (0.00704679718538, 1.36969628307e-10, 3.8459762936e-05,
         0.00688742202474, 0.00092891867993, 0.00185445900825),
    ),
    _link(
        "link_elbow", 0.646384675806, (0.00173027427723, -0.0765653785661, 0.0367058126362),
        (0.0017866936738, 4.72737764012e-09, 1.63948789792e-05,
         0.00118491737677, 0.000457024538362, 0.00131749641532),
    ),
    _link(
        "link_forearm", 0.724366583651, (1.27504320017e-05, 0.0150875091389, 0.181814236862),
        (0.00721054159234, 1.04502358823e-07, 1.31044797457e-06,
         0.00715752801158, -0.000511256783256, 0.000591583070199),
    ),
    _link(
        "link_wrist", 0.501929332224, (-0.000297206845575, -0.00732716069307, 0.0536615347786),
        (0.00114262626699, -2.30402238037e-06, -6.14792965371e-06,
         0.00107002285179, -0.000260092608215, 0.000427136265455),
    ),
    _link(
        "link_gripper", 0.40507013, (0.00042266, 0.00011761, 0.03790068),
        (0.00029237, 3.59e-06, 2.66e-06, 0.00026364, 6.6e-07, 0.00031135),
    ),
    _link(
        "link_finger_right", 0.0333244673576,
        (3.1553534157e-08, 0.000350529611204, 0.0371802506227),
        (9.32117719701e-06, 1.22669879722e-11, -7.58255431913e-12,
         6.08487398831e-06, 1.57826570013e-06, 3.23630320888e-06),
    ),
    _link(
        "link_finger_tip_right", 0.0161861871252,
        (7.32211158115e-08, 0.000412734723715, 0.0215605732704),
        (1.066e-05, 0.0, 0.0, 1.147e-05, 0.0, 1.78e-06),
    ),
    _link("link_finger_nail_right", 0.0, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)),
    _link(
        "link_finger_left", 0.0333244673576, (3.1553534157e-08, 0.000350529611204, 0.0371802506227),
        (9.32117719701e-06, 1.22669879722e-11, -7.58255431913e-12,
         6.08487398831e-06, 1.57826570013e-06, 3.23630320888e-06),
    ),
    _link(
        "link_finger_tip_left", 0.0161861871252,
        (7.32211158115e-08, 0.000412734723715, 0.0215605732704),
        (1.066e-05, 0.0, 0.0, 1.147e-05, 0.0, 1.78e-06),
    ),
    _link("link_finger_nail_left", 0.0, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)),
    _link(
        "link_head_pan", 0.96335794, (0.0164010030935, -0.000573983370119, 0.0868775033608),
        (0.00199658, -0.00022593, 0.00053396, 0.00282709, -0.00012776, 0.00240811),
    ),
    _link(
        "link_head_tilt", 0.879240552641, (0.0728448960084, -0.00300449029242, 0.0013283399098),
        (0.00336483410345, -6.95997852502e-05, -3.20907144882e-06,
         0.00155398903527, -6.72868939256e-06, 0.00410079899218),
    ),
    LinkFacts(name="link_base_inertial"),
    LinkFacts(name="link_gripper_tcp"),
    LinkFacts(name="link_camera"),
    *(LinkFacts(name=joint.child) for joint in _SENSORS),
)  # fmt: skip

JOINTS = (
    _fixed(
        "link_base_inertial_joint", "link_base", "link_base_inertial",
        (-0.142542994625, 0.00233339305548, 0.130110970093),
    ),
    _fixed(
        "gripper_tcp_joint", "link_gripper", "link_gripper_tcp",
        (0.0043374896, 0.0018852949, 0.16353297),
        (-0.00132887923977, -0.00443973089771, -0.000868651156799),
    ),
    _fixed("joint_wheel_left", "link_base", "link_wheel_left", (0.0, 0.18333, 0.0)),
    _fixed(
        "joint_wheel_right", "link_base", "link_wheel_right", (-0.000138753859998, -0.18333, 0.0),
    ),
    _fixed(
        "joint_rear_wheel_left", "link_base", "link_rear_wheel_left",
        (-0.338371, 0.094989, -0.029296),
    ),
    _fixed(
        "joint_rear_wheel_right", "link_base", "link_rear_wheel_right",
        (-0.338371, -0.094989, -0.029296),
    ),
    _turning(
        "joint_torso", "link_base", "link_torso", (0.0, 0.0, 0.5945), "z", (-4.49, 1.35),
        velocity=2.0,
    ),
    _turning(
        "joint_shoulder", "link_torso", "link_shoulder", (0.0, -0.16728852885, 0.113), "y",
        (-2.66, 3.18), velocity=2.0,
    ),
    _turning(
        "joint_bicep", "link_shoulder", "link_bicep", (0.0, 0.002289, 0.21502852885), "z",
        (-2.13, 3.71), velocity=2.0,
    ),
    _turning(
        "joint_elbow", "link_bicep", "link_elbow", (0.0, -0.064, 0.1849715), "y", (-2.05, 3.79),
        velocity=2.5,
    ),
    _turning(
        "joint_forearm", "link_elbow", "link_forearm", (0.0, -0.101, 0.0915), "z", (-2.92, 2.92),
        velocity=3.0,
    ),
    _turning(
        "joint_wrist", "link_forearm", "link_wrist", (0.0, -0.00604, 0.2735), "y", (-1.79, 1.79),
        velocity=3.0,
    ),
    _turning(
        "joint_gripper", "link_wrist", "link_gripper", (0.0, 0.0060384, 0.10911), "z",
        (-4.49, 1.35), velocity=3.0,
    ),
    _turning(
        "joint_finger_right", "link_gripper", "link_finger_right", (0.0, -0.025, 0.05861), "x",
        (-0.0001, 1.3), velocity=1.3, rpy=(-1.15, 0.0, pi),
    ),
    _fixed(
        "joint_finger_tip_right", "link_finger_right", "link_finger_tip_right",
        (0.0, -0.0103567252153, 0.064155607662), (0.45, 0.0, 0.0),
    ),
    _fixed(
        "joint_finger_nail_right", "link_finger_tip_right", "link_finger_nail_right",
        (0.0, 0.0, 0.0463),
    ),
    _turning(
        "joint_finger_left", "link_gripper", "link_finger_left", (0.0, 0.025, 0.05861), "x",
        (-0.0001, 1.3), velocity=1.3, rpy=(-1.15, 0.0, 0.0),
    ),
    _fixed(
        "joint_finger_tip_left", "link_finger_left", "link_finger_tip_left",
        (0.0, -0.0103567252153, 0.064155607662), (0.45, 0.0, 0.0),
    ),
    _fixed(
        "joint_finger_nail_left", "link_finger_tip_left", "link_finger_nail_left",
        (0.0, 0.0, 0.0463),
    ),
    _turning(
        "joint_head_pan", "link_base", "link_head_pan", (0.0, 0.0, 1.16902), "z", (-3.79, 2.22),
        velocity=2.0,
    ),
    _turning(
        "joint_head_tilt", "link_head_pan", "link_head_tilt", (0.0718099999987, 0.0, 0.11848), "y",
        (-1.17, 1.17), velocity=2.0,
    ),
    _fixed(
        "joint_camera_mount", "link_head_tilt", "link_camera", (0.10488, 0.0, 0.0),
        (-1.57079632679, 0.0, -1.57079632679),
    ),
    *_SENSORS,
)  # fmt: skip
