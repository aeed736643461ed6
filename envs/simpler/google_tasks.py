"""The Google robot's tasks of SIMPLER as data."""

from __future__ import annotations

from simeval.envs.simpler.drawer_scenes import DRAWER_SCENES, PLACE_SCENES
from simeval.envs.simpler.grasp_scenes import GRASP_SCENES
from simeval.envs.simpler.move_near_scenes import MOVE_NEAR_SCENES
from simeval.envs.simpler.object_names import spoken_name
from simeval.envs.task_spec import TaskSpec

_SOURCE = "SIMPLER, arXiv:2405.05941; simpler-env/SimplerEnv@4ab7178, ManiSkill2_real2sim@ef7a4d4"

_GRASP_SUBMETRICS = (
    "is_grasped",
    "consecutive_grasp",
    "lifted_object",
    "lifted_object_significantly",
)

_MOVE_NEAR_SUBMETRICS = (
    "all_obj_keep_height",
    "moved_correct_obj",
    "moved_wrong_obj",
    "near_tgt_obj",
    "is_closest_to_tgt",
)


def _google_task(
    name: str,
    instruction: str,
    *,
    family: str,
    episode_count: int,
    submetrics: tuple[str, ...] = (),
    measures: tuple[str, ...] = (),
    horizon_steps: int = 80,
) -> TaskSpec:
    return TaskSpec(
        name=name,
        instruction=instruction,
        robot="google_robot",
        family=family,
        horizon_steps=horizon_steps,
        control_hz=3,
        sim_hz=513,
        camera="overhead_camera",
        image_size=(640, 512),
        episode_count=episode_count,
        submetrics=submetrics,
        measures=measures,
        source=_SOURCE,
    )


def _grasp_task(name: str, instruction: str) -> TaskSpec:
    return _google_task(
        name,
        instruction,
        family="grasp",
        episode_count=GRASP_SCENES[name].episode_count,
        submetrics=_GRASP_SUBMETRICS,
    )


def _move_near_task(name: str) -> TaskSpec:
    return _google_task(
        name,
        "move {source} near {target}",
        family="move_near",
        episode_count=MOVE_NEAR_SCENES[name].episode_count,
        submetrics=_MOVE_NEAR_SUBMETRICS,
    )


def _drawer_task(name: str) -> TaskSpec:
    scene = DRAWER_SCENES[name]
    drawer = scene.drawers[0] if len(scene.drawers) == 1 else "{drawer}"
    return _google_task(
        name,
        f"{'open' if scene.opens else 'close'} {drawer} drawer",
        family="open_close",
        episode_count=scene.episode_count,
        measures=("qpos", "progress"),
        horizon_steps=113,
    )


def _place_task(name: str) -> TaskSpec:
    scene = PLACE_SCENES[name]
    drawer = scene.drawers[0] if len(scene.drawers) == 1 else "{drawer}"
    thing = spoken_name(scene.model_ids[0]) if len(scene.model_ids) == 1 else "{object}"
    return _google_task(
        name,
        f"open {drawer} drawer; place {thing} into {drawer} drawer",
        family="place_in_drawer",
        episode_count=scene.episode_count,
        submetrics=("is_drawer_open", "has_contact"),
        measures=("qpos",),
        horizon_steps=200,
    )


GOOGLE_TASKS: tuple[TaskSpec, ...] = (
    _grasp_task("google_robot_pick_coke_can", "pick coke can"),
    _grasp_task("google_robot_pick_horizontal_coke_can", "pick coke can"),
    _grasp_task("google_robot_pick_vertical_coke_can", "pick coke can"),
    _grasp_task("google_robot_pick_standing_coke_can", "pick coke can"),
    _grasp_task("google_robot_pick_object", "pick {object}"),
    _move_near_task("google_robot_move_near"),
    _move_near_task("google_robot_move_near_v0"),
    _move_near_task("google_robot_move_near_v1"),
    *map(_drawer_task, DRAWER_SCENES),
    *map(_place_task, PLACE_SCENES),
)
