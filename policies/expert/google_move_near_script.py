"""The move-near script of the Google robot: grasp, lift, carry, put down beside the target."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simeval.policies.expert.google_gripper import CLOSED, OPEN, lifted, raised, still
from simeval.policies.expert.google_objects import Hold
from simeval.policies.expert.google_pick_script import GENTLE_M, grasp_phases
from simeval.policies.expert.moving_target import Pose
from simeval.policies.expert.phase import Phase, Scene

Vector = npt.NDArray[np.float64]

# From centre to centre when the source is put down: within the rule for the thinnest two objects,
# and the open fingers pass the target on the side.
_APART_M = 0.15
_LIFT_M = 0.05
_LET_GO_ABOVE_M = 0.004
# What is held swings when the arm is fast.
_CARRY_M = 0.08


def move_near_phases(hold: Hold, *, beside: Vector) -> tuple[Phase, ...]:
    """The legs of one move-near episode.

    Args:
        hold: How to grasp the source.
        beside: Error of the reach in the horizontal plane of the base frame, [2] m.
    """

    def carry(scene: Scene) -> Pose:
        goal = scene["tcp"].position + _way(scene)
        return raised(Pose(goal, scene["tcp"].rotation), 0.0)

    lift, lower = lifted(_LIFT_M), lifted(_LET_GO_ABOVE_M - _LIFT_M)
    return (
        *grasp_phases(hold, beside=beside),
        Phase(waypoint=lift, gripper=CLOSED, steps=5, tolerance_m=0.012, step_m=GENTLE_M),
        Phase(waypoint=carry, gripper=CLOSED, steps=14, tolerance_m=0.01, step_m=_CARRY_M),
        Phase(waypoint=lower, gripper=CLOSED, steps=6, tolerance_m=0.006, step_m=GENTLE_M),
        Phase(waypoint=still, gripper=OPEN, steps=3),
        Phase(waypoint=lifted(0.12), gripper=OPEN, steps=8, tolerance_m=0.02),
    )


def _way(scene: Scene) -> Vector:
    """Horizontal way of the source to its place beside the target, [3] m."""
    way = scene["target"].position - scene["source"].position
    way[2] = 0.0
    distance = float(np.linalg.norm(way))
    return np.asarray(way * max(1.0 - _APART_M / distance, 0.0))
