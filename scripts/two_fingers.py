"""Two fingers that squeeze each other, on SAPIEN 2 (PhysX 4) or SAPIEN 3 (PhysX 5): the wrist.

A fixed base, a driven wrist, and on it two driven fingers that close on nothing, with the gains of
the Google robot. Whatever the fingers do to each other, the wrist should not feel it. Prints the
positions of the three joints after each of four targets.

    .venv/bin/python scripts/two_fingers.py
    /tmp/sapien2/bin/python scripts/two_fingers.py
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

SIM_HZ = 513
CONTACT_OFFSET_M = 0.02
TARGETS_RAD = (0.7, 0.8, 0.9, 1.1)
STEPS = 400
DRIVES = {"wrist": (468.0, 340.0, 100.0), "right": (200.0, 8.0, 60.0), "left": (200.0, 8.0, 60.0)}

# A revolute joint turns about its x axis; these make that the z axis, up and down.
_UP = (0.7071068, 0.0, -0.7071068, 0.0)
_DOWN = (0.7071068, 0.0, 0.7071068, 0.0)


def main() -> None:
    """Build the gripper on the SAPIEN that is installed, close it and print."""
    sapien, scene, step = _sapien_3() if _is_sapien_3() else _sapien_2()
    gripper = _build(scene, sapien.Pose)
    joints = dict(zip(DRIVES, gripper.get_active_joints(), strict=True))
    for name, (stiffness, damping, limit) in DRIVES.items():
        joint = joints[name]
        drive = getattr(joint, "set_drive_properties", None) or joint.set_drive_property
        drive(stiffness, damping, force_limit=limit)
    for target in TARGETS_RAD:
        joints["wrist"].set_drive_target(0.0)
        for finger in ("right", "left"):
            joints[finger].set_drive_target(target)
        for _ in range(STEPS):
            step()
        wrist, right, left = gripper.get_qpos()
        sys.stdout.write(
            f"target {target:.1f} rad: wrist {wrist:8.4f}, fingers {right:.3f} and {left:.3f}\n"
        )


def _is_sapien_3() -> bool:
    import sapien

    return hasattr(sapien, "physx")


def _sapien_3() -> tuple[Any, Any, Callable[[], None]]:
    import sapien
    from sapien import physx

    world = physx.PhysxSceneConfig()
    world.gravity, world.enable_tgs, world.enable_pcm = np.zeros(3), True, False
    bodies = physx.PhysxBodyConfig()
    bodies.solver_position_iterations, bodies.solver_velocity_iterations = 25, 1
    shapes = physx.PhysxShapeConfig()
    shapes.contact_offset = CONTACT_OFFSET_M
    physx.set_scene_config(world)
    physx.set_body_config(bodies)
    physx.set_shape_config(shapes)
    physx.set_default_material(1.0, 1.0, 0.0)
    system = physx.PhysxCpuSystem()
    system.timestep = 1 / SIM_HZ
    return sapien, sapien.Scene([system]), system.step


def _sapien_2() -> tuple[Any, Any, Callable[[], None]]:
    import sapien.core as sapien

    config = sapien.SceneConfig()
    config.gravity, config.enable_tgs, config.enable_pcm = np.zeros(3), True, False
    config.solver_iterations, config.solver_velocity_iterations = 25, 1
    config.contact_offset = CONTACT_OFFSET_M
    engine = sapien.Engine()
    scene = engine.create_scene(config)
    scene.set_timestep(1 / SIM_HZ)
    scene.default_physical_material = scene.create_physical_material(1.0, 1.0, 0.0)
    return sapien, scene, partial(_advance, engine, scene)


def _advance(engine: Any, scene: Any) -> None:
    """Step a scene of SAPIEN 2, which lives only as long as its engine."""
    scene.step()


def _build(scene: Any, pose: Any) -> Any:
    builder = scene.create_articulation_builder()
    base = builder.create_link_builder()
    base.add_box_collision(pose=pose([-0.2, 0, 0]), half_size=[0.05] * 3, density=1000)
    wrist = builder.create_link_builder(base)
    wrist.set_joint_properties("revolute", [[-3.0, 3.0]], pose(q=_UP), pose(q=_UP), 0.0, 0.0)
    wrist.add_box_collision(pose=pose([0.05, 0, 0]), half_size=[0.04, 0.02, 0.02], density=1000)
    for y, axis in ((0.06, _DOWN), (-0.06, _UP)):
        finger = builder.create_link_builder(wrist)
        finger.set_joint_properties(
            "revolute", [[-0.1, 1.3]], pose([0.1, y, 0], axis), pose(q=axis), 0.0, 0.0
        )
        finger.add_box_collision(pose=pose([0.05, 0, 0]), half_size=[0.05, 0.01, 0.01], density=500)
    return builder.build(fix_root_link=True)


if __name__ == "__main__":
    main()
