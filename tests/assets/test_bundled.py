"""The bundled set against outside truths: the original URDF, recorded traces, its own manifest."""

from __future__ import annotations

import hashlib
import json
import os
import struct
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import trimesh
from PIL import Image

from simeval.assets.locate import package_folder

BUNDLED = package_folder() / "bundled"
URDF = BUNDLED / "robots" / "widowx" / "wx250s.urdf"
SHARED = Path(__file__).resolve().parents[3] / "shared"
CATALOGUE = json.loads((BUNDLED / "catalogue.json").read_text())
OBJECTS = CATALOGUE["objects"]
GLBS = sorted(BUNDLED.rglob("*.glb"))
# Mesh extents of the original objects, mm: (low, high) of what they collide with.
ORIGINAL_MM = {
    "bridge_spoon_generated_modified": ((-73.2, -17.4, -11.5), (67.9, 17.8, 15.3)),
    "table_cloth_generated_shorter": ((-51.1, -50.3, -4.9), (49.9, 49.8, 6.1)),
    "bridge_carrot_generated_modified": ((-64.2, -16.3, -17.8), (54.2, 15.9, 23.4)),
    "bridge_plate_objaverse_larger": ((-55, -55, 0), (55, 55, 6)),
    "baked_green_cube_3cm": ((-15, -15, -15), (15, 15, 15)),
    "baked_yellow_cube_3cm": ((-15, -15, -15), (15, 15, 15)),
    "eggplant": ((-44.9, -18.9, -20.3), (33.8, 18.5, 17.6)),
    "sink": ((-137.3, -203.6, -1.3), (138.2, 195.6, 117.4)),
    "dummy_sink_target_plane": ((-65, -40, -1), (65, 40, 1)),
}


def simpler_assets() -> Path:
    folder = os.environ.get("SIMEVAL_SIMPLER_ASSETS")
    if not folder:
        pytest.skip("SIMEVAL_SIMPLER_ASSETS does not name the original assets")
    return Path(folder)


def numbers(element: ET.Element | None, key: str, default: str) -> np.ndarray:
    text = default if element is None else element.get(key, default)
    return np.array([float(v) for v in text.split()])


def joint_facts(root: ET.Element) -> dict[str, tuple]:
    facts = {}
    for joint in root.iterfind("joint"):
        limit = joint.find("limit")
        mimic = joint.find("mimic")
        facts[joint.get("name")] = (
            joint.get("type"),
            joint.find("parent").get("link"),
            joint.find("child").get("link"),
            tuple(numbers(joint.find("origin"), "xyz", "0 0 0")),
            tuple(numbers(joint.find("origin"), "rpy", "0 0 0")),
            tuple(numbers(joint.find("axis"), "xyz", "1 0 0")),
            None if limit is None else tuple(sorted((k, float(v)) for k, v in limit.items())),
            None if mimic is None else mimic.get("joint"),
        )
    return facts


def link_facts(root: ET.Element) -> dict[str, tuple]:
    facts = {}
    for link in root.iterfind("link"):
        inertial = link.find("inertial")
        facts[link.get("name")] = (
            float(inertial.find("mass").get("value")),
            tuple(numbers(inertial.find("origin"), "xyz", "0 0 0")),
            tuple(numbers(inertial.find("origin"), "rpy", "0 0 0")),
            tuple(sorted((k, float(v)) for k, v in inertial.find("inertia").items())),
        )
    return facts


@pytest.mark.simpler_assets
def test_arm_has_the_kinematics_and_masses_of_the_original():
    original = ET.parse(
        simpler_assets() / "mani_skill2_real2sim/assets/descriptions/widowx_description/wx250s.urdf"
    ).getroot()
    ours = ET.parse(URDF).getroot()
    assert joint_facts(ours) == joint_facts(original)
    assert link_facts(ours) == link_facts(original)
    assert [j.get("name") for j in ours.iterfind("joint")] == [
        j.get("name") for j in original.iterfind("joint")
    ]


