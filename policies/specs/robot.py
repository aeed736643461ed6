"""What the robots of the environments make of an action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Robot:
    """Conventions of one robot."""

    name: str
    """Name in presets."""
    task_prefix: str
    """How the names of its tasks begin."""
    arm: Literal["ee_delta", "joint_position"]
    """ee_delta: displacement (m) and rotation vector (rad) of the TCP along the axes of the base;
    joint_position: targets of the arm joints (rad)."""
    arm_size: int
    """Numbers of an action before the gripper command."""
    gripper: Literal["absolute_open", "relative_close", "closed01"]
    """absolute_open: 1 opens, -1 closes; relative_close: above 0 closes further, below 0 opens;
    closed01: 0 open, 1 closed."""
    pose_base: Literal["previous_target", "sensed"] | None = None
    """What the controller adds a displacement to: its previous target, or the sensed pose."""
    finger_joints: tuple[int, ...] = ()
    """Indices in ``qpos`` of the prismatic fingers, whose sum is the width; () if none slide."""

    @property
    def action_size(self) -> int:
        """Numbers of an action."""
        return self.arm_size + 1


ROBOTS = {
    robot.name: robot
    for robot in (
        Robot(
            name="widowx",
            task_prefix="widowx_",
            arm="ee_delta",
            arm_size=6,
            gripper="absolute_open",
            pose_base="previous_target",
            finger_joints=(6, 7),
        ),
        Robot(
            name="google",
            task_prefix="google_robot_",
            arm="ee_delta",
            arm_size=6,
            gripper="relative_close",
            pose_base="sensed",
        ),
        Robot(
            name="droid",
            task_prefix="droid_",
            arm="joint_position",
            arm_size=7,
            gripper="closed01",
        ),
    )
}
