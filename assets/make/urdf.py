"""Writes a URDF from a table of facts and the parts made for each link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from simeval.assets.make.obj import write_convex_parts
from simeval.assets.make.robot_facts import JointFacts, LinkFacts, Vector
from simeval.assets.make.solid import Solid


@dataclass(frozen=True, kw_only=True)
class Box:
    """An upright box in a link frame, m."""

    centre: Vector
    size: Vector


@dataclass(frozen=True, kw_only=True)
class Description:
    """Everything a URDF states.

    Attributes:
        name: Name of the robot.
        links: Links in the order of the file.
        joints: Joints in the order of the file.
        visuals: Mesh file of each visible link, relative to the URDF.
        collisions: Convex collision files of each link, relative to the URDF.
        boxes: Collision boxes of each link.
    """

    name: str
    links: Sequence[LinkFacts]
    joints: Sequence[JointFacts]
    visuals: Mapping[str, str]
    collisions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    boxes: Mapping[str, Sequence[Box]] = field(default_factory=dict)


def write_collisions(
    folder: Path, parts: Mapping[str, Sequence[Solid]]
) -> dict[str, tuple[str, ...]]:
    """Write the convex parts (m, link frames) into `folder`/meshes and return their names.

    Every part is a file of its own, so that loaders that hull a whole file do no harm.
    """
    names = {}
    for link, solids in parts.items():
        names[link] = tuple(f"meshes/{link}_{number}.obj" for number in range(len(solids)))
        for name, solid in zip(names[link], solids, strict=True):
            write_convex_parts(folder / name, [solid])
    return names


def write_urdf(path: Path, description: Description) -> None:
    """Write the file."""
    robot = ET.Element("robot", name=description.name)
    for link in description.links:
        element = ET.SubElement(robot, "link", name=link.name)
        if link.name in description.visuals:
            _mesh(element, "visual", description.visuals[link.name])
        for name in description.collisions.get(link.name, ()):
            _mesh(element, "collision", name)
        for box in description.boxes.get(link.name, ()):
            _box(element, box)
        if link.mass_kg is not None:
            _inertial(element, link, link.mass_kg)
    for joint in description.joints:
        _joint(robot, joint)
    ET.indent(robot)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = ET.tostring(robot, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n', encoding="utf-8")


def _mesh(element: ET.Element, kind: str, name: str) -> None:
    geometry = ET.SubElement(ET.SubElement(element, kind), "geometry")
    ET.SubElement(geometry, "mesh", filename=name)


def _box(element: ET.Element, box: Box) -> None:
    collision = ET.SubElement(element, "collision")
    ET.SubElement(collision, "origin", rpy="0 0 0", xyz=_numbers(box.centre))
    ET.SubElement(ET.SubElement(collision, "geometry"), "box", size=_numbers(box.size))


def _numbers(values: Sequence[float]) -> str:
    return " ".join(repr(float(v)) for v in values)


def _inertial(element: ET.Element, link: LinkFacts, mass_kg: float) -> None:
    inertial = ET.SubElement(element, "inertial")
    if any(link.com_xyz) or any(link.com_rpy):
        ET.SubElement(inertial, "origin", rpy=_numbers(link.com_rpy), xyz=_numbers(link.com_xyz))
    ET.SubElement(inertial, "mass", value=repr(mass_kg))
    keys = ("ixx", "ixy", "ixz", "iyy", "iyz", "izz")
    terms = {key: repr(value) for key, value in zip(keys, link.inertia, strict=True)}
    ET.SubElement(inertial, "inertia", terms)


def _joint(robot: ET.Element, joint: JointFacts) -> None:
    element = ET.SubElement(robot, "joint", name=joint.name, type=joint.kind)
    turn = _numbers(joint.rpy) if any(joint.rpy) else "0 0 0"
    ET.SubElement(element, "origin", rpy=turn, xyz=_numbers(joint.xyz))
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
