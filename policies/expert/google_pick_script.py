"""The pick script of the Google robot: reach from above, grasp, lift, hold."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simeval.policies.expert.google_gripper import CLOSED, OPEN, lifted, raised
from simeval.policies.expert.google_objects import Hold
from simeval.policies.expert.moving_target import Pose
from simeval.policies.expert.phase import Phase, Scene

Vector = npt.NDArray[np.float64]

ABOVE_M = 0.1
LIFT_M = 0.08
# Slow enough for the grip on a light can.
GENTLE_M = 0.05


def grasp_phases(hold: Hold, *, beside: Vector) -> tuple[Phase, ...]:
    """The legs up to holding the source, the gripper closed around it.

    Args:
        hold: How to grasp it.
        beside: Error of the reach in the horizontal plane of the base frame, [2] m.
    """

    def grasp(scene: Scene) -> Pose:
        pose = hold.pose(scene["source"], scene["tcp"])
        return Pose(pose.position + np.array([*beside, 0.0]), pose.rotation)

    def above(scene: Scene) -> Pose:
        return raised(grasp(scene), ABOVE_M)

    return (
        Phase(waypoint=above, gripper=OPEN, steps=22, tolerance_m=0.02),
        Phase(waypoint=grasp, gripper=OPEN, steps=12, tolerance_m=0.005),
        Phase(waypoint=grasp, gripper=CLOSED, steps=5),
    )


def pick_phases(hold: Hold, *, beside: Vector, steps: int) -> tuple[Phase, ...]:
    """The legs of one pick episode of so many control steps."""
    return (
        *grasp_phases(hold, beside=beside),
        Phase(waypoint=lifted(LIFT_M), gripper=CLOSED, steps=steps, step_m=GENTLE_M),
    )
