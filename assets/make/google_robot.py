"""Writes the Google robot: one URDF per colouring, visual meshes, shared collision shapes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from simeval.assets.make import google_arm, google_body, google_hand
from simeval.assets.make.glb import write_glb
from simeval.assets.make.google_collision import collision_parts
from simeval.assets.make.google_facts import JOINTS, LINKS
from simeval.assets.make.google_paint import PALETTE, RECOLOURED, Pieces, painted
from simeval.assets.make.urdf import Description, write_collisions, write_urdf

Shape = Callable[[], Pieces]

# By mesh; left and right links share one.
FIXED_COLOUR: dict[str, Shape] = {
    "link_base": google_body.base,
    "link_wheel": google_body.wheel,
    "link_rear_wheel": google_body.rear_wheel,
    "link_torso": google_arm.torso,
    "link_head_pan": google_body.head_pan,
    "link_head_tilt": google_body.head_tilt,
    "link_finger_nail": google_hand.nail,
}
RECOLOURABLE: dict[str, Shape] = {
    "link_shoulder": google_arm.shoulder,
    "link_bicep": google_arm.bicep,
    "link_elbow": google_arm.elbow,
    "link_forearm": google_arm.forearm,
    "link_wrist": google_arm.wrist,
    "link_gripper": google_hand.gripper,
    "link_finger": google_hand.finger,
    "link_finger_tip": google_hand.finger_tip,
}
ROBOT = "google_robot"
URDFS = {
    name: f"robots/{ROBOT}/{name}.urdf"
    for name in (ROBOT, *(f"{ROBOT}_{recolour}" for recolour in RECOLOURED))
}


def write_robot(root: Path) -> None:
    """Write `robots/google_robot/` below `root`."""
    folder = root / "robots" / ROBOT
    collisions = write_collisions(folder, collision_parts())
    for mesh, make in {**FIXED_COLOUR, **RECOLOURABLE}.items():
        write_glb(folder / "meshes" / f"{mesh}.glb", painted(make(), PALETTE))
    _write_description(folder, ROBOT, collisions, recoloured_in="meshes")
    for recolour, palette in RECOLOURED.items():
        for mesh, make in RECOLOURABLE.items():
            write_glb(folder / recolour / f"{mesh}.glb", painted(make(), palette))
        _write_description(folder, f"{ROBOT}_{recolour}", collisions, recoloured_in=recolour)


def _write_description(
    folder: Path, name: str, collisions: dict[str, tuple[str, ...]], *, recoloured_in: str
) -> None:
    visuals = {}
    for link in collisions:
        mesh = link.removesuffix("_left").removesuffix("_right")
        visuals[link] = f"{recoloured_in if mesh in RECOLOURABLE else 'meshes'}/{mesh}.glb"
    description = Description(
        name=ROBOT, links=LINKS, joints=JOINTS, visuals=visuals, collisions=collisions
    )
    write_urdf(folder / f"{name}.urdf", description)
