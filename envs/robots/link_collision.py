"""Collision meshes of robot links, cut into convex parts as the original cuts them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sapien.physx import PhysxCollisionShapeConvexMesh

from simeval.envs.convex_parts import convex_parts
from simeval.errors import AssetError

MeshRecords = dict[str, list[Any]]


def take_collision_meshes(builder: Any) -> MeshRecords:
    """Remove the mesh collisions from a parsed articulation, so that it is built without them.

    Args:
        builder: ManiSkill articulation builder.

    Returns:
        The removed collision records, by link name.
    """
    taken: MeshRecords = {}
    for link in builder.link_builders:
        taken[link.name] = [r for r in link.collision_records if "mesh" in r.type]
        link.collision_records = [r for r in link.collision_records if "mesh" not in r.type]
    return taken


def attach_collision_meshes(robot: Any, meshes: MeshRecords) -> None:
    """Attach the convex parts of each link's collision meshes.

    Args:
        robot: ManiSkill articulation (CPU, one environment).
        meshes: What `take_collision_meshes` returned.

    Raises:
        AssetError: A mesh cannot be read, or a part has no volume.
    """
    for name, records in meshes.items():
        link = robot.links_map[name]._objs[0]
        for record in records:
            for shape in _shapes(record):
                link.attach(shape)


def _shapes(record: Any) -> list[Any]:
    shapes = []
    for part in convex_parts(Path(record.filename)):
        try:
            # Unscaled vertices: the tolerance of hull cooking is absolute, and the original cooks
            # its millimetre meshes before it scales them.
            shape = PhysxCollisionShapeConvexMesh(
                vertices=part, scale=record.scale, material=record.material
            )
        except RuntimeError as error:
            raise AssetError(
                f"A part of {Path(record.filename).name!r} has no volume ({error}). "
                "Check the asset set with: simeval assets verify"
            ) from error
        shape.local_pose = record.pose
        shape.set_density(record.density)
        shape.set_patch_radius(record.patch_radius)
        shape.set_min_patch_radius(record.min_patch_radius)
        shapes.append(shape)
    return shapes
