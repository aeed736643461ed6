"""Versions of a task: the same goal with another robot, as data."""

from __future__ import annotations

from dataclasses import dataclass, field

from simeval.envs.robots.google_robot_setup import GoogleRobotSetup
from simeval.envs.task_spec import TaskSpec

DEFAULT = "default"


@dataclass(frozen=True, kw_only=True)
class Variant:
    """What differs from the unchanged task.

    Attributes:
        robot: Version of the Google robot; the WidowX has one only.
        cabinet: Upstream name of the cabinet, where there is one.
    """

    robot: GoogleRobotSetup = field(default_factory=GoogleRobotSetup)
    cabinet: str = "mk_station_recolor"


def _recoloured(recolour: str) -> Variant:
    return Variant(robot=GoogleRobotSetup(urdf=f"google_robot_{recolour}"))


_GOOGLE_VARIANTS: dict[str, Variant] = {
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


def variants_of(task: TaskSpec) -> dict[str, Variant]:
    """Every variant of a task, by name; ``"default"`` is the unchanged task."""
    if task.robot == "google_robot":
        return _GOOGLE_VARIANTS
    return {DEFAULT: Variant()}
