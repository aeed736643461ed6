"""The Google robot of SIMPLER: gains, motion limits, contact materials, grasp test.

Facts: ManiSkill2_real2sim@ef7a4d4, agents/configs/google_robot and agents/robots/googlerobot.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import sapien
import torch

from simeval.envs.controllers.ee_align_planned import EEAlignPlannedControllerConfig
from simeval.envs.controllers.joint_drive import DriveGains
from simeval.envs.controllers.joint_planner import MotionLimits
from simeval.envs.controllers.planned_gripper import PlannedGripperControllerConfig
from simeval.envs.robots.google_robot_setup import BASE_Z, GoogleRobotSetup
from simeval.envs.robots.rigid_clusters import ignore_contacts_within_rigid_clusters
from simeval.envs.robots.simpler_robot import GRASP_MIN_IMPULSE, LinkContact, SimplerRobot

ARM_JOINTS = (
    "joint_torso",
    "joint_shoulder",
    "joint_bicep",
    "joint_elbow",
    "joint_forearm",
    "joint_wrist",
    "joint_gripper",
    # The original's arm controller holds the head as well.
    "joint_head_pan",
    "joint_head_tilt",
)
FINGER_JOINTS = ("joint_finger_right", "joint_finger_left")
EE_LINK = "link_gripper_tcp"
CONTROL_MODE = (
    "arm_pd_ee_delta_pose_align_interpolate_by_planner_"
    "gripper_pd_joint_target_delta_pos_interpolate_by_planner"
)

# Stiffness, damping and force limit of the head; the gains of ablations leave it alone.
_HEAD_STIFFNESS = (2000.0, 2000.0)
_HEAD_DAMPING = (900.0, 900.0)
_ARM_FORCE_LIMIT = (300.0, 300.0, *(100.0,) * 7)


def _arm_gains(stiffness: tuple[float, ...], damping: tuple[float, ...]) -> DriveGains:
    return DriveGains(
        stiffness=(*stiffness, *_HEAD_STIFFNESS),
        damping=(*damping, *_HEAD_DAMPING),
        force_limit=_ARM_FORCE_LIMIT,
    )


ARM_GAINS: dict[str, DriveGains] = {
    # System-identified on the RT-1 data (SIMPLER, section IV-B).
    "identified": _arm_gains(
        (
            1700.0,
            1737.0471680861954,
            979.975871856535,
            930.0,
            1212.154500274304,
            432.96500923932535,
            468.0013365498738,
        ),
        (
            1059.9791902443303,
            1010.4720585373592,
            767.2803161582076,
            680.0,
            674.9946964336588,
            274.613381336198,
            340.532560578637,
        ),
    ),
    # The ablations of figure 9: worse fits of the same data.
    "worse_control1": _arm_gains(
        (
            1542.4844516168355,
            1906.9938992819923,
            1605.8611345378665,
            1400.0,
            630.0,
            730.0,
            583.6446104792196,
        ),
        (
            513.436152107585,
            504.0051814405743,
            455.6134557131383,
            408.36436883104705,
            253.94979108395967,
            156.7912085424362,
            138.8619324972991,
        ),
    ),
    "worse_control2": _arm_gains(
        (2000.0, 2000.0, 1500.0, 1500.0, 1500.0, 800.0, 800.0),
        (300.0, 300.0, 200.0, 200.0, 150.0, 100.0, 80.0),
    ),
    "worse_control3": _arm_gains(
        (1200.0, 1200.0, 800.0, 800.0, 600.0, 300.0, 300.0),
        (1200.0, 1200.0, 800.0, 800.0, 800.0, 400.0, 400.0),
    ),
}
ARM_LIMITS = MotionLimits(velocity=1.5, acceleration=2.0, jerk=50.0)

# The original has stiffness 200 and damping 8. PhysX 4 passes on only a part of what a blocked
# finger pushes with, and a finger that moves freely needs little: with this part 36 recorded grasps
# hold about as often, see docs/google_robot.md.
_PASSED_ON = 0.475
GRIPPER_GAINS = DriveGains(
    stiffness=(_PASSED_ON * 200.0,) * 2, damping=(_PASSED_ON * 8.0,) * 2, force_limit=(60.0,) * 2
)
# Inertia at the finger joints, kg m2. Without it the contacts of the gripper with a light object do
# not converge in PhysX 5: the arm shakes and the object slips out.
FINGER_ARMATURE = 0.03
GRIPPER_LIMITS = MotionLimits(velocity=1.0, acceleration=7.0, jerk=50.0)

# Upper joint limit of a finger: closed.
FINGER_CLOSED_RAD = 1.3
# Sum of both finger joints where the nails of the original's fingers touch.
FINGERS_MEET_RAD = 2.1495
GRASP_MAX_ANGLE_DEG = 80.0

# Shapes that share a bit of the third collision group word do not collide.
_FINGER_BIT = 0b1


def link_contacts(finger_friction: float) -> dict[str, LinkContact]:
    """Contact materials by link; the other links have the scene's own.

    Args:
        finger_friction: Static and dynamic friction of fingers and fingertips.
    """
    finger = LinkContact(
        static_friction=finger_friction, dynamic_friction=finger_friction, patch_radius_m=0.1
    )
    nail = LinkContact(static_friction=0.1, dynamic_friction=0.1, patch_radius_m=0.01)
    wheel = LinkContact(static_friction=1.0, dynamic_friction=0.0, patch_radius_m=0.1)
    base = LinkContact(static_friction=0.1, dynamic_friction=0.0, patch_radius_m=0.1)
    found = {"link_base": base}
    for side in ("left", "right"):
        found[f"link_wheel_{side}"] = wheel
        found[f"link_finger_{side}"] = found[f"link_finger_tip_{side}"] = finger
        found[f"link_finger_nail_{side}"] = nail
    return found


class GoogleRobot(SimplerRobot):
    """ManiSkill agent of the Google robot with fixed wheels.

    Args:
        scene: ManiSkill scene.
        control_freq: Control steps per second.
        sim_freq: Physics steps per second.
        setup: Which version of the robot.
        urdf: Robot description of the asset set in use.
        even_material: See `SimplerRobot`.
    """

    uid = "simeval_google_robot"
    ee_link = EE_LINK
    base_link = "link_base"
    joint_names = (*ARM_JOINTS[:7], *FINGER_JOINTS, *ARM_JOINTS[7:])
    drives_every_physics_step = True

    def __init__(
        self,
        scene: Any,
        control_freq: int,
        sim_freq: int,
        *,
        setup: GoogleRobotSetup,
        urdf: Path,
        even_material: bool,
    ) -> None:
        self._sim_freq = sim_freq
        self._gains = ARM_GAINS[setup.arm_gains]
        self.link_contacts = link_contacts(setup.finger_friction)
        super().__init__(
            scene,
            control_freq,
            CONTROL_MODE,
            urdf=urdf,
            base_pose=sapien.Pose([0.35, 0.2, BASE_Z], [0.0, 0.0, 0.0, 1.0]),
            start_qpos=setup.start_qpos,
            even_material=even_material,
        )

    def _after_loading_articulation(self) -> None:
        super()._after_loading_articulation()
        names = [joint.name for joint in self.robot.get_active_joints()]
        self._finger_indices = [names.index(name) for name in FINGER_JOINTS]
        for index in self._finger_indices:
            self._articulation.active_joints[index].armature = np.array([FINGER_ARMATURE])
        ignore_contacts_within_rigid_clusters(self._articulation)
        self._leave_fingers_to_the_controller()

    def _leave_fingers_to_the_controller(self) -> None:
        """Let the two fingers not collide: see `planned_gripper`."""
        for name, link in self._links.items():
            if name.startswith("link_finger_"):
                for shape in link.collision_shapes:
                    groups = shape.get_collision_groups()
                    groups[2] |= _FINGER_BIT
                    shape.set_collision_groups(groups)

    @property
    def _controller_configs(self) -> dict[str, Any]:
        rates = {"sim_hz": self._sim_freq, "sim_steps": self._sim_freq // self._control_freq}
        return {
            CONTROL_MODE: {
                "arm": EEAlignPlannedControllerConfig(
                    joint_names=list(ARM_JOINTS),
                    ee_link=EE_LINK,
                    gains=self._gains,
                    limits=ARM_LIMITS,
                    **rates,
                ),
                "gripper": PlannedGripperControllerConfig(
                    joint_names=list(FINGER_JOINTS),
                    meet_rad=FINGERS_MEET_RAD,
                    gains=GRIPPER_GAINS,
                    limits=GRIPPER_LIMITS,
                    **rates,
                ),
            }
        }

    def gripper_opening(self) -> float:
        """One minus the mean closedness of the fingers: 0 closed, 1 open, clipped."""
        fingers = self._articulation.get_qpos()[self._finger_indices]
        return min(max(1.0 - float(fingers.mean()) / FINGER_CLOSED_RAD, 0.0), 1.0)

    def is_grasping(self, object: Any = None) -> torch.Tensor:
        """Whether both sides press on the entity from inside, bool [1].

        A side presses when the impulse of its finger or of its tip is at least 1e-6 N s, and the
        impulse of one of the two is within 80 degrees of that link's opening direction.
        """
        contacts = self.scene.px.get_contacts()
        holds = all(self._side_presses(contacts, side, object) for side in ("left", "right"))
        return torch.tensor([holds])

    def _side_presses(self, contacts: Any, side: str, object: Any) -> bool:
        links = (f"link_finger_{side}", f"link_finger_tip_{side}")
        pushes = [self._push(contacts, link, object) for link in links]
        strong = max(push.impulse for push in pushes) >= GRASP_MIN_IMPULSE
        return strong and min(push.angle_deg for push in pushes) <= GRASP_MAX_ANGLE_DEG
