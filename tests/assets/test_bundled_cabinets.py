"""The bundled cabinets against the original's description, and as bodies that move."""

from __future__ import annotations

import json
import os
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from simeval.assets.locate import package_folder

BUNDLED = package_folder() / "bundled"
CABINETS = json.loads((BUNDLED / "catalogue.json").read_text())["cabinets"]
NAMES = sorted(CABINETS)
DRAWERS = ("top", "middle", "bottom")
HALF_METRE = 0.5


def root_of(name: str) -> ET.Element:
    return ET.parse(BUNDLED / CABINETS[name]).getroot()


def boxes(link: ET.Element) -> list[tuple[float, ...]]:
    """Centre and size of each collision box, in the order of the file."""
    found = []
    for collision in link.iterfind("collision"):
        centre = collision.find("origin").get("xyz").split()
        size = collision.find("geometry/box").get("size").split()
        found.append(tuple(float(v) for v in (*centre, *size)))
    return found


def joint_facts(joint: ET.Element) -> tuple:
    limit = joint.find("limit")
    return (
        joint.get("type"),
        joint.find("parent").get("link"),
        joint.find("child").get("link"),
        [float(v) for v in joint.find("origin").get("xyz").split()],
        [float(v) for v in joint.find("axis").get("xyz").split()],
        [float(limit.get(key)) for key in ("lower", "upper", "effort", "velocity")],
    )


@pytest.mark.simpler_assets
@pytest.mark.parametrize("name", NAMES)
def test_cabinets_have_the_boxes_and_joints_of_the_original(name):
    folder = os.environ.get("SIMEVAL_SIMPLER_ASSETS")
    if not folder:
        pytest.skip("SIMEVAL_SIMPLER_ASSETS does not name the original assets")
    original = ET.parse(Path(folder) / "data/custom" / f"{name}.urdf").getroot()
    ours = root_of(name)
    theirs = {link.get("name"): boxes(link) for link in original.iterfind("link")}
    assert {link.get("name"): boxes(link) for link in ours.iterfind("link")} == theirs
    facts = {joint.get("name"): joint_facts(joint) for joint in original.iterfind("joint")}
    assert {joint.get("name"): joint_facts(joint) for joint in ours.iterfind("joint")} == facts


@pytest.mark.parametrize("name", NAMES)
def test_third_box_of_a_drawer_is_its_floor(name):
    """The success rule of placing counts on the order."""
    for link in root_of(name).iterfind("link"):
        if link.get("name") != "body":
            assert boxes(link)[2] == (0.0, 0.0, -0.06, 0.55, 0.515, 0.02)
            assert len(boxes(link)) == 6


def loaded(sapien, name: str):
    scene = sapien.Scene(
        [sapien.physx.PhysxCpuSystem(), sapien.render.RenderSystem(sapien.Device("cpu"))]
    )
    scene.set_timestep(1 / 513)
    loader = scene.create_urdf_loader()
    loader.fix_root_link = True
    return scene, loader.load(str(BUNDLED / CABINETS[name]))


@pytest.mark.vulkan
@pytest.mark.parametrize("name", NAMES)
def test_drawers_weigh_what_their_boxes_weigh(name):
    sapien = pytest.importorskip("sapien")
    _, cabinet = loaded(sapien, name)
    links = {link.name: link for link in cabinet.links}
    for drawer in DRAWERS:
        # 1000 kg/m3, SAPIEN's default, times front, tray ends, floor and tray sides.
        volume = 0.015 * 0.615 * 0.14 + 2 * 0.02 * 0.515 * 0.1 + 0.55 * 0.515 * 0.02
        volume += 2 * 0.59 * 0.02 * 0.1
        assert links[f"{drawer}_drawer"].mass == pytest.approx(1000 * volume, rel=1e-4)
    for link in links.values():
        assert link.entity.find_component_by_type(sapien.render.RenderBodyComponent)


@pytest.mark.vulkan
def test_a_pulled_drawer_slides_out_to_its_limit_and_no_further():
    sapien = pytest.importorskip("sapien")
    scene, cabinet = loaded(sapien, "mk_station_recolor")
    joints = [joint.name for joint in cabinet.active_joints]
    assert sorted(joints) == sorted(f"{drawer}_drawer_joint" for drawer in DRAWERS)
    for joint in cabinet.active_joints:
        joint.set_friction(0.05)
        joint.set_drive_properties(0.0, 1.0, mode="force")
    pulls = [40.0 if "middle" in name else 0.0 for name in joints]
    seen = []
    for _ in range(1026):
        cabinet.set_qf(cabinet.compute_passive_force() + pulls)
        scene.step()
        seen.append(dict(zip(joints, cabinet.qpos, strict=True)))
    assert seen[200]["middle_drawer_joint"] > 0.05
    assert max(state["middle_drawer_joint"] for state in seen) < HALF_METRE + 0.01
    assert seen[-1]["middle_drawer_joint"] == pytest.approx(HALF_METRE, abs=0.01)
    assert abs(seen[-1]["top_drawer_joint"]) < 1e-3
