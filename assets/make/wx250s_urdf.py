"""Writes the URDF of the arm from the table of facts and the parts made for each link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from simeval.assets.make.obj import write_convex_parts
from simeval.assets.make.solid import Solid
from simeval.assets.make.wx250s_facts import JOINTS, LINKS, JointFacts, LinkFacts


def write_urdf(
    folder: Path, *, visuals: Sequence[str], collisions: Mapping[str, Sequence[Solid]]
) -> Path:
    """Write `wx250s.urdf` and the convex collision parts (m, link frames) into `folder`.

    `visuals` names the links that have `meshes/<link>.glb`. Every convex part is a collision
    element and file of its own, so that loaders that hull a whole file do no harm.
    """
    robot = ET.Element("robot", name="wx250s")
    for link in LINKS:
        element = ET.SubElement(robot, "link", name=link.name)
        if link.name in visuals:
            visual = ET.SubElement(element, "visual")
            geometry = ET.SubElement(visual, "geometry")
            ET.SubElement(geometry, "mesh", filename=f"meshes/{link.name}.glb")
        for number, part in enumerate(collisions.get(link.name, ())):
            name = f"meshes/{link.name}_{number}.obj"
            write_convex_parts(folder / name, [part])
            collision = ET.SubElement(element, "collision")
            geometry = ET.SubElement(collision, "geometry")
            ET.SubElement(geometry, "mesh", filename=name)
        _inertial(element, link)
    for joint in JOINTS:
        _joint(robot, joint)
    ET.indent(robot)
    path = folder / "wx250s.urdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = ET.tostring(robot, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n', encoding="utf-8")
    return path


def _numbers(values: Sequence[float]) -> str:
    return " ".join(repr(float(v)) for v in values)


def _inertial(element: ET.Element, link: LinkFacts) -> None:
    inertial = ET.SubElement(element, "inertial")
    if any(link.com_xyz) or any(link.com_rpy):
        ET.SubElement(inertial, "origin", rpy=_numbers(link.com_rpy), xyz=_numbers(link.com_xyz))
    ET.SubElement(inertial, "mass", value=repr(link.mass_kg))
    keys = ("ixx", "ixy", "ixz", "iyy", "iyz", "izz")
    terms = {key: repr(value) for key, value in zip(keys, link.inertia, strict=True)}
    ET.SubElement(inertial, "inertia", terms)


def _joint(robot: ET.Element, joint: JointFacts) -> None:
    element = ET.SubElement(robot, "joint", name=joint.name, type=joint.kind)
    ET.SubElement(element, "origin", rpy="0 0 0", xyz=_numbers(joint.xyz))
    ET.SubElement(element, "parent", link=joint.parent)
    ET.SubElement(element, "child", link=joint.child)
    ET.SubElement(element, "axis", xyz=_numbers(joint.axis))
    if joint.kind == "fixed":
        return
    ET.SubElement(
        element,
        "limit",
        effort=repr(joint.effort),
        lower=repr(joint.lower),
        upper=repr(joint.upper),
        velocity=repr(joint.velocity),
    )
    if joint.mimics:
        ET.SubElement(element, "mimic", joint=joint.mimics, multiplier="1", offset="0")
