"""What a task draws from an asset set, found without loading anything."""

from __future__ import annotations

from collections.abc import Callable

from simeval.assets import AssetSet
from simeval.assets.asset_use import AssetUse
from simeval.envs.simpler.drawer_scenes import NEAREST_PLACES, PLACE_SCENES, PLACES
from simeval.envs.simpler.grasp_scenes import GRASP_SCENES
from simeval.envs.simpler.move_near_scenes import MOVE_NEAR_SCENES
from simeval.envs.simpler.put_on_scenes import PUT_ON_SCENES
from simeval.envs.simpler.scene_look import COKE_LOOK, MOVE_NEAR_LOOK
from simeval.envs.simpler.variants import Variant
from simeval.envs.task_spec import TaskSpec
from simeval.errors import AssetError


def assets_of(task: TaskSpec, variant: Variant) -> AssetUse:
    """Return what a task draws from an asset set."""
    return _ASSETS[task.family](task, variant)


def require_assets(asset_set: AssetSet, task: TaskSpec, variant: Variant) -> None:
    """Check that an asset set offers all of what a task needs.

    Raises:
        AssetError: It lacks something; the message says what.
    """
    used = assets_of(task, variant)
    needs = (
        ("robot", (used.robot,), asset_set.robots),
        ("cabinet", used.cabinets, asset_set.cabinets),
        ("object", used.model_ids, asset_set.model_ids),
        ("stage", used.stages, asset_set.stages),
        ("background", used.backgrounds, asset_set.backgrounds),
    )
    for kind, names, offered in needs:
        for name in names:
            if name not in offered:
                raise AssetError(
                    f"The asset set {asset_set.name!r} has no {kind} {name!r}, which the task "
                    f"{task.name} needs. Use assets=simpler; to install it: "
                    "simeval assets install simpler"
                )


def _put_on(task: TaskSpec, variant: Variant) -> AssetUse:
    scene = PUT_ON_SCENES[task.name]
    return AssetUse(
        robot="widowx",
        model_ids=scene.model_ids,
        stages=scene.look.stages,
        backgrounds=scene.look.backgrounds,
    )


def _grasp(task: TaskSpec, variant: Variant) -> AssetUse:
    return AssetUse(
        robot=variant.robot.urdf,
        model_ids=GRASP_SCENES[task.name].model_ids,
        stages=COKE_LOOK.stages,
        backgrounds=COKE_LOOK.backgrounds,
    )


def _move_near(task: TaskSpec, variant: Variant) -> AssetUse:
    return AssetUse(
        robot=variant.robot.urdf,
        model_ids=MOVE_NEAR_SCENES[task.name].model_ids,
        stages=MOVE_NEAR_LOOK.stages,
        backgrounds=MOVE_NEAR_LOOK.backgrounds,
    )


def _open_close(task: TaskSpec, variant: Variant) -> AssetUse:
    return AssetUse(
        robot=variant.robot.urdf,
        backgrounds=tuple(place.background for place in PLACES),
        cabinets=(variant.cabinet,),
    )


def _place_in_drawer(task: TaskSpec, variant: Variant) -> AssetUse:
    return AssetUse(
        robot=variant.robot.urdf,
        model_ids=PLACE_SCENES[task.name].model_ids,
        backgrounds=tuple(place.background for place in NEAREST_PLACES),
        cabinets=(variant.cabinet,),
    )


_ASSETS: dict[str, Callable[[TaskSpec, Variant], AssetUse]] = {
    "put_on": _put_on,
    "grasp": _grasp,
    "move_near": _move_near,
    "open_close": _open_close,
    "place_in_drawer": _place_in_drawer,
}
