"""Writes the whole arm: URDF, visual meshes and collision shapes."""

from __future__ import annotations

from pathlib import Path

from simeval.assets.make import wx250s_arm, wx250s_hand
from simeval.assets.make.glb import write_glb
from simeval.assets.make.urdf import Description, write_collisions, write_urdf
from simeval.assets.make.wx250s_collision import collision_parts
from simeval.assets.make.wx250s_facts import JOINTS, LINKS

VISUALS = {
    "base_link": wx250s_arm.base,
    "shoulder_link": wx250s_arm.shoulder,
    "upper_arm_link": wx250s_arm.upper_arm,
    "upper_forearm_link": wx250s_arm.upper_forearm,
    "lower_forearm_link": wx250s_hand.lower_forearm,
    "wrist_link": wx250s_hand.wrist,
    "gripper_link": wx250s_hand.gripper,
    "gripper_prop_link": wx250s_hand.crank,
    "gripper_bar_link": wx250s_hand.bar,
    "left_finger_link": wx250s_hand.left_finger,
    "right_finger_link": wx250s_hand.right_finger,
}


def write_robot(root: Path) -> None:
    """Write `robots/widowx/` below `root`."""
    folder = root / "robots" / "widowx"
    for link, make in VISUALS.items():
        write_glb(folder / "meshes" / f"{link}.glb", make())
    description = Description(
        name="wx250s",
        links=LINKS,
        joints=JOINTS,
        visuals={link: f"meshes/{link}.glb" for link in VISUALS},
        collisions=write_collisions(folder, collision_parts()),
    )
    write_urdf(folder / "wx250s.urdf", description)
