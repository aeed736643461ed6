"""Versions of a task: the same goal with another robot or in other surroundings, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from simeval.envs.robots.google_robot_setup import GoogleRobotSetup
from simeval.envs.simpler import aggregation_looks as looks
from simeval.envs.simpler.drawer_scenes import PLACE_SCENES, RobotPlace
from simeval.envs.simpler.scene_look import SceneLook
from simeval.envs.task_spec import TaskSpec

DEFAULT = "default"


@dataclass(frozen=True, kw_only=True)
class Variant:
    """What differs from the unchanged task.

    Attributes:
        robot: Version of the Google robot; the WidowX has one only.
        cabinet: Upstream name of the cabinet, where there is one.
        look: Surroundings in place of those of the task, which are a real picture.
        about_stage: Whether the stage of `look` is the very point of the variant.
        plain_objects: Objects with their own textures, not with those baked from real pictures.
        places: Where the robot stands before the cabinet, in place of the places of the pictures;
            None for those.
        distractors: Models that lie around the object to pick up.
        lone_pair: Leaves out the object of a move-near task that is neither source nor target.
    """

    robot: GoogleRobotSetup = field(default_factory=GoogleRobotSetup)
    cabinet: str = "mk_station_recolor"
    look: SceneLook | None = None
    about_stage: bool = False
    plain_objects: bool = False
    places: tuple[RobotPlace, ...] | None = None
    distractors: tuple[str, ...] = ()
    lone_pair: bool = False


def _recoloured(recolour: str) -> Variant:
    return Variant(robot=GoogleRobotSetup(urdf=f"google_robot_{recolour}"))


_IN_FRONT_OF_PICTURES: dict[str, Variant] = {
    DEFAULT: Variant(),
    # The published visual-matching numbers average over these three and the default.
    "recolor_tabletop_1": _recoloured("recolor_tabletop_visual_matching_1"),
    "recolor_tabletop_2": _recoloured("recolor_tabletop_visual_matching_2"),
    "recolor_cabinet_1": _recoloured("recolor_cabinet_visual_matching_1"),
    # Ablations of the paper.
    "recolor_sim": _recoloured("recolor_sim"),
    **{
        f"worse_control{number}": Variant(
            robot=GoogleRobotSetup(arm_gains=f"worse_control{number}")
        )
        for number in (1, 2, 3)
    },
    **{
        f"{name}_finger_friction": Variant(robot=GoogleRobotSetup(finger_friction=friction))
        for name, friction in (
            ("twice", 4.0),
            ("half", 1.0),
            ("quarter", 0.5),
            ("one_eighth", 0.25),
        )
    },
}

# Head tilts of the original's two other camera orientations, rad.
_TILT_LOWER = 0.9351361
_TILT_HIGHER = 0.6651361


def _table_variants() -> dict[str, Variant]:
    """Surroundings of the table tasks; the published numbers average over all but the cameras."""
    base = Variant(look=looks.seen_table(), plain_objects=True)
    stages = {
        "va_table_1": "Baked_sc1_staging_objaverse_cabinet1_h870",
        "va_table_2": "Baked_sc1_staging_objaverse_cabinet2_h870",
        "va_background_1": "google_pick_coke_can_1_v4_alt_background",
        "va_background_2": "google_pick_coke_can_1_v4_alt_background_2",
    }
    lights = {"va_darker": looks.TABLE_DARKER, "va_brighter": looks.TABLE_BRIGHTER}
    tilts = {"va_camera_lower": _TILT_LOWER, "va_camera_higher": _TILT_HIGHER}
    return {
        "va_base": base,
        **{
            name: replace(base, look=looks.seen_table(stage), about_stage=True)
            for name, stage in stages.items()
        },
        **{
            name: replace(base, look=looks.seen_table(lights=light))
            for name, light in lights.items()
        },
        **{
            name: replace(base, robot=GoogleRobotSetup(head_tilt=tilt))
            for name, tilt in tilts.items()
        },
    }


def _cabinet_variants(places: tuple[RobotPlace, ...]) -> dict[str, Variant]:
    """Surroundings of the drawer tasks; the published numbers average over all."""
    base = Variant(look=looks.seen_room(), cabinet="mk_station", plain_objects=True, places=places)
    stages = {
        "va_background_bedroom": "modern_bedroom_no_roof",
        "va_background_office": "modern_office_no_roof",
    }
    lights = {"va_darker": looks.DRAWER_DARKER, "va_brighter": looks.DRAWER_BRIGHTER}
    return {
        "va_base": base,
        **{
            name: replace(base, look=looks.seen_room(stage), about_stage=True)
            for name, stage in stages.items()
        },
        **{
            name: replace(base, look=looks.seen_room(lights=light))
            for name, light in lights.items()
        },
        **{
            f"va_cabinet_{number}": replace(base, cabinet=f"mk_station{number}")
            for number in (2, 3)
        },
    }


def _aggregated(task: TaskSpec) -> dict[str, Variant]:
    match task.family:
        case "grasp":
            table = _table_variants()
            return table | {
                f"va_distractors_{name}": replace(table["va_base"], distractors=models)
                for name, models in looks.DISTRACTORS.items()
            }
        case "move_near":
            table = _table_variants()
            return table | {"va_no_distractor": replace(table["va_base"], lone_pair=True)}
        case "open_close":
            return _cabinet_variants(looks.ROOM_PLACES)
        case "place_in_drawer" if len(PLACE_SCENES[task.name].model_ids) == 1:
            return _cabinet_variants(looks.NEAREST_ROOM_PLACES)
    # A task with any object of a facts file holds plain and baked ones already.
    return {}


@cache
def variants_of(task: TaskSpec) -> Mapping[str, Variant]:
    """Every variant of a task, by name; ``"default"`` is the unchanged task."""
    if task.robot != "google_robot":
        return {DEFAULT: Variant()}
    aggregated = _aggregated(task)
    recoloured = {
        f"{name}_recolor_sim": replace(
            variant, robot=replace(variant.robot, urdf="google_robot_recolor_sim")
        )
        for name, variant in aggregated.items()
    }
    return {**_IN_FRONT_OF_PICTURES, **aggregated, **recoloured}
