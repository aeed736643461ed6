"""The bundled objects of the Google robot's tasks against the originals' figures and rest poses."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
import trimesh

from simeval.assets.locate import package_folder
from simeval.envs.convex_parts import convex_parts
from simeval.envs.simpler.drawer_scenes import PLACE_SCENES
from simeval.envs.simpler.grasp_scenes import GRASP_SCENES, ORIENTATIONS
from simeval.envs.simpler.move_near_scenes import MOVE_NEAR_SCENES

BUNDLED = package_folder() / "bundled"
OBJECTS = json.loads((BUNDLED / "catalogue.json").read_text())["objects"]
INFO_FILES = (
    "info_pick_custom_v0",
    "info_pick_custom_baked_tex_v0",
    "info_pick_custom_baked_tex_v1",
)
GOOGLE_IDS = (
    "opened_coke_can",
    "opened_pepsi_can",
    "opened_7up_can",
    "opened_sprite_can",
    "opened_fanta_can",
    "opened_redbull_can",
    "blue_plastic_bottle",
    "apple",
    "orange",
    "sponge",
)
# (low, high) in mm of what the originals collide with, and the volume of their hulls in cm3.
ORIGINAL = {
    "opened_coke_can": ((-33.1, -69.0, -32.2), (33.8, 53.8, 34.1), 399.6),
    "opened_pepsi_can": ((-33.2, -64.3, -33.1), (33.7, 59.9, 33.8), 412.2),
    "opened_7up_can": ((-33.0, -63.0, -33.5), (33.2, 59.0, 32.7), 394.8),
    "opened_sprite_can": ((-33.3, -62.0, -33.5), (34.1, 61.1, 33.8), 411.1),
    "opened_fanta_can": ((-33.4, -63.6, -33.3), (33.9, 59.6, 34.0), 411.1),
    "opened_redbull_can": ((-29.9, -65.8, -29.9), (29.9, 67.5, 29.9), 366.0),
    "blue_plastic_bottle": ((-29.7, -88.2, -30.9), (32.6, 115.7, 36.3), 583.1),
    "apple": ((-40.9, -40.4, -36.2), (39.9, 40.4, 44.5), 273.2),
    "orange": ((-35.4, -35.4, -35.9), (35.3, 35.4, 32.8), 186.9),
    "sponge": ((-50.5, -32.0, -18.6), (50.5, 39.1, 18.6), 236.8),
}


def hulls(model_id: str) -> list[trimesh.Trimesh]:
    path = BUNDLED / OBJECTS[model_id]["folder"] / "collision.obj"
    return [trimesh.convex.convex_hull(part) for part in convex_parts(path)]


@pytest.mark.parametrize("model_id", GOOGLE_IDS)
def test_objects_fill_the_space_of_the_originals(model_id):
    low, high, volume_cm3 = ORIGINAL[model_id]
    parts = hulls(model_id)
    bounds = np.array([part.bounds for part in parts]) * 1000
    # The original's bottle leans by a degree, which its box shows and ours does not.
    slack_mm = 4.0 if model_id == "blue_plastic_bottle" else 1.5
    assert np.abs(bounds[:, 0].min(axis=0) - low).max() < slack_mm
    assert np.abs(bounds[:, 1].max(axis=0) - high).max() < slack_mm
    assert 1e6 * sum(part.volume for part in parts) == pytest.approx(volume_cm3, rel=0.03)
    seen = trimesh.load(BUNDLED / OBJECTS[model_id]["folder"] / "visual.glb", force="mesh").bounds
    assert np.abs(seen[0] * 1000 - bounds[:, 0].min(axis=0)).max() < 2.0
    assert np.abs(seen[1] * 1000 - bounds[:, 1].max(axis=0)).max() < 2.0


@pytest.mark.parametrize("scenes", [GRASP_SCENES, MOVE_NEAR_SCENES, PLACE_SCENES])
def test_every_object_of_the_tasks_is_there(scenes):
    wanted = {model_id for scene in scenes.values() for model_id in scene.model_ids}
    assert wanted <= set(OBJECTS)


def test_full_cans_weigh_twenty_times_the_empty_ones():
    for name in ("coke", "pepsi", "7up", "sprite", "fanta", "redbull"):
        full, empty = OBJECTS[f"{name}_can"], OBJECTS[f"opened_{name}_can"]
        assert full["density"] == 20 * empty["density"] == 1000
        shapes = [(BUNDLED / can["folder"] / "collision.obj").read_bytes() for can in (full, empty)]
        assert shapes[0] == shapes[1]


@pytest.mark.simpler_assets
@pytest.mark.parametrize("info", INFO_FILES)
def test_stated_boxes_and_densities_are_those_of_simpler(info):
    folder = os.environ.get("SIMEVAL_SIMPLER_ASSETS")
    if not folder:
        pytest.skip("SIMEVAL_SIMPLER_ASSETS does not name the original assets")
    stated = json.loads((Path(folder) / "data/custom" / f"{info}.json").read_text())
    # The Bridge files state another box for the spoon, and this set has one box per id.
    shared = (set(stated) & set(OBJECTS)) - {"bridge_spoon_generated_modified"}
    assert len(shared) >= 8
    for model_id in shared:
        assert OBJECTS[model_id]["bbox_min"] == stated[model_id]["bbox"]["min"]
        assert OBJECTS[model_id]["bbox_max"] == stated[model_id]["bbox"]["max"]
        assert OBJECTS[model_id]["density"] == stated[model_id]["density"]


def settled(sapien, model_id: str, quat: tuple[float, ...], *, top_z: float):
    """Drop an object from 0.5 m over a table as SIMPLER does and return where it rests."""
    sapien.physx.set_scene_config(enable_pcm=False, enable_tgs=True)
    sapien.physx.set_body_config(solver_position_iterations=25, solver_velocity_iterations=1)
    sapien.physx.set_shape_config(contact_offset=0.005)
    scene = sapien.Scene([sapien.physx.PhysxCpuSystem()])
    scene.set_timestep(1 / 513)
    table = scene.create_actor_builder()
    table.add_box_collision(half_size=[1, 1, 0.05])
    table.set_initial_pose(sapien.Pose([0, 0, top_z - 0.05]))
    table.build_static()
    builder = scene.create_actor_builder()
    builder.add_multiple_convex_collisions_from_file(
        str(BUNDLED / OBJECTS[model_id]["folder"] / "collision.obj"),
        material=sapien.physx.PhysxMaterial(0.5, 0.5, 0.0),
        density=OBJECTS[model_id]["density"],
    )
    builder.set_initial_pose(sapien.Pose([0, 0, 1.37], quat))
    actor = builder.build()
    body = actor.find_component_by_type(sapien.physx.PhysxRigidDynamicComponent)
    body.set_linear_damping(0.1)
    body.set_angular_damping(0.1)
    body.set_locked_motion_axes([0, 0, 0, 1, 1, 0])
    for _ in range(256):
        scene.step()
    body.set_locked_motion_axes([0] * 6)
    body.set_linear_velocity([0] * 3)
    body.set_angular_velocity([0] * 3)
    for _ in range(1026):
        scene.step()
    return actor.pose


YAWED = (2**-0.5, 0.0, 0.0, 2**-0.5)
# Rest height over a table top at 0.887 m, as recorded from the original simulator.
REST = [
    ("opened_coke_can", ORIENTATIONS["upright"], 0.9559),
    ("opened_coke_can", ORIENTATIONS["lr_switch"], 0.9191),
    ("opened_coke_can", ORIENTATIONS["laid_vertically"], 0.9191),
    ("opened_7up_can", ORIENTATIONS["upright"], 0.9500),
    ("apple", (1.0, 0.0, 0.0, 0.0), 0.9229),
    ("sponge", YAWED, 0.9055),
]


@pytest.mark.parametrize("model_id,quat,height", REST)
def test_objects_rest_on_the_table_as_recorded(model_id, quat, height):
    sapien = pytest.importorskip("sapien")
    pose = settled(sapien, model_id, quat, top_z=0.887)
    assert pose.p[2] == pytest.approx(height, abs=0.0006)
    assert np.abs(pose.p[:2]).max() < 0.004
    # Within 2.5 degrees of how it was dropped.
    assert abs(float(np.dot(pose.q, quat))) > np.cos(np.deg2rad(2.5) / 2)


@pytest.mark.parametrize("model_id", GOOGLE_IDS)
def test_objects_come_to_rest_where_they_fall(model_id):
    sapien = pytest.importorskip("sapien")
    upright = "can" in model_id or "bottle" in model_id
    quat = ORIENTATIONS["upright"] if upright else (1.0, 0.0, 0.0, 0.0)
    pose = settled(sapien, model_id, quat, top_z=0.887)
    assert np.abs(pose.p[:2]).max() < 0.006
    assert abs(float(np.dot(pose.q, quat))) > np.cos(np.deg2rad(3.0) / 2)


BUNDLED_URDF = BUNDLED / "robots/google_robot/google_robot.urdf"
BUNDLED_CAN = BUNDLED / OBJECTS["opened_coke_can"]["folder"] / "collision.obj"
ORIGINAL_URDF = (
    "mani_skill2_real2sim/assets/descriptions/googlerobot_description/"
    "google_robot_meta_sim_fix_wheel_fix_fingertip.urdf"
)
ORIGINAL_CAN = "data/custom/models/opened_coke_can/collision.obj"


def closed_on_can(sapien, urdf: Path, can_mesh: Path, *, closed_rad: float):
    """Close the fingers of a fixed robot on a can at the tool centre point, without gravity.

    The can's axis lies along the x axis of the gripper, about which the fingers turn.

    Returns:
        The two finger positions at the end (rad), and the can's position (m) relative to its start
        after each of the physics steps, [n, 3].
    """
    sapien.physx.set_scene_config(enable_pcm=False, enable_tgs=True, gravity=[0, 0, 0])
    sapien.physx.set_body_config(solver_position_iterations=25, solver_velocity_iterations=1)
    sapien.physx.set_shape_config(contact_offset=0.02)
    scene = sapien.Scene([sapien.physx.PhysxCpuSystem()])
    scene.set_timestep(1 / 513)
    loader = scene.create_urdf_loader()
    loader.fix_root_link = True
    for side in ("left", "right"):
        for link in (f"link_finger_{side}", f"link_finger_tip_{side}"):
            loader.set_link_material(link, 2.0, 2.0, 0.0)
            loader.set_link_patch_radius(link, 0.1)
    builders, _, _ = loader.parse(str(urdf))
    for link in builders[0].link_builders:
        link.visual_records = []
    robot = builders[0].build()
    robot.set_qpos(np.zeros(robot.dof, dtype=np.float32))  # also moves the links there
    fingers = [joint for joint in robot.active_joints if "finger" in joint.name]
    for joint in robot.active_joints:
        joint.set_drive_properties(*((200, 8, 60) if joint in fingers else (2000, 900, 300)))
        joint.set_drive_target(0.0)
    tcp = next(link for link in robot.links if link.name == "link_gripper_tcp")
    builder = scene.create_actor_builder()
    builder.add_multiple_convex_collisions_from_file(
        str(can_mesh), material=sapien.physx.PhysxMaterial(0.5, 0.5, 0.0), density=50
    )
    start = tcp.entity_pose * sapien.Pose([0, 0, 0], YAWED)
    builder.set_initial_pose(start)
    can = builder.build()
    path = []
    for step in range(1539):
        for joint in fingers:
            joint.set_drive_target(min(closed_rad, step / 513))
        scene.step()
        path.append(np.subtract(can.pose.p, start.p))
    at = dict(zip([joint.name for joint in robot.active_joints], robot.qpos, strict=True))
    return [float(at[joint.name]) for joint in fingers], np.array(path)


def test_fingers_close_on_a_can_and_hold_it_still():
    sapien = pytest.importorskip("sapien")
    fingers, path = closed_on_can(sapien, BUNDLED_URDF, BUNDLED_CAN, closed_rad=1.3)
    # Both stop at the can's wall, far from where they would meet (1.07 rad each).
    assert all(0.70 < finger < 0.80 for finger in fingers)
    assert np.linalg.norm(path[-1]) < 0.006
    assert np.ptp(path[-500:], axis=0).max() < 0.001


def test_open_fingers_leave_a_can_alone():
    sapien = pytest.importorskip("sapien")
    fingers, path = closed_on_can(sapien, BUNDLED_URDF, BUNDLED_CAN, closed_rad=0.0)
    assert np.abs(fingers).max() < 1e-3
    assert np.abs(path).max() < 1e-6


@pytest.mark.simpler_assets
def test_fingers_stop_where_those_of_the_original_do():
    sapien = pytest.importorskip("sapien")
    folder = os.environ.get("SIMEVAL_SIMPLER_ASSETS")
    if not folder:
        pytest.skip("SIMEVAL_SIMPLER_ASSETS does not name the original assets")
    theirs, _ = closed_on_can(
        sapien, Path(folder) / ORIGINAL_URDF, Path(folder) / ORIGINAL_CAN, closed_rad=1.3
    )
    ours, _ = closed_on_can(sapien, BUNDLED_URDF, BUNDLED_CAN, closed_rad=1.3)
    # The can may be gripped off its middle, which moves one finger for the other.
    assert sum(ours) == pytest.approx(sum(theirs), abs=0.02)
    assert ours == pytest.approx(theirs, abs=0.03)
