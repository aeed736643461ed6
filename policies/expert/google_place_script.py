"""The place script of the Google robot: what follows once the drawer is open."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simeval.policies.expert.google_drawer_script import open_phases, outwards
from simeval.policies.expert.google_gripper import (
    CLOSED,
    OPEN,
    lifted,
    raised,
    reaching_down,
    still,
)
from simeval.policies.expert.google_objects import Hold
from simeval.policies.expert.google_pick_script import GENTLE_M, grasp_phases
from simeval.policies.expert.moving_target import Pose
from simeval.policies.expert.phase import Phase, Scene

Vector = npt.NDArray[np.float64]

# Well over the top of the cabinet, whose edge is 0.18 m above the handle of the top drawer; TCP
# heights in the base frame, m.
_CLEAR_Z = 0.95
_OVER_TOP_M = 0.07
# Middle of the open part of the drawer, outwards from where the handle is when it is closed.
_INTO_OPENING = 0.4
_LET_GO_M = 0.02
_CARRY_M = 0.08


def leave_open_phases(*, beside: Vector) -> tuple[Phase, ...]:
    """The first sub-task: open the drawer, go clear of it, and say that it is done.

    Args:
        beside: Error of the reach in the horizontal plane of the base frame, [2] m.
    """

    def clear(scene: Scene) -> Pose:
        position = np.array([*scene["tcp"].position[:2], _CLEAR_Z])
        return Pose(position, reaching_down(position, scene["tcp"]))

    return (
        *open_phases(beside=beside),
        Phase(waypoint=clear, gripper=CLOSED, steps=12, tolerance_m=0.03, says_done=True),
    )


def place_phases(hold: Hold, *, beside: Vector) -> tuple[Phase, ...]:
    """The second sub-task: take the object from the top of the cabinet, drop it into the drawer.

    Args:
        hold: How to grasp the object.
        beside: Error of the reach in the horizontal plane of the base frame, [2] m.
    """

    def over_drawer(scene: Scene) -> Pose:
        closed, handle = scene["handle_when_closed"].position, scene["handle"].position
        middle = closed + _INTO_OPENING * (handle - closed)
        held = scene["source"].position - scene["tcp"].position
        position = middle + _across(scene["source"].position - closed, outwards(scene)) - held
        return Pose(np.array([*position[:2], scene["tcp"].position[2]]), scene["tcp"].rotation)

    def lowered(scene: Scene) -> Pose:
        way = scene["handle"].position[2] + _LET_GO_M - scene["source"].position[2]
        return raised(scene["tcp"], way)

    lift = lifted(_OVER_TOP_M)
    return (
        *grasp_phases(hold, beside=beside),
        Phase(
            waypoint=lift,
            gripper=CLOSED,
            steps=6,
            tolerance_m=0.015,
            step_m=GENTLE_M,
        ),
        Phase(waypoint=over_drawer, gripper=CLOSED, steps=14, tolerance_m=0.012, step_m=_CARRY_M),
        Phase(waypoint=lowered, gripper=CLOSED, steps=14, tolerance_m=0.012, step_m=_CARRY_M),
        Phase(waypoint=still, gripper=OPEN, steps=4),
        Phase(waypoint=lifted(0.25), gripper=OPEN, steps=12, tolerance_m=0.03),
    )


def _across(vector: Vector, axis: Vector) -> Vector:
    """The horizontal part of a vector that is perpendicular to a horizontal axis, [3]."""
    flat = np.array([vector[0], vector[1], 0.0])
    return np.asarray(flat - (flat @ axis) * axis)
