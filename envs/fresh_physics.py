"""A new physics scene around the same bodies.

PhysX keeps state that no setter reaches (contact caches, the order of its pairs), so an episode
would depend, in its last digits and soon in its outcome, on what ran before in the same
environment. Every reset therefore moves the entities into a new PhysX scene: nothing is loaded or
cooked again, it takes a few milliseconds, and the same episode gives the same bytes anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sapien
from sapien.physx import PhysxCpuSystem


def renew_physics(scene: Any, *, leave_out: Sequence[sapien.Entity] = ()) -> None:
    """Move all entities of a ManiSkill scene into a new PhysX scene.

    Args:
        scene: ManiSkill scene with one CPU sub-scene; changed in place.
        leave_out: Entities that are taken out and not put back; add them with `join`.
    """
    old = scene.sub_scenes[0]
    physics = PhysxCpuSystem()
    physics.timestep = scene.px.timestep
    systems = [physics] if old.render_system is None else [physics, old.render_system]
    new = sapien.Scene(systems)
    entities = list(old.entities)
    for entity in entities:
        old.remove_entity(entity)
    for entity in entities:
        if not any(entity == other for other in leave_out):
            new.add_entity(entity)
    scene.sub_scenes[0] = new
    scene.px = physics


def join(scene: Any, entities: Sequence[sapien.Entity]) -> None:
    """Add entities to the physics scene in use."""
    for entity in entities:
        scene.sub_scenes[0].add_entity(entity)
