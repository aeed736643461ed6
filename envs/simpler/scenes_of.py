"""The scene of a task in one of its variants."""

from __future__ import annotations

from dataclasses import replace

from simeval.envs.simpler.drawer_scenes import DRAWER_SCENES, PLACE_SCENES, DrawerScene, PlaceScene
from simeval.envs.simpler.move_near_scenes import MOVE_NEAR_SCENES, PLAIN_SCENE, MoveNearScene
from simeval.envs.simpler.variants import Variant
from simeval.envs.task_spec import TaskSpec


def move_near_scene(task: TaskSpec, variant: Variant) -> MoveNearScene:
    """Models of a move-near task."""
    return PLAIN_SCENE if variant.plain_objects else MOVE_NEAR_SCENES[task.name]


def drawer_scene(task: TaskSpec, variant: Variant) -> DrawerScene:
    """Drawers and places of the robot of an open or close task."""
    scene = DRAWER_SCENES[task.name]
    return scene if variant.places is None else replace(scene, places=variant.places)


def place_scene(task: TaskSpec, variant: Variant) -> PlaceScene:
    """Drawers, objects and places of the robot of a place task."""
    scene = PLACE_SCENES[task.name]
    if variant.plain_objects:
        plain = (name.removeprefix("baked_").removesuffix("_v2") for name in scene.model_ids)
        scene = replace(scene, model_ids=tuple(plain))
    return scene if variant.places is None else replace(scene, places=variant.places)