@pytest.mark.simpler_assets
def test_finger_hull_matches_the_original_in_every_direction():
    folder = simpler_assets() / (
        "mani_skill2_real2sim/assets/descriptions/widowx_description/meshes_wx250s"
    )
    original = trimesh.load(folder / "WXSA-250-M-10-Finger.stl", force="mesh")
    # The description turns the mesh by (pi, pi, 0) and shifts it by 5 mm along y.
    turn = np.diag([-1.0, -1.0, 1.0])
    points = original.vertices * 0.001 @ turn.T + np.array([0.0, 0.005, 0.0])
    ours = trimesh.load(URDF.parent / "meshes/left_finger_link_0.obj", force="mesh").vertices
    directions = np.random.default_rng(0).normal(size=(5000, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    gap = (points @ directions.T).max(axis=0) - (ours @ directions.T).max(axis=0)
    assert np.abs(gap).max() < 0.0002


def transform(xyz: np.ndarray, rotation: np.ndarray) -> np.ndarray:
    pose = np.eye(4)
    pose[:3, :3], pose[:3, 3] = rotation, xyz
    return pose


def turn_about(axis: np.ndarray, angle: float) -> np.ndarray:
    return trimesh.transformations.rotation_matrix(angle, axis)[:3, :3]


def tcp_in_base(qpos: dict[str, float]) -> np.ndarray:
    """Walk the URDF from `ee_gripper_link` to `base_link`."""
    by_child = {j.find("child").get("link"): j for j in ET.parse(URDF).getroot().iterfind("joint")}
    pose, link = np.eye(4), "ee_gripper_link"
    while link in by_child:
        joint = by_child[link]
        rotation = np.eye(3)
        if joint.get("type") == "revolute":
            rotation = turn_about(numbers(joint.find("axis"), "xyz", ""), qpos[joint.get("name")])
        pose = transform(numbers(joint.find("origin"), "xyz", ""), rotation) @ pose
        link = joint.find("parent").get("link")
    return pose


# (task and seed, arm joints at reset, TCP in the world) as recorded from the original simulator.
RECORDED = [
    (
        "widowx_carrot_on_plate_0",
        (-0.01840777, 0.0398835, 0.2224272, -0.00460194, 1.365243, 0.00153398),
        (0.147, 0.028, 0.87),
        (-0.1450694, 0.03409147, 1.005321),
    ),
]
ARM = ("waist", "shoulder", "elbow", "forearm_roll", "wrist_angle", "wrist_rotate")


@pytest.mark.parametrize("name,joints,base,tcp", RECORDED)
def test_forward_kinematics_gives_the_recorded_tcp(name, joints, base, tcp):
    local = tcp_in_base(dict(zip(ARM, joints, strict=True)))[:3, 3]
    world = np.array(base) + np.array([-1, -1, 1]) * local  # the base is turned by half a turn
    assert np.abs(world - tcp).max() < 2e-6


def test_forward_kinematics_follows_recorded_episodes():
    traces = sorted((SHARED / "golden" / "simpler").glob("widowx_*.json"))
    if not traces:
        pytest.skip("no recorded traces beside the checkout")
    for path in traces:
        trace = json.loads(path.read_text())
        base = np.array(trace["robot_base"])
        for qpos, tcp in [
            (trace["qpos0"], trace["tcp0"]),
            *((step["qpos"], step["tcp"]) for step in trace["steps"][::7]),
        ]:
            local = tcp_in_base(dict(zip(ARM, qpos, strict=False)))[:3, 3]
            world = base[:3] + np.array([-1, -1, 1]) * local
            assert np.abs(world - tcp[:3]).max() < 1e-5, path.name


def convex_parts(path: Path) -> list[trimesh.Trimesh]:
    """Split by `o` groups, reading the text ourselves."""
    groups: list[tuple[list, list]] = []
    vertices: list[list[float]] = []
    for line in path.read_text().splitlines():
        kind, *rest = line.split()
        if kind == "o":
            groups.append(([], []))
        elif kind == "v":
            vertices.append([float(v) for v in rest])
        elif kind == "f":
            groups[-1][1].append([int(v) - 1 for v in rest])
    return [trimesh.Trimesh(vertices, faces, process=False) for _, faces in groups]


@pytest.mark.parametrize("path", sorted(BUNDLED.rglob("*.obj")), ids=lambda p: p.stem)
def test_collision_parts_are_closed_convex_and_apart(path):
    parts = convex_parts(path)
    assert 1 <= len(parts) <= 40
    used: set[int] = set()
    for part in parts:
        part.remove_unreferenced_vertices()
        assert part.is_watertight
        assert part.volume > 0
        assert part.volume == pytest.approx(part.convex_hull.volume, rel=1e-4)
        assert len(part.vertices) <= 128  # PhysX takes 255 at most
    faces = [set(np.unique(p.faces).tolist()) for p in convex_parts(path)]
    for group in faces:
        assert not used & group
        used |= group


@pytest.mark.parametrize("model_id", sorted(ORIGINAL_MM))
def test_objects_fill_the_space_of_the_originals(model_id):
    folder = BUNDLED / OBJECTS[model_id]["folder"]
    low, high = (1000 * b for b in trimesh.load(folder / "collision.obj", force="mesh").bounds)
    assert np.abs(low - ORIGINAL_MM[model_id][0]).max() < 1.5
    assert np.abs(high - ORIGINAL_MM[model_id][1]).max() < 1.5
    seen = trimesh.load(folder / "visual.glb", force="mesh").bounds * 1000
    slack = 8.0 if model_id == "sink" else 2.0
    assert np.abs(seen[0] - low).max() < slack
    assert np.abs(seen[1] - high).max() < slack


@pytest.mark.simpler_assets
def test_stated_boxes_and_densities_are_those_of_simpler():
    stated = {}
    for name in ("info_bridge_custom_v0", "info_bridge_custom_baked_tex_v0"):
        stated |= json.loads((simpler_assets() / "data/custom" / f"{name}.json").read_text())
    shared = set(stated) & set(OBJECTS)
    assert set(ORIGINAL_MM) <= shared
    for model_id in shared:
        ours, theirs = OBJECTS[model_id], stated[model_id]
        assert ours["bbox_min"] == pytest.approx(theirs["bbox"]["min"])
        assert ours["bbox_max"] == pytest.approx(theirs["bbox"]["max"])
        assert ours["extent"] == pytest.approx(
            np.subtract(theirs["bbox"]["max"], theirs["bbox"]["min"])
        )
        assert ours["density"] == theirs["density"]


def test_manifest_lists_every_file_with_its_hash():
    manifest = json.loads((BUNDLED / "manifest.json").read_text())
    listed = [row["path"] for row in manifest["files"]]
    present = sorted(
        p.relative_to(BUNDLED).as_posix()
        for p in BUNDLED.rglob("*")
        if p.is_file() and p.name != "manifest.json"
    )
    assert listed == present
    for row in manifest["files"]:
        data = (BUNDLED / row["path"]).read_bytes()
        assert (row["size"], row["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())


def test_set_is_small():
    assert sum(p.stat().st_size for p in BUNDLED.rglob("*") if p.is_file()) < 20e6


@pytest.mark.parametrize("path", GLBS, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_every_visual_has_a_material(path):
    data = path.read_bytes()
    length = struct.unpack_from("<I", data, 12)[0]
    document = json.loads(data[20 : 20 + length])
    for mesh in document["meshes"]:
        for primitive in mesh["primitives"]:
            surface = document["materials"][primitive["material"]]["pbrMetallicRoughness"]
            coloured = surface["baseColorFactor"][:3] != [1.0, 1.0, 1.0]
            assert coloured or "baseColorTexture" in surface


@pytest.mark.parametrize("name", ["bridge_real_eval_1", "bridge_sink"])
def test_backgrounds_have_the_size_of_the_policy_camera(name):
    with Image.open(BUNDLED / CATALOGUE["backgrounds"][name]) as picture:
        assert picture.size == (640, 480)
        pixels = np.asarray(picture.convert("RGB"), dtype=float)
    assert 60 < pixels.mean() < 190
    assert pixels.std() > 20


def test_making_the_models_again_gives_the_same_bytes(tmp_path):
    pytest.importorskip("manifold3d", reason="the make scripts triangulate with manifold3d")
    from simeval.assets.make import cabinets, google_robot, widowx
    from simeval.assets.make.catalogue import write_catalogue, write_objects

    widowx.write_robot(tmp_path)
    google_robot.write_robot(tmp_path)
    cabinets.write_cabinets(tmp_path)
    write_objects(tmp_path)
    write_catalogue(tmp_path)
    made = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert len(made) > 50
    for path in made:
        assert path.read_bytes() == (BUNDLED / path.relative_to(tmp_path)).read_bytes(), path.name


def settled(sapien, model_ids: dict[str, tuple], *, fixed: dict[str, tuple], floor: bool):
    """Drop bodies from 0.5 m as SIMPLER does (tilt locked at first) and return where they rest."""
    sapien.physx.set_scene_config(enable_pcm=False, enable_tgs=True)
    sapien.physx.set_body_config(solver_position_iterations=25, solver_velocity_iterations=1)
    sapien.physx.set_shape_config(contact_offset=0.005)
    scene = sapien.Scene([sapien.physx.PhysxCpuSystem()])
    scene.set_timestep(1 / 500)
    material = sapien.physx.PhysxMaterial(0.5, 0.5, 0.0)
    if floor:
        table = scene.create_actor_builder()
        table.add_box_collision(half_size=[1, 1, 0.05])
        table.set_initial_pose(sapien.Pose([0, 0, 0.87 - 0.05]))
        table.build_static()
    bodies = []
    for model_id, xyz in {**fixed, **model_ids}.items():
        builder = scene.create_actor_builder()
        path = BUNDLED / OBJECTS[model_id]["folder"] / "collision.obj"
        builder.add_multiple_convex_collisions_from_file(
            str(path), material=material, density=OBJECTS[model_id]["density"]
        )
        builder.set_initial_pose(sapien.Pose(list(xyz)))
        if model_id in fixed:
            builder.build_static()
            continue
        actor = builder.build()
        body = actor.find_component_by_type(sapien.physx.PhysxRigidDynamicComponent)
        body.set_linear_damping(0.1)
        body.set_angular_damping(0.1)
        body.set_locked_motion_axes([0, 0, 0, 1, 1, 0])
        bodies.append((actor, body))
    for _ in range(250):
        scene.step()
    for _, body in bodies:
        body.set_locked_motion_axes([0] * 6)
        body.set_linear_velocity([0] * 3)
        body.set_angular_velocity([0] * 3)
    for _ in range(1000):
        scene.step()
    return [actor.pose for actor, _ in bodies]


# Rest height above a table top at 0.87 m and tilt about y (as a quaternion component), recorded.
REST = {
    "bridge_spoon_generated_modified": (0.8804, -0.0218),
    "table_cloth_generated_shorter": (0.8749, 0.0),
    "bridge_carrot_generated_modified": (0.8880, 0.0432),
    "bridge_plate_objaverse_larger": (0.8700, 0.0),
    "baked_green_cube_3cm": (0.8850, 0.0),
    "baked_yellow_cube_3cm": (0.8850, 0.0),
}


@pytest.mark.parametrize("model_id", sorted(REST))
def test_objects_rest_on_a_table_as_recorded(model_id):
    sapien = pytest.importorskip("sapien")
    (pose,) = settled(sapien, {model_id: (0.0, 0.0, 1.37)}, fixed={}, floor=True)
    height, tilt = REST[model_id]
    assert pose.p[2] == pytest.approx(height, abs=0.0005)
    assert pose.q[2] == pytest.approx(tilt, abs=0.012)


def test_eggplant_and_target_plane_rest_in_the_sink_as_recorded():
    sapien = pytest.importorskip("sapien")
    plane, eggplant = settled(
        sapien,
        {"dummy_sink_target_plane": (-0.125, 0.025, 1.37), "eggplant": (-0.115, 0.191, 1.37)},
        fixed={"sink": (-0.16, 0.13, 0.88)},
        floor=False,
    )
    assert np.abs(np.array(plane.p) - (-0.1476, 0.0225, 0.9358)).max() < 0.010
    assert np.abs(np.array(plane.q) - (0.9978, 0.0035, 0.0647, 0.0121)).max() < 0.02
    assert np.abs(np.array(eggplant.p) - (-0.1193, 0.194, 0.9385)).max() < 0.015
    assert eggplant.p[2] == pytest.approx(0.9385, abs=0.0015)


@pytest.mark.vulkan
def test_sapien_loads_arm_and_objects_and_draws_them():
    sapien = pytest.importorskip("sapien")
    scene = sapien.Scene(
        [sapien.physx.PhysxCpuSystem(), sapien.render.RenderSystem(sapien.Device("cpu"))]
    )
    loader = scene.create_urdf_loader()
    loader.fix_root_link = True
    robot = loader.load(str(URDF))
    assert [j.name for j in robot.active_joints] == [*ARM, "left_finger", "right_finger"]
    for number, entry in enumerate(OBJECTS.values()):
        builder = scene.create_actor_builder()
        folder = BUNDLED / entry["folder"]
        builder.add_multiple_convex_collisions_from_file(str(folder / "collision.obj"))
        builder.add_visual_from_file(str(folder / "visual.glb"))
        builder.set_initial_pose(sapien.Pose([0.5, 0.5 * number, 0.0]))
        actor = builder.build_kinematic()
        body = actor.find_component_by_type(sapien.render.RenderBodyComponent)
        assert body.render_shapes
