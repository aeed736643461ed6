"""The Google robot set-up of SIMPLER as data: start joints, base height, policy camera, ablations.

Facts: ManiSkill2_real2sim@ef7a4d4, agents/configs/google_robot and custom_scenes.
"""

from __future__ import annotations

from dataclasses import dataclass

from simeval.envs.robots.camera_setup import CameraSetup

# Torso, shoulder, bicep, elbow, forearm, wrist, gripper, right and left finger.
_ARM_QPOS = (
    -0.2639457174606611,
    0.0831913360274175,
    0.5017611504652179,
    1.156859026208673,
    0.028583671314766423,
    1.592598203487462,
    -1.080652960128774,
    0.0,
    0.0,
)
_HEAD_PAN = -0.00285961
_HEAD_TILT = 0.7851361

# Height of the base over the floor of its URDF, and of that floor in the scenes.
BASE_Z = 0.06205 + 0.017

OVERHEAD_CAMERA = CameraSetup(
    name="overhead_camera",
    link="link_camera",
    position_in_link=(0.0, 0.0, 0.0),
    quat_wxyz_in_link=(0.5, 0.5, -0.5, 0.5),
    focal_px=425.0,
    principal_px=(320.0, 256.0),
    size=(640, 512),
    near_m=0.1,
    far_m=10.0,
)


@dataclass(frozen=True, kw_only=True)
class GoogleRobotSetup:
    """One version of the robot: its looks, its drives, its fingers, where its head looks.

    Attributes:
        urdf: Name of the robot description in the asset set; the recoloured ones differ in the
            visual meshes only.
        arm_gains: Name of the gains of the arm: ``identified``, or one of the original's worse
            ones, ``worse_control1`` to ``worse_control3``.
        finger_friction: Static and dynamic friction of fingers and fingertips.
        head_tilt: Start position of the head tilt joint, rad; more looks lower.
    """

    urdf: str = "google_robot"
    arm_gains: str = "identified"
    finger_friction: float = 2.0
    head_tilt: float = _HEAD_TILT

    @property
    def start_qpos(self) -> tuple[float, ...]:
        """Start joint positions: seven of the arm, two fingers, head pan and tilt, rad."""
        return (*_ARM_QPOS, _HEAD_PAN, self.head_tilt)
