"""The bundled Google robot against outside truths: the original URDF and recorded traces."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import trimesh

from simeval.assets.locate import package_folder

FOLDER = package_folder() / "bundled" / "robots" / "google_robot"
URDFS = sorted(FOLDER.glob("*.urdf"))
SHARED = Path(__file__).resolve().parents[3] / "shared"
ORIGINAL = "mani_skill2_real2sim/assets/descriptions/googlerobot_description"
ORIGINAL_URDF = "google_robot_meta_sim_fix_wheel_fix_fingertip.urdf"
JOINTS = (
    *(f"joint_{name}" for name in ("torso", "shoulder", "bicep", "elbow", "forearm", "wrist")),
    "joint_gripper",
    "joint_finger_right",
    "joint_finger_left",
    "joint_head_pan",
    "joint_head_tilt",
)


def original_folder() -> Path:
    folder = os.environ.get("SIMEVAL_SIMPLER_ASSETS")
    if not folder:
        pytest.skip("SIMEVAL_SIMPLER_ASSETS does not name the original assets")
    return Path(folder) / ORIGINAL


def numbers(element: ET.Element | None, key: str, default: str) -> list[float]:
    text = default if element is None else element.get(key, default)
    return [float(v) for v in text.split()]


def joint_numbers(joint: ET.Element) -> list[float]:
    """Origin, and for a moving joint axis and limits."""
    origin = joint.find("origin")
    found = numbers(origin, "xyz", "0 0 0") + numbers(origin, "rpy", "0 0 0")
    if joint.get("type") != "fixed":
        limit = joint.find("limit")
        found += numbers(joint.find("axis"), "xyz", "1 0 0")
        found += [float(limit.get(key)) for key in ("lower", "upper", "effort", "velocity")]
    return found


def link_numbers(link: ET.Element) -> list[float]:
    """Mass, centre of mass and inertia; nothing where the link states none."""
    inertial = link.find("inertial")
    if inertial is None:
        return []
    keys = ("ixx", "ixy", "ixz", "iyy", "iyz", "izz")
    return [
        float(inertial.find("mass").get("value")),
        *numbers(inertial.find("origin"), "xyz", "0 0 0"),
        *numbers(inertial.find("origin"), "rpy", "0 0 0"),
        *(float(inertial.find("inertia").get(key)) for key in keys),
    ]


def by_name(root: ET.Element, tag: str) -> dict[str, ET.Element]:
    return {element.get("name"): element for element in root.iterfind(tag)}


@pytest.mark.simpler_assets
@pytest.mark.parametrize("urdf", URDFS, ids=lambda path: path.stem)
def test_robot_has_the_kinematics_and_masses_of_the_original(urdf):
    theirs = ET.parse(original_folder() / ORIGINAL_URDF).getroot()
    ours = ET.parse(urdf).getroot()
    for tag, facts in (("joint", joint_numbers), ("link", link_numbers)):
        mine, original = by_name(ours, tag), by_name(theirs, tag)
        assert list(mine) == list(original)
        for name, element in original.items():
            expected = facts(element)
            assert facts(mine[name]) == pytest.approx(expected, rel=1e-9, abs=1e-12), name
    for name, joint in by_name(theirs, "joint").items():
        mine = by_name(ours, "joint")[name]
        for end in ("parent", "child"):
            assert mine.find(end).get("link") == joint.find(end).get("link")
        assert mine.get("type") == joint.get("type")


def collision_points(urdf: Path, link: str) -> np.ndarray:
    """Corner points of all collision meshes of a link in its frame, m."""
    element = by_name(ET.parse(urdf).getroot(), "link")[link]
    points = []
    for collision in element.iterfind("collision"):
        mesh = trimesh.load(
            urdf.parent / collision.find("geometry/mesh").get("filename"), force="mesh"
        )
        turn = trimesh.transformations.euler_matrix(
            *numbers(collision.find("origin"), "rpy", "0 0 0")
        )
        points.append(mesh.vertices @ turn[:3, :3].T)
    return np.vstack(points)


# How far (m) a hull may lie off the original's in any direction.
_HULL_OFF_M = {
    **{f"link_finger_{side}": 0.0002 for side in ("left", "right")},
    **{f"link_finger_tip_{side}": 0.0001 for side in ("left", "right")},
    **{f"link_finger_nail_{side}": 0.0001 for side in ("left", "right")},
    "link_gripper": 0.005,
    "link_wrist": 0.012,
    "link_forearm": 0.010,
    "link_elbow": 0.008,
    "link_bicep": 0.008,
    "link_shoulder": 0.008,
    "link_torso": 0.010,
    "link_base": 0.013,
    "link_head_pan": 0.010,
    "link_head_tilt": 0.009,
}


@pytest.mark.simpler_assets
@pytest.mark.parametrize("link", sorted(_HULL_OFF_M))
def test_links_collide_where_the_original_does(link):
    theirs = collision_points(original_folder() / ORIGINAL_URDF, link)
    ours = collision_points(FOLDER / "google_robot.urdf", link)
    directions = np.random.default_rng(0).normal(size=(3000, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    gap = (theirs @ directions.T).max(axis=0) - (ours @ directions.T).max(axis=0)
    assert np.abs(gap).max() < _HULL_OFF_M[link]


def tcp_in_base(qpos: Mapping[str, float]) -> np.ndarray:
    """Walk the URDF from `link_gripper_tcp` to `link_base`; 4x4 pose."""
    joints = by_name(ET.parse(FOLDER / "google_robot.urdf").getroot(), "joint").values()
    by_child = {joint.find("child").get("link"): joint for joint in joints}
    pose, link = np.eye(4), "link_gripper_tcp"
    while link in by_child:
        joint = by_child[link]
        step = trimesh.transformations.euler_matrix(*numbers(joint.find("origin"), "rpy", "0 0 0"))
        step[:3, 3] = numbers(joint.find("origin"), "xyz", "0 0 0")
        if joint.get("type") == "revolute":
            step = step @ trimesh.transformations.rotation_matrix(
                qpos[joint.get("name")], numbers(joint.find("axis"), "xyz", "")
            )
        pose = step @ pose
        link = joint.find("parent").get("link")
    return pose


def test_forward_kinematics_follows_recorded_episodes():
    traces = sorted((SHARED / "golden" / "simpler").glob("google_*.json"))
    if not traces:
        pytest.skip("no recorded traces beside the checkout")
    for path in traces:
        trace = json.loads(path.read_text())
        base = trimesh.transformations.quaternion_matrix(trace["robot_base"][3:])
        base[:3, 3] = trace["robot_base"][:3]
        states = [(trace["qpos0"], trace["tcp0"])]
        states += [(step["qpos"], step["tcp"]) for step in trace["steps"][::9]]
        for qpos, tcp in states:
            world = base @ tcp_in_base(dict(zip(JOINTS, qpos, strict=True)))
            assert np.abs(world[:3, 3] - tcp[:3]).max() < 1e-5, path.name


def test_recoloured_robots_differ_in_looks_alone():
    """Same joints, masses and collision files; other visual files from the shoulder on."""
    plain = ET.parse(FOLDER / "google_robot.urdf").getroot()
    assert len(URDFS) == 5
    for urdf in URDFS:
        root = ET.parse(urdf).getroot()
        recoloured = set()
        for link, other in zip(plain.iterfind("link"), root.iterfind("link"), strict=True):
            files = [
                [mesh.get("filename") for mesh in element.iterfind("collision/geometry/mesh")]
                for element in (link, other)
            ]
            assert files[0] == files[1]
            seen = [element.find("visual/geometry/mesh") for element in (link, other)]
            if seen[0] is not None and seen[0].get("filename") != seen[1].get("filename"):
                recoloured.add(link.get("name"))
                assert (FOLDER / seen[1].get("filename")).is_file()
        if urdf.stem != "google_robot":
            assert len(recoloured) == 10
            assert {"link_shoulder", "link_gripper", "link_finger_tip_left"} <= recoloured


@pytest.mark.vulkan
@pytest.mark.parametrize("urdf", URDFS, ids=lambda path: path.stem)
def test_sapien_loads_the_robot(urdf):
    sapien = pytest.importorskip("sapien")
    scene = sapien.Scene(
        [sapien.physx.PhysxCpuSystem(), sapien.render.RenderSystem(sapien.Device("cpu"))]
    )
    loader = scene.create_urdf_loader()
    loader.fix_root_link = True
    robot = loader.load(str(urdf))
    assert sorted(joint.name for joint in robot.active_joints) == sorted(JOINTS)
    links = {link.name: link for link in robot.links}
    # Stated masses; the nail has none and gets that of its shape, as in the original.
    assert links["link_base"].mass == pytest.approx(52.9101052)
    assert links["link_finger_left"].mass == pytest.approx(0.0333244674)
    assert links["link_finger_nail_left"].mass < 1e-4
    visible = [
        link.name
        for link in robot.links
        if link.entity.find_component_by_type(sapien.render.RenderBodyComponent)
    ]
    assert len(visible) == 20
