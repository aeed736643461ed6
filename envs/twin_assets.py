"""Building a twin's static and dynamic actors from an asset set."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sapien
from sapien.physx import (
    PhysxCollisionShapeConvexMesh,
    PhysxMaterial,
    PhysxRigidBaseComponent,
    PhysxRigidDynamicComponent,
)
from sapien.render import RenderBodyComponent, RenderMaterial, RenderTexture2D

from simeval.assets.asset_set import ObjectModel, Stage
from simeval.envs.convex_parts import convex_parts
from simeval.errors import AssetError

OBJECT_FRICTION = 0.5
OBJECT_DAMPING = 0.1

_TABLE_HALF_THICKNESS_M = 0.05
# Dark enough for the brightest lights of the tasks.
_TABLE_RGB = [0.22, 0.16, 0.11]
_FLOOR_HALF_SIZE_M = (10.0, 10.0, 0.017)

# ReplicaCAD stages are y-up; the original's quaternion is this one, not exactly normalised.
_Y_UP_TO_Z_UP = sapien.Pose(q=[0.707, 0.707, 0.0, 0.0])


def build_object(scene: Any, model: ObjectModel) -> Any:
    """Build a dynamic actor named after its model, in mid-air, for a reset to place it.

    Args:
        scene: ManiSkill scene.
        model: Files and facts of the object.

    Raises:
        AssetError: The collision or visual mesh cannot be read.
    """
    builder = scene.create_actor_builder()
    if model.visual is not None:
        builder.add_visual_from_file(str(model.visual))
    else:
        builder.add_visual_from_file(str(model.collision), material=_stand_in_material(model))
    builder.initial_pose = sapien.Pose([0.0, 0.0, 2.0 + 0.5 * len(scene.actors)])
    try:
        actor = builder.build_dynamic(model.model_id)
    except RuntimeError as error:
        raise AssetError(
            f"Object {model.model_id!r} cannot be loaded ({error}). "
            "Check the asset set with: simeval assets verify"
        ) from error
    body = rigid_body(actor)
    _attach_collision(body, model)
    body.set_linear_damping(OBJECT_DAMPING)
    body.set_angular_damping(OBJECT_DAMPING)
    return actor


def undamp(body: Any) -> None:
    """Take the damping from a body that the original leaves without."""
    body.set_linear_damping(0.0)
    body.set_angular_damping(0.0)


def make_matt(entity: sapien.Entity) -> None:
    """Take every reflection from the visuals of an entity."""
    body = entity.find_component_by_type(RenderBodyComponent)
    for shape in body.render_shapes if body is not None else ():
        for part in shape.parts:
            part.material.roughness = 1.0
            part.material.metallic = 0.0
            part.material.specular = 0.0


def build_stage(
    scene: Any,
    stage: Stage,
    *,
    offset: tuple[float, float, float],
    table_xy: tuple[tuple[float, float], tuple[float, float]],
    table_top_z: float | None,
) -> Any:
    """Build the static surroundings as an actor named ``arena``.

    Args:
        scene: ManiSkill scene.
        stage: Mesh, or the height of the table that stands in.
        offset: The original's scene offset; the stage is moved by its negative, m.
        table_xy: Opposite corners of a table that stands in, world frame, m.
        table_top_z: Puts a plain table at this height (world frame, m), mesh or not.

    Raises:
        AssetError: The stage mesh cannot be read.
    """
    builder = scene.create_actor_builder()
    if stage.mesh is None or table_top_z is not None:
        top = table_top_z if table_top_z is not None else stage.table_top_z
        assert top is not None, f"stage {stage.name} has neither a mesh nor a table"
        (x0, y0), (x1, y1) = table_xy
        half_size = [(x1 - x0) / 2, (y1 - y0) / 2, _TABLE_HALF_THICKNESS_M]
        builder.add_box_collision(half_size=half_size)
        builder.add_box_visual(half_size=half_size, material=_TABLE_RGB)
        centre = [(x0 + x1) / 2, (y0 + y1) / 2, top - _TABLE_HALF_THICKNESS_M]
        builder.initial_pose = sapien.Pose(centre)
    else:
        mesh = str(stage.mesh)
        builder.add_nonconvex_collision_from_file(mesh, pose=_Y_UP_TO_Z_UP)
        builder.add_visual_from_file(mesh, pose=_Y_UP_TO_Z_UP)
        builder.initial_pose = sapien.Pose([-x for x in offset])
    actor = builder.build_static("arena")
    body = actor._objs[0].find_component_by_type(PhysxRigidBaseComponent)
    _require_collision(body, f"{stage.name}.glb", stage.name)
    return actor


def build_floor(scene: Any, *, offset: tuple[float, float, float]) -> Any:
    """Build a white floor without collision as an actor named ``arena``.

    Args:
        scene: ManiSkill scene.
        offset: The original's scene offset; the floor is moved by its negative, m.
    """
    builder = scene.create_actor_builder()
    builder.add_box_visual(half_size=_FLOOR_HALF_SIZE_M, material=[1.0, 1.0, 1.0])
    builder.initial_pose = sapien.Pose([-x for x in offset])
    return builder.build_static("arena")


def build_room(
    scene: Any, mesh: Path, *, pose: sapien.Pose, offset: tuple[float, float, float]
) -> Any:
    """Build a room without collision as an actor named ``arena``.

    Args:
        scene: ManiSkill scene.
        mesh: GLB file, y up.
        pose: Where the room is put before the offset.
        offset: The original's scene offset; the room is moved by its negative, m.
    """
    builder = scene.create_actor_builder()
    builder.add_visual_from_file(str(mesh), pose=pose * _Y_UP_TO_Z_UP)
    builder.initial_pose = sapien.Pose([-x for x in offset])
    return builder.build_static("arena")


def rigid_body(actor: Any) -> Any:
    """The dynamic rigid body of a ManiSkill actor (CPU, one environment)."""
    return actor._objs[0].find_component_by_type(PhysxRigidDynamicComponent)


def _attach_collision(body: Any, model: ObjectModel) -> None:
    material = PhysxMaterial(OBJECT_FRICTION, OBJECT_FRICTION, 0.0)
    for part in convex_parts(model.collision):
        try:
            shape = PhysxCollisionShapeConvexMesh(
                vertices=part, scale=[1.0, 1.0, 1.0], material=material
            )
        except RuntimeError as error:
            raise AssetError(
                f"A part of the collision mesh of {model.model_id!r} has no volume ({error}). "
                "Check the asset set with: simeval assets verify"
            ) from error
        shape.set_density(model.density)
        body.attach(shape)


def _stand_in_material(model: ObjectModel) -> RenderMaterial:
    stand_in = model.stand_in
    if stand_in and stand_in.texture:
        material = RenderMaterial()
        material.base_color_texture = RenderTexture2D(str(stand_in.texture))
        return material
    colour = stand_in.colour if stand_in else None
    return RenderMaterial(base_color=[*(colour or (0.6, 0.6, 0.6)), 1.0])


def _require_collision(body: Any, file_name: str, name: str) -> None:
    # ManiSkill's builder drops a mesh that it cannot cook without a word.
    if not body.collision_shapes:
        raise AssetError(
            f"The collision mesh {file_name!r} of {name!r} holds no usable convex part. "
            "Check the asset set with: simeval assets verify"
        )
