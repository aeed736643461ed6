"""What a task draws from an asset set, found without loading anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from simeval.assets import AssetSet, StandIn
from simeval.assets.asset_use import AssetUse
from simeval.envs.simpler.drawer_scenes import NEAREST_PLACES, PLACES, RobotPlace
from simeval.envs.simpler.grasp_scenes import GRASP_SCENES
from simeval.envs.simpler.put_on_scenes import PUT_ON_SCENES
from simeval.envs.simpler.scene_look import COKE_LOOK, MOVE_NEAR_LOOK
from simeval.envs.simpler.scenes_of import move_near_scene, place_scene
from simeval.envs.simpler.stages import seen_stand_in
from simeval.envs.simpler.variants import Variant
from simeval.envs.task_spec import TaskSpec
from simeval.errors import AssetError, UnknownNameError

# Which missing assets are refused: those that a variant is about, none, or all.
MISSING = ("essential", "stand_in", "refuse")


def assets_of(task: TaskSpec, variant: Variant) -> AssetUse:
    """Return what a task draws from an asset set."""
    return _ASSETS[task.family](task, variant)


@dataclass(frozen=True, kw_only=True)
class FoundAssets:
    """What of an asset set a task uses."""

    use: AssetUse
    """What the set offers of it."""
    stand_ins: tuple[StandIn, ...]
    """What replaces the rest."""


def find_assets(
    asset_set: AssetSet, task: TaskSpec, variant: Variant, *, missing: str = "essential"
) -> FoundAssets:
    """Return what a task uses, and what stands in for what is missing.

    Args:
        asset_set: Where assets come from.
        task: The task.
        variant: Which version of it.
        missing: Which missing assets are refused, out of `MISSING`.

    Raises:
        UnknownNameError: No such choice of `missing`.
        AssetError: The set lacks something that nothing replaces, or that may not be replaced.
    """
    if missing not in MISSING:
        raise UnknownNameError("value of missing", missing, MISSING)
    require_assets(asset_set, task, variant)
    use = assets_of(task, variant)
    if variant.look is None:
        stand_ins = asset_set.stand_ins(model_ids=use.model_ids, stages=use.stages)
        essential: tuple[StandIn, ...] = ()
    else:
        has_table = not use.cabinets
        found = (seen_stand_in(asset_set, name, has_table=has_table) for name in use.stages)
        seen = tuple(stand_in for stand_in in found if stand_in is not None)
        stand_ins = (*asset_set.stand_ins(model_ids=use.model_ids), *seen)
        essential = seen if variant.about_stage else ()
        offered = tuple(name for name in use.stages if name in asset_set.stages)
        use = replace(use, stages=offered)
    refused = {"essential": essential, "refuse": stand_ins, "stand_in": ()}[missing]
    if refused:
        raise _refusal(asset_set, task, refused, essential=missing == "essential")
    return FoundAssets(use=use, stand_ins=stand_ins)


def _refusal(
    asset_set: AssetSet, task: TaskSpec, refused: Sequence[StandIn], *, essential: bool
) -> AssetError:
    lost = "; ".join(f"{item.missing} -> {item.replacement}" for item in refused)
    why = "this variant is about what is missing" if essential else "missing=refuse"
    return AssetError(
        f"The asset set {asset_set.name!r} would replace assets of {task.name}, and {why}: {lost}. "
        "Use a complete copy of the original assets (simeval assets install simpler, "
        "assets=simpler), take what stands in with missing=stand_in, or leave the variant out with "
        "variants=[...]."
    )


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
        # A stage that the camera sees has a stand-in in every set.
        ("stage", used.stages if variant.look is None else (), asset_set.stages),
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
    look = variant.look or COKE_LOOK
    return AssetUse(
        robot=variant.robot.urdf,
        model_ids=tuple(dict.fromkeys((*GRASP_SCENES[task.name].model_ids, *variant.distractors))),
        stages=look.stages,
        backgrounds=look.backgrounds,
    )


def _move_near(task: TaskSpec, variant: Variant) -> AssetUse:
    look = variant.look or MOVE_NEAR_LOOK
    return AssetUse(
        robot=variant.robot.urdf,
        model_ids=move_near_scene(task, variant).model_ids,
        stages=look.stages,
        backgrounds=look.backgrounds,
    )


def _open_close(task: TaskSpec, variant: Variant) -> AssetUse:
    return AssetUse(
        robot=variant.robot.urdf,
        stages=_room(variant),
        backgrounds=_behind(variant, PLACES),
        cabinets=(variant.cabinet,),
    )


def _place_in_drawer(task: TaskSpec, variant: Variant) -> AssetUse:
    return AssetUse(
        robot=variant.robot.urdf,
        model_ids=place_scene(task, variant).model_ids,
        stages=_room(variant),
        backgrounds=_behind(variant, NEAREST_PLACES),
        cabinets=(variant.cabinet,),
    )


def _room(variant: Variant) -> tuple[str, ...]:
    return () if variant.look is None else variant.look.stages


def _behind(variant: Variant, places: Sequence[RobotPlace]) -> tuple[str, ...]:
    """The pictures behind the places of the robot, unless the camera sees a room."""
    return tuple(place.background for place in places) if variant.look is None else ()


_ASSETS: dict[str, Callable[[TaskSpec, Variant], AssetUse]] = {
    "put_on": _put_on,
    "grasp": _grasp,
    "move_near": _move_near,
    "open_close": _open_close,
    "place_in_drawer": _place_in_drawer,
}
