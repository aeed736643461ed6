"""The WidowX 250 S of SIMPLER: gains, finger friction, collision groups, grasp test.

Facts: ManiSkill2_real2sim@ef7a4d4, agents/configs/widowx and agents/robots/widowx.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Any

import sapien
import torch

from simeval.envs.controllers.ee_align2 import EEAlign2ControllerConfig
from simeval.envs.controllers.joint_drive import DriveGains
from simeval.envs.controllers.parallel_gripper import ParallelGripperControllerConfig
from simeval.envs.robots.simpler_robot import GRASP_MIN_IMPULSE, LinkContact, SimplerRobot
from simeval.envs.robots.widowx_setup import WidowXSetup

ARM_JOINTS = ("waist", "shoulder", "elbow", "forearm_roll", "wrist_angle", "wrist_rotate")
FINGER_JOINTS = ("left_finger", "right_finger")
EE_LINK = "ee_gripper_link"
CONTROL_MODE = "arm_pd_ee_target_delta_pose_align2_gripper_pd_joint_pos"

# System-identified on the Bridge data (SIMPLER, section IV-B).
ARM_GAINS = DriveGains(
    stiffness=(
        1169.7891719504198,
        730.0,
        808.4601346394447,
        1229.1299089624076,
        1272.2760456418862,
        1056.3326605132252,
    ),
    damping=(
        330.0,
        180.0,
        152.12036565582588,
        309.6215302722146,
        201.04998711007383,
        269.51458932695414,
    ),
    force_limit=(200.0, 200.0, 100.0, 100.0, 100.0, 100.0),
)
GRIPPER_GAINS = DriveGains(
    stiffness=(1000.0, 1000.0), damping=(200.0, 200.0), force_limit=(60.0, 60.0)
)
# Commands -1 and +1. The joint limits are 0.015 and 0.037; targets are clamped to them.
GRIPPER_CLOSED_M = 0.014
GRIPPER_OPEN_M = 0.038
FINGER_LIMITS_M = (0.015, 0.037)

FINGER_FRICTION = 2.0
FINGER_PATCH_RADIUS_M = 0.01
GRASP_MAX_ANGLE_DEG = 60.0

# The links of the hand collide with everything but each other (shapes that share a bit of the third
# collision group word do not). The bar, the propeller and the gripper body are fixed to each other
# and overlap, and the original keeps the bar and the fingers apart in the same way; the other pairs
# stay at least 2.8 mm apart over the whole travel of the fingers, so that their contacts never
# press, but take half of the time of a physics step.
_HAND_LINKS = (
    "gripper_link",
    "gripper_prop_link",
    "gripper_bar_link",
    "left_finger_link",
    "right_finger_link",
)
_HAND_BIT = 0b1

_FINGER = LinkContact(
    static_friction=FINGER_FRICTION,
    dynamic_friction=FINGER_FRICTION,
    patch_radius_m=FINGER_PATCH_RADIUS_M,
)


class WidowX(SimplerRobot):
    """ManiSkill agent of the WidowX.

    Args:
        scene: ManiSkill scene.
        control_freq: Control steps per second.
        setup: Start joints, base pose and camera.
        urdf: Robot description of the asset set in use.
    """

    uid = "simeval_widowx"
    ee_link = EE_LINK
    base_link = "base_link"
    joint_names = (*ARM_JOINTS, *FINGER_JOINTS)
    link_contacts = MappingProxyType({"left_finger_link": _FINGER, "right_finger_link": _FINGER})

    def __init__(self, scene: Any, control_freq: int, *, setup: WidowXSetup, urdf: Path) -> None:
        super().__init__(
            scene,
            control_freq,
            CONTROL_MODE,
            urdf=urdf,
            base_pose=sapien.Pose(setup.base_position, setup.base_quat_wxyz),
            start_qpos=setup.qpos,
        )

    def _after_loading_articulation(self) -> None:
        super()._after_loading_articulation()
        for name in _HAND_LINKS:
            for shape in self._links[name].collision_shapes:
                shape.set_collision_groups([1, 1, _HAND_BIT, 0])

    @property
    def _controller_configs(self) -> dict[str, Any]:
        return {
            CONTROL_MODE: {
                "arm": EEAlign2ControllerConfig(
                    joint_names=list(ARM_JOINTS), ee_link=EE_LINK, gains=ARM_GAINS
                ),
                "gripper": ParallelGripperControllerConfig(
                    joint_names=list(FINGER_JOINTS),
                    closed_m=GRIPPER_CLOSED_M,
                    open_m=GRIPPER_OPEN_M,
                    gains=GRIPPER_GAINS,
                ),
            }
        }

    def gripper_opening(self) -> float:
        """Mean finger opening: 0 at the closed joint limit, 1 at the open one, clipped."""
        closed, opened = FINGER_LIMITS_M
        mean = float(self._articulation.get_qpos()[-2:].mean())
        return min(max((mean - closed) / (opened - closed), 0.0), 1.0)

    def is_grasping(self, object: Any = None) -> torch.Tensor:
        """Whether both fingers press on the entity from inside, bool [1].

        A finger presses when its contact impulse is at least 1e-6 N s and within 60 degrees of
        its opening direction.
        """
        contacts = self.scene.px.get_contacts()
        pushes = (
            self._push(contacts, "left_finger_link", object),
            self._push(contacts, "right_finger_link", object, opening=-1),
        )
        holds = all(
            push.impulse >= GRASP_MIN_IMPULSE and push.angle_deg <= GRASP_MAX_ANGLE_DEG
            for push in pushes
        )
        return torch.tensor([holds])
